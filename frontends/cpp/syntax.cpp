#include "frontends/cpp/syntax.h"

#include <algorithm>
#include <cstdint>

#include "frontends/cpp/literals.h"
#include "frontends/cpp/syntax/converter.h"
#include "frontends/cpp/syntax/reader/reader.h"
#include "frontends/cpp/syntax/transcription.h"
#include "frontends/cpp/syntax/tree.h"

namespace floodwall::cpp {
namespace {

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

Syntax converted(std::string_view text, const TreeNode* root) {
  Syntax syntax;
  syntax.program.text = text;
  if (root == nullptr) return syntax;
  Converter(text, syntax).convert(root);
  add_comments(text, syntax.program.comments);
  return syntax;
}

}  // namespace

Syntax parse(std::string_view text) {
  Tree tree;
  const TreeNode* root = Reader(text, tree).read();
  if (root == nullptr) root = parse_with_tree_sitter(text, 0, tree);
  return converted(text, root);
}

Syntax parse_by_tree_sitter(std::string_view text) {
  Tree tree;
  return converted(text, parse_with_tree_sitter(text, 0, tree));
}

}  // namespace floodwall::cpp
