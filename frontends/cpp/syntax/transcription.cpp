#include "frontends/cpp/syntax/transcription.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "frontends/cpp/syntax/grammar.h"
#include "frontends/cpp/syntax/readable_text.h"
#include "frontends/grammars/parsed_text.h"

namespace floodwall::cpp {
namespace {

/// tree-sitter itself writes past its memory where tens of thousands of #if are open at the end.
bool has_too_many_groups(std::string_view text) {
  constexpr int most = 5000;
  int open = 0;
  int deepest = 0;
  for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
    const std::size_t begin = text.find_first_not_of(" \t", at + 1);
    const std::string_view word = text.substr(std::min(begin, text.size()), 5);
    if (word.starts_with("if")) deepest = std::max(deepest, ++open);
    if (word == "endif") --open;
  }
  return most < deepest;
}

/// Nodes may be nested deeper than any stack: no recursion.
TreeNode* transcribed(TSNode root, std::uint32_t offset, Tree& tree) {
  const Grammar& known = grammar();
  const auto copy = [&](TSNode node) {
    return tree.add(known.kind(node), {ts_node_start_byte(node) + offset, ts_node_end_byte(node) + offset});
  };
  struct Open {
    TreeNode* node;
    TreeNode** next;
  };
  TreeNode* made = copy(root);
  std::vector<Open> open = {{made, &made->first}};
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  bool goes_down = ts_tree_cursor_goto_first_child(&cursor);
  while (goes_down) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    // To ask for the field of the nth child costs n in a node that error recovery made; it has no fields.
    const Field field = open.back().node->kind == Node::Error
                            ? Field::None
                            : known.fields[ts_tree_cursor_current_field_id(&cursor)];
    const bool is_named = ts_node_is_named(node);
    const bool is_wanted = is_named ? known.kind(node) != Node::Comment : field == Field::Operator;
    if (is_wanted) {
      TreeNode* child = copy(node);
      if (!is_named) child->kind = Node::Token;
      child->field = field;
      *open.back().next = child;
      open.back().next = &child->next;
      if (is_named && ts_tree_cursor_goto_first_child(&cursor)) {
        open.push_back({child, &child->first});
        continue;
      }
    }
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      open.pop_back();
      if (open.empty() || !ts_tree_cursor_goto_parent(&cursor)) {
        goes_down = false;
        break;
      }
    }
  }
  ts_tree_cursor_delete(&cursor);
  return made;
}

}  // namespace

TreeNode* parse_with_tree_sitter(std::string_view text, std::uint32_t offset, Tree& tree,
                                 Surroundings surroundings) {
  if (has_too_many_groups(text)) return nullptr;
  // Its error recovery takes the square of what it does not understand; the largest file takes a second.
  constexpr std::uint64_t longest = 10'000'000;  // microseconds
  const std::string readable = readable_text(text, surroundings);
  const grammars::ParsedText parsed(grammar().language, readable, longest);
  const std::optional<TSNode> root = parsed.root();
  return root ? transcribed(*root, offset, tree) : nullptr;
}

}  // namespace floodwall::cpp
