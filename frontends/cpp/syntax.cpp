#include "frontends/cpp/syntax.h"

#include <algorithm>
#include <cstdint>

#include "frontends/cpp/syntax/converter.h"
#include "frontends/cpp/syntax/landmarks.h"
#include "frontends/cpp/syntax/reader/reader.h"
#include "frontends/cpp/syntax/transcription.h"
#include "frontends/cpp/syntax/tree.h"

namespace floodwall::cpp {
namespace {

/// Each line of a comment by itself.
void add_comments(std::string_view text, std::vector<Span>& comments) {
  for (std::uint32_t i = next_landmark(text, 0); i < text.size();) {
    const std::uint32_t end = end_at_landmark(text, i);
    for (std::uint32_t at = i; text[i] == '/' && at < end;) {
      const auto line = static_cast<std::uint32_t>(std::min<std::size_t>(text.find('\n', at), end));
      if (at < line) comments.push_back({at, line});
      at = line + 1;
    }
    i = next_landmark(text, std::max(end, i + 1));
  }
}

Syntax converted(std::string_view text, const TreeNode* root) {
  Syntax syntax;
  syntax.program.text = text;
  if (root == nullptr) {
    syntax.unread_from = 0;
    return syntax;
  }
  Converter(text, syntax).convert(root);
  add_comments(text, syntax.program.comments);
  return syntax;
}

}  // namespace

Syntax parse(std::string_view text) {
  Tree tree;
  Reader reader(text, tree);
  if (const TreeNode* root = reader.read(); root != nullptr) {
    Syntax syntax = converted(text, root);
    syntax.unread_from = reader.unread_from();
    return syntax;
  }
  return converted(text, parse_with_tree_sitter(text, 0, tree));
}

Syntax parse_by_tree_sitter(std::string_view text) {
  Tree tree;
  return converted(text, parse_with_tree_sitter(text, 0, tree));
}

}  // namespace floodwall::cpp
