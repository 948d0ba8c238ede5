#include "frontends/python/syntax.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "frontends/grammars/parsed_text.h"
#include "frontends/python/reader/reader.h"
#include "frontends/python/syntax/converter.h"
#include "frontends/python/syntax/grammar.h"
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

}  // namespace

Program parse(std::string_view text) {
  if (std::optional<Program> program = Reader(text).read()) return std::move(*program);
  return parse_with_tree_sitter(text);
}

Program parse_with_tree_sitter(std::string_view text) {
  Program program;
  program.text = text;
  const std::string readable = readable_text(text);
  const grammars::ParsedText parsed(grammar().language, readable);
  const std::optional<TSNode> root = parsed.root();
  if (!root) return program;
  Converter(text, program).convert(*root);
  add_silencing_comments(text, *root, program.comments);
  std::ranges::sort(program.comments, {}, &Span::begin);
  const auto repeated = std::ranges::unique(program.comments);
  program.comments.erase(repeated.begin(), repeated.end());
  return program;
}

}  // namespace floodwall::python
