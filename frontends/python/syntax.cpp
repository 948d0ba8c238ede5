#include "frontends/python/syntax.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "frontends/python/syntax/converter.h"
#include "frontends/python/syntax/grammar.h"

namespace floodwall::python {
namespace {

using host::Program;

/// tree-sitter-python 0.23 knows no t-strings. They read like f-strings: for the parser, and for it alone,
/// t"…" becomes f"…". Inside of another string the change does not matter: values are decoded from the file.
std::string with_template_strings_as_format(std::string_view text) {
  std::string copy(text);
  const auto is_word = [](char c) {
    return ('a' <= (c | 0x20) && (c | 0x20) <= 'z') || c == '_' || ('0' <= c && c <= '9');
  };
  for (std::size_t i = 0; i + 1 < copy.size(); ++i) {
    if (copy[i + 1] != '"' && copy[i + 1] != '\'') continue;
    for (const std::size_t prefix_size : {1U, 2U}) {
      if (i + 1 < prefix_size) continue;
      const std::size_t begin = i + 1 - prefix_size;
      if (0 < begin && is_word(copy[begin - 1])) continue;
      for (std::size_t k = begin; k <= i; ++k) {
        const char other = prefix_size == 1 ? 'r' : static_cast<char>(copy[begin + i - k] | 0x20);
        if ((copy[k] | 0x20) == 't' && other == 'r') copy[k] = 'f';
      }
    }
  }
  return copy;
}

/// Every comment, also where nobody looks for statements: `def f():  # floodwall: ignore …`.
void add_comments(TSNode root, std::vector<Span>& comments) {
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  bool is_done = false;
  while (!is_done) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    if (grammar().kind(node) == Node::Comment) comments.push_back(span_of(node));
    if (ts_tree_cursor_goto_first_child(&cursor)) continue;
    while (!is_done && !ts_tree_cursor_goto_next_sibling(&cursor))
      is_done = !ts_tree_cursor_goto_parent(&cursor);
  }
  ts_tree_cursor_delete(&cursor);
}

struct FreeParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct FreeTree {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using Tree = std::unique_ptr<TSTree, FreeTree>;

/// tree-sitter 0.20 counts a node's children in 16 bits and frees the wrong bytes where there are more. Only
/// error recovery makes such nodes, of what is open at the end of a file: 100,000 parentheses, a line of as
/// many words. No program is like that.
bool can_be_parsed(std::string_view text) {
  constexpr std::size_t most = 20000;
  std::size_t depth = 0;
  std::size_t words = 0;
  bool in_word = false;
  for (const char c : text) {
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ')' || c == ']' || c == '}') && depth != 0) --depth;
    const bool is_word = ('a' <= (c | 0x20) && (c | 0x20) <= 'z') || ('0' <= c && c <= '9') || c == '_';
    if (is_word && !in_word) ++words;
    if (!is_word && c != ' ' && c != '\t') words = 0;
    in_word = is_word;
    if (most < depth || most < words) return false;
  }
  return true;
}

/// Whether a tree has no such node all the same: the size of its parents would be wrong, too.
bool is_sound(const Tree& tree, std::string_view text) {
  constexpr std::size_t most_children = 65000;
  const TSNode root = ts_tree_root_node(tree.get());
  if (text.size() < most_children || !ts_node_has_error(root)) return true;
  const std::size_t last = text.find_last_not_of(" \t\r\n\f\\");
  return last == std::string_view::npos || last < ts_node_end_byte(root);
}

}  // namespace

Program parse(std::string_view text) {
  Program program;
  program.text = text;
  if (!can_be_parsed(text)) return program;
  const std::unique_ptr<TSParser, FreeParser> parser(ts_parser_new());
  if (!ts_parser_set_language(parser.get(), grammar().language)) return program;
  const std::string readable = with_template_strings_as_format(text);
  Tree tree(ts_parser_parse_string(parser.get(), nullptr, readable.data(),
                                   static_cast<std::uint32_t>(readable.size())));
  if (tree == nullptr) return program;
  if (!is_sound(tree, readable)) {
    static_cast<void>(tree.release());  // cannot be freed
    return program;
  }
  Converter(text, program).convert(ts_tree_root_node(tree.get()));
  // The walk over all nodes is for those who ask for silence; other comments stand between statements.
  if (text.find("ignore") != std::string_view::npos)
    add_comments(ts_tree_root_node(tree.get()), program.comments);
  std::ranges::sort(program.comments, {}, &Span::begin);
  const auto repeated = std::ranges::unique(program.comments);
  program.comments.erase(repeated.begin(), repeated.end());
  return program;
}

}  // namespace floodwall::python
