#include "frontends/python/syntax.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "frontends/python/reader/reader.h"
#include "frontends/python/syntax/converter.h"
#include "frontends/python/syntax/grammar.h"
#include "frontends/python/syntax/parser_memory.h"
#include "frontends/python/syntax/readable_text.h"

namespace floodwall::python {
namespace {

using host::Program;

/// The comments that ask for silence, wherever they stand: `def f():  # floodwall: ignore …`. Others are met
/// between statements.
void add_silencing_comments(std::string_view text, TSNode root, std::vector<Span>& comments) {
  constexpr std::string_view word = "ignore";
  std::vector<std::size_t> places;  // the last one of each line: behind what is code
  for (std::size_t at = text.find(word); at != std::string_view::npos;) {
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    places.push_back(text.rfind(word, line_end));
    at = text.find(word, line_end);
  }
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  for (auto place = places.begin(); place != places.end();) {  // only down to where one is
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    const Span at = span_of(node);
    if (*place < at.begin) {
      ++place;
    } else if (*place < at.end && grammar().kind(node) != Node::Comment &&
               ts_tree_cursor_goto_first_child(&cursor)) {
      continue;
    } else {
      if (*place < at.end && grammar().kind(node) == Node::Comment) comments.push_back(at);
      while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
        if (ts_tree_cursor_goto_parent(&cursor)) continue;
        place = places.end();
        break;
      }
    }
  }
  ts_tree_cursor_delete(&cursor);
}

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

}  // namespace

Program parse(std::string_view text) {
  if (std::optional<Program> program = Reader(text).read()) return std::move(*program);
  return parse_with_tree_sitter(text);
}

Program parse_with_tree_sitter(std::string_view text) {
  Program program;
  program.text = text;
  const ParserMemory memory;  // and of the tree, which nobody frees but with it
  const std::unique_ptr<TSParser, FreeParser> parser(ts_parser_new());
  if (!ts_parser_set_language(parser.get(), grammar().language)) return program;
  const std::string readable = readable_text(text);
  const TSTree* tree = ts_parser_parse_string(parser.get(), nullptr, readable.data(),
                                              static_cast<std::uint32_t>(readable.size()));
  if (tree == nullptr) return program;
  const TSNode root = ts_tree_root_node(tree);
  if (!is_sound(root, readable)) return program;
  Converter(text, program).convert(root);
  add_silencing_comments(text, root, program.comments);
  std::ranges::sort(program.comments, {}, &Span::begin);
  const auto repeated = std::ranges::unique(program.comments);
  program.comments.erase(repeated.begin(), repeated.end());
  return program;
}

}  // namespace floodwall::python
