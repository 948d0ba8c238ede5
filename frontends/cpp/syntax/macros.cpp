// What the preprocessor would do, as far as texts are concerned.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/cpp/literals.h"
#include "frontends/cpp/syntax/converter.h"
#include "frontends/host_values/words.h"

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

/// What the method at `method` is called on: `db` of db->exec, (db).exec. Empty: it is no method.
std::string_view object_before(std::string_view text, std::uint32_t begin, std::uint32_t method) {
  std::uint32_t end = method;
  if (begin + 1 < end && text[end - 2] == '-' && text[end - 1] == '>') {
    end -= 2;
  } else if (begin < end && text[end - 1] == '.') {
    --end;
  } else {
    return {};
  }
  while (begin < end && text[end - 1] == ')') --end;
  std::uint32_t first = end;
  while (begin < first &&
         (begins_word(text[first - 1]) || ('0' <= text[first - 1] && text[first - 1] <= '9')))
    --first;
  return slice(text, {first, end});
}

/// What stands between the commas of `inside`.
std::vector<Span> arguments_in(std::string_view text, Span inside) {
  std::vector<Span> all;
  std::uint32_t begin = inside.begin;
  for (std::uint32_t i = inside.begin; i < inside.end;) {
    const std::uint32_t behind =
        text[i] == '(' ? end_of_parentheses(text, i, inside.end) : end_of_literal(text, i);
    if (behind != i) {
      i = behind;
      continue;
    }
    if (text[i] == ',') {
      all.push_back({begin, i});
      begin = i + 1;
    }
    ++i;
  }
  if (inside.begin < inside.end) all.push_back({begin, inside.end});
  return all;
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

/// A function that returns the text, or that makes the calls that the macro stands for.
void Converter::function_macro(const TreeNode* node, Body& out) {
  const TreeNode* value = child(node, Field::Value);
  if (value == nullptr) return;
  const Span at = unwrapped(text_, span_of(value));
  const bool returns_text = is_text(text_tokens(text_, at));
  const TreeNode* named = child(node, Field::Name);
  scopes_.emplace_back();
  std::vector<host::Parameter> parameters;
  each_child(child(node, Field::Parameters), [&](const TreeNode* each, Field) {
    parameters.push_back({.name = word(each)});
    declare_name(word(each), {});
  });
  Body body;
  if (returns_text) {
    const Expression* returned = text(at);
    add(Statement::Kind::Return, at, body).value = returned;
  } else if (!parameters.empty()) {
    macro_calls(at, body);
  }
  scopes_.pop_back();
  if (body.empty()) return;
  host::Function& made = program_.add(host::Function{});
  made.name = word(named);
  made.name_at = span_of(named);
  made.at = span_of(node);
  made.parameters = std::move(parameters);
  made.body = std::move(body);
  functions_.insert(made.name);
  add(Statement::Kind::Function, made.at, out).function = &made;
}

/// do { PGresult* r = PQexec(conn, sql); … } while (0): the calls in it that are given something by name.
void Converter::macro_calls(Span at, Body& out) {
  constexpr std::size_t most_calls = 32;
  for (std::uint32_t i = at.begin; i < at.end && out.size() < most_calls;) {
    const std::uint32_t behind_comment = end_of_comment(text_, i);
    const std::uint32_t behind_literal = end_of_literal(text_, i);
    if (behind_comment != i || behind_literal != i) {
      i = std::max(behind_comment, behind_literal);
      continue;
    }
    if (!begins_word(text_[i])) {
      ++i;
      continue;
    }
    const Span called{i, end_of_word(text_, i)};
    i = called.end;
    const std::uint32_t behind = i < at.end && text_[i] == '(' ? end_of_parentheses(text_, i, at.end) : i;
    static constexpr std::array keywords =
        std::to_array<std::string_view>({"if", "while", "for", "switch", "sizeof", "return", "defined"});
    if (behind == i || host::is_among(slice(text_, called), keywords)) continue;
    Expression& made = add(Expression::Kind::Call, Span{called.begin, behind});
    const std::string_view object = object_before(text_, at.begin, called.begin);
    if (!object.empty()) {
      Expression& method = add(Expression::Kind::Member, called);
      method.operands.push_back(plain_name(object, called));
      method.word = slice(text_, called);
      made.operands.push_back(&method);
    } else {
      made.operands.push_back(plain_name(slice(text_, called), called));
    }
    for (const Span argument : arguments_in(text_, {i + 1, behind - 1}))
      made.arguments.push_back({.value = macro_argument(unwrapped(text_, argument))});
    add(Statement::Kind::Evaluate, made.at, out).value = &made;
    ++i;  // the calls among its arguments come next
  }
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
