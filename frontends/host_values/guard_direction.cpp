#include "frontends/host_values/guard_direction.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "analyzer/base/ascii.h"

namespace floodwall::host {
namespace {

using Kind = Expression::Kind;

/// The words that the name of a database has that may lose its rows.
bool names_test(std::string_view text) {
  const std::string lower = ascii_lower(text);
  static constexpr std::array words =
      std::to_array<std::string_view>({"test", "tmp", "dev", "local", "sandbox", "scratch"});
  return std::ranges::any_of(words,
                             [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool is_test_literal(const Expression& expression) {
  if (expression.kind == Kind::Text)
    return expression.parts.size() == 1 && names_test(expression.parts.front().bytes);
  const bool is_list = expression.kind == Kind::List || expression.kind == Kind::Tuple;
  return is_list && !expression.operands.empty() &&
         std::ranges::all_of(expression.operands,
                             [](const Expression* each) { return is_test_literal(*each); });
}

enum class Says : unsigned char { Unknown, Test, NoTest };

/// What it means that an expression without `not`, `and` and `or` is true.
Says meaning_of(const Expression& expression) {
  if (expression.kind == Kind::Binary && expression.operands.size() == 2) {
    const bool has_literal = std::ranges::any_of(
        expression.operands, [](const Expression* each) { return is_test_literal(*each); });
    if (!has_literal) return Says::Unknown;
    if (expression.word == "==" || expression.word == "in") return Says::Test;
    if (expression.word == "!=" || expression.word == "not in") return Says::NoTest;
    return Says::Unknown;
  }
  if (expression.kind != Kind::Call) return Says::Unknown;
  if (expression.operands.front()->word == "is_offline_mode") return Says::Test;  // no database at all
  if (expression.operands.front()->kind != Kind::Member) return Says::Unknown;
  static constexpr std::array matches =
      std::to_array<std::string_view>({"endswith", "startswith", "match", "search", "fullmatch"});
  const bool is_match = std::ranges::find(matches, expression.operands.front()->word) != matches.end();
  const bool has_literal = std::ranges::any_of(expression.arguments, [](const Argument& each) {
    return each.value != nullptr && is_test_literal(*each.value);
  });
  return is_match && has_literal ? Says::Test : Says::Unknown;
}

/// What the looks at the database's name show that a condition is made of.
struct Shown {
  bool allows = false;
  bool denies = false;
};

void look(const Expression& condition, bool held, const NameReader& reader, Shown& shown, int depth) {
  constexpr int deepest = 12;
  if (deepest < depth) return;
  const auto is_named = [&](const Expression* each) {
    return each != nullptr && reader.names_database(*each);
  };
  if (condition.kind == Kind::Not) return look(*condition.operands.front(), !held, reader, shown, depth + 1);
  if (condition.kind == Kind::Name) {
    const Expression* value = reader.definition(condition);
    if (value != nullptr && value != &condition) look(*value, held, reader, shown, depth + 1);
    return;
  }
  if (condition.kind == Kind::Binary && (condition.word == "and" || condition.word == "or")) {
    for (const Expression* operand : condition.operands) look(*operand, held, reader, shown, depth + 1);
    return;
  }
  if (condition.kind == Kind::Binary) {
    if (std::ranges::none_of(condition.operands, is_named)) return;
    const bool is_positive = condition.word == "==" || condition.word == "in";
    const bool is_negative = condition.word == "!=" || condition.word == "not in";
    const bool denies = (is_positive && !held) || (is_negative && held);
    (denies ? shown.denies : shown.allows) = true;
    return;
  }
  if (condition.kind != Kind::Call) return;
  const Expression& callee = *condition.operands.front();
  static constexpr std::array matches =
      std::to_array<std::string_view>({"endswith", "startswith", "match", "search", "fullmatch", "any"});
  const bool is_match = std::ranges::find(matches, callee.word) != matches.end();
  const bool is_about = is_named(&condition);
  if (is_about) (is_match && !held ? shown.denies : shown.allows) = true;
}

}  // namespace

bool only_denies(const Expression& condition, bool held, const NameReader& reader) {
  Shown shown;
  look(condition, held, reader, shown, 0);
  return shown.denies && !shown.allows;
}

bool shows_no_test_database(const Expression& condition, bool held) {
  const Expression* inner = &condition;
  for (; inner->kind == Kind::Not; inner = inner->operands.front()) held = !held;
  if (inner->kind == Kind::Tuple) return held && !inner->operands.empty();  // assert (x, "…") is always true
  const Says says = meaning_of(*inner);
  return says == (held ? Says::NoTest : Says::Test);
}

}  // namespace floodwall::host
