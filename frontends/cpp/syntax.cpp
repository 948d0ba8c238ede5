#include "frontends/cpp/syntax.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include "frontends/cpp/literals.h"
#include "frontends/cpp/syntax/converter.h"
#include "frontends/cpp/syntax/grammar.h"
#include "frontends/cpp/syntax/readable_text.h"
#include "frontends/python/syntax/parser_memory.h"

namespace floodwall::cpp {
namespace {

struct FreeParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};

/// Whether a tree has no node of too many children all the same (see readable_text.h): the size of its
/// parents would be wrong, too.
bool is_sound(TSNode root, std::string_view text) {
  constexpr std::size_t most_children = 65000;
  if (text.size() < most_children || !ts_node_has_error(root)) return true;
  const std::size_t last = text.find_last_not_of(" \t\r\n\f\\");
  return last == std::string_view::npos || last < ts_node_end_byte(root);
}

/// Each line of a comment by itself.
void add_comments(std::string_view text, std::vector<Span>& comments) {
  for (std::uint32_t i = 0; i < text.size();) {
    const char c = text[i];
    const std::uint32_t end = c == '/' ? end_of_comment(text, i) : i;
    if (end != i) {
      while (i < end) {
        const auto line = static_cast<std::uint32_t>(std::min<std::size_t>(text.find('\n', i), end));
        if (i < line) comments.push_back({i, line});
        i = line + 1;
      }
      i = end;
      continue;
    }
    const bool may_be_literal = c == '"' || c == '\'' || c == 'R' || c == 'L' || c == 'u' || c == 'U';
    const std::uint32_t behind = may_be_literal ? end_of_literal(text, i) : i;
    if (behind != i) {
      i = behind;
    } else if (begins_word(c)) {
      i = end_of_word(text, i);
    } else if ('0' <= c && c <= '9') {  // 1'000
      while (i < text.size() &&
             (('0' <= text[i] && text[i] <= '9') || text[i] == '\'' || begins_word(text[i])))
        ++i;
    } else {
      ++i;
    }
  }
}

}  // namespace

Syntax parse(std::string_view text) {
  Syntax syntax;
  syntax.program.text = text;
  const python::ParserMemory memory;  // and of the tree, which nobody frees but with it
  const std::unique_ptr<TSParser, FreeParser> parser(ts_parser_new());
  if (!ts_parser_set_language(parser.get(), grammar().language)) return syntax;
  const std::string readable = readable_text(text);
  const TSTree* tree = ts_parser_parse_string(parser.get(), nullptr, readable.data(),
                                              static_cast<std::uint32_t>(readable.size()));
  if (tree == nullptr) return syntax;
  const TSNode root = ts_tree_root_node(tree);
  if (!is_sound(root, readable)) return syntax;
  Converter(text, syntax).convert(root);
  add_comments(text, syntax.program.comments);
  return syntax;
}

}  // namespace floodwall::cpp
