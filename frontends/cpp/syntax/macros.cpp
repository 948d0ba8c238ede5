// What the preprocessor would do, as far as texts are concerned.

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/cpp/literals.h"
#include "frontends/cpp/syntax/converter.h"

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

using host::Expression;
using host::Statement;

namespace {

/// The bytes of a macro's replacement, without the parentheses around it.
Span unwrapped(std::string_view text, Span at) {
  const auto trim = [&] {
    while (at.begin < at.end && (text[at.begin] == ' ' || text[at.begin] == '\t')) ++at.begin;
    while (at.begin < at.end && (text[at.end - 1] == ' ' || text[at.end - 1] == '\t' ||
                                 text[at.end - 1] == '\r' || text[at.end - 1] == '\n'))
      --at.end;
  };
  trim();
  while (at.begin < at.end && text[at.begin] == '(' && end_of_parentheses(text, at.begin, at.end) == at.end) {
    ++at.begin;
    --at.end;
    trim();
  }
  return at;
}

/// Whether a replacement is a text: literals and names, at least one literal among them, or one name.
bool is_text(const std::vector<TextToken>& tokens) {
  const auto is_part = [](const TextToken& token) { return token.kind != TextToken::Kind::Other; };
  const auto is_literal = [](const TextToken& token) { return token.kind == TextToken::Kind::Literal; };
  return std::ranges::all_of(tokens, is_part) && std::ranges::any_of(tokens, is_literal);
}

}  // namespace

void Converter::macro(const TreeNode* node, Body& out) {
  const TreeNode* value = child(node, Field::Value);
  if (value == nullptr) return;
  const Span at = unwrapped(text_, span_of(value));
  const std::vector<TextToken> tokens = text_tokens(text_, at);
  const bool is_alias = tokens.size() == 1 && tokens.front().kind == TextToken::Kind::Word;
  if (!is_text(tokens) && !is_alias) return;
  const TreeNode* named = child(node, Field::Name);
  const Expression* made = is_alias ? name(tokens.front().word, at) : text(at);
  scopes_.front()[word(named)] = {.type = "#define", .kind = TypeKind::Text};
  assign(plain_name(word(named), span_of(named)), made, span_of(node), out);
}

/// A function that returns the text.
void Converter::function_macro(const TreeNode* node, Body& out) {
  const TreeNode* value = child(node, Field::Value);
  if (value == nullptr) return;
  const Span at = unwrapped(text_, span_of(value));
  const std::vector<TextToken> tokens = text_tokens(text_, at);
  if (!is_text(tokens)) return;
  const TreeNode* named = child(node, Field::Name);
  host::Function& made = program_.add(host::Function{});
  made.name = word(named);
  made.name_at = span_of(named);
  made.at = span_of(node);
  scopes_.emplace_back();
  each_child(child(node, Field::Parameters), [&](const TreeNode* each, Field) {
    made.parameters.push_back({.name = word(each)});
    declare_name(word(each), {});
  });
  const Expression* returned = text(at);
  scopes_.pop_back();
  add(Statement::Kind::Return, at, made.body).value = returned;
  functions_.insert(made.name);
  add(Statement::Kind::Function, made.at, out).function = &made;
}

/// #if … #else …: one of them, who knows which. Without #else it may as well be there.
void Converter::conditional_group(const TreeNode* node, int depth, Body& out) {
  if (host::deepest_nesting < depth) return;
  const TreeNode* alternative = child(node, Field::Alternative);
  Body body;
  const auto is_head = [&](Field field) {
    return field == Field::Name || field == Field::Condition || field == Field::Alternative;
  };
  std::vector<const TreeNode*> inner;
  each_child(node, [&](const TreeNode* each, Field field) {
    if (!is_head(field)) inner.push_back(each);
  });
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (in_function_) {
      statement(inner[i], depth + 1, body);
      continue;
    }
    const bool may_be_head = i + 1 < inner.size() && kind(inner[i + 1]) == Node::CompoundStatement;
    if (may_be_head && headless_function(inner[i], inner[i + 1], depth + 1, body)) {
      ++i;
    } else {
      item(inner[i], depth + 1, body);
    }
  }
  const bool is_alone = alternative == nullptr;
  if (is_alone && node->kind != Node::PreprocElif) {
    out.insert(out.end(), body.begin(), body.end());
    return;
  }
  Body otherwise;
  if (!is_alone) conditional_group(alternative, depth + 1, otherwise);
  const Expression* unknown =
      &add(Expression::Kind::Opaque, span_of(node).begin < span_of(node).end
                                         ? Span{span_of(node).begin, span_of(node).begin}
                                         : span_of(node));
  Statement& made = add(Statement::Kind::If, span_of(node), out);
  made.value = unknown;
  made.body = std::move(body);
  made.otherwise = std::move(otherwise);
}

}  // namespace floodwall::cpp
