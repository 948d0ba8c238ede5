#include "frontends/grammars/parsed_text.h"

#include <cstddef>

namespace floodwall::grammars {
namespace {

/// tree-sitter counts the children of a node in 16 bits. Whether a tree has no node of too many all the same
/// (see the languages' readable_text.h): the size of its parents would be wrong, too.
bool is_sound(TSNode root, std::string_view text) {
  constexpr std::size_t most_children = 65000;
  if (text.size() < most_children || !ts_node_has_error(root)) return true;
  const std::size_t last = text.find_last_not_of(" \t\r\n\f\\");
  return last == std::string_view::npos || last < ts_node_end_byte(root);
}

}  // namespace

ParsedText::ParsedText(const TSLanguage* language, std::string_view text, std::uint64_t longest) {
  if (!ts_parser_set_language(parser_.get(), language)) return;
  ts_parser_set_timeout_micros(parser_.get(), longest);
  const TSTree* tree =
      ts_parser_parse_string(parser_.get(), nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
  if (tree == nullptr) return;
  const TSNode root = ts_tree_root_node(tree);
  if (is_sound(root, text)) root_ = root;
}

}  // namespace floodwall::grammars
