#include "frontends/host_values/guard_default.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

using Kind = Expression::Kind;

constexpr int deepest = 12;

/// A value that is known without running the program.
struct Constant {
  enum class Kind : unsigned char { Nothing, Boolean, Text } kind = Kind::Nothing;
  bool is_true = false;
  std::string text = {};

  bool operator==(const Constant&) const = default;
};

Constant boolean(bool value) { return {Constant::Kind::Boolean, value, {}}; }
Constant text(std::string value) { return {Constant::Kind::Text, !value.empty(), std::move(value)}; }

class Reader {
 public:
  Reader(const Definitions& definitions, const Function* scope) : definitions_(definitions), scope_(scope) {}

  std::optional<Constant> of(const Expression& expression, int depth = 0) {
    if (deepest < depth || --left_ < 0) return std::nullopt;
    if (expression.kind == Kind::Boolean) return boolean(expression.word == "True");
    if (expression.kind == Kind::Nothing) return Constant{};
    if (expression.kind == Kind::Text) return of_text(expression);
    if (expression.kind == Kind::Call) return of_call(expression, depth);
    if (expression.kind == Kind::Name) {
      const Expression* value = definitions_.of(expression, scope_);
      return value == nullptr || value == &expression ? std::nullopt : of(*value, depth + 1);
    }
    if (expression.kind == Kind::Not) {
      const std::optional<Constant> inner = of(*expression.operands.front(), depth + 1);
      return inner ? std::optional(boolean(!inner->is_true)) : std::nullopt;
    }
    if (expression.kind != Kind::Binary) return std::nullopt;
    return expression.word == "and" || expression.word == "or" ? of_chain(expression, depth)
                                                               : of_comparison(expression, depth);
  }

 private:
  static std::optional<Constant> of_text(const Expression& literal) {
    if (literal.parts.empty()) return text("");
    if (literal.parts.size() != 1 || literal.parts.front().inserted != nullptr) return std::nullopt;
    return text(literal.parts.front().bytes);
  }

  /// os.environ.get("X"), os.getenv("X", "1"), and what is made of them.
  std::optional<Constant> of_call(const Expression& call, int depth) {
    const Expression& callee = *call.operands.front();
    if (callee.kind != Kind::Name && callee.kind != Kind::Member) return std::nullopt;
    const bool is_member = callee.kind == Kind::Member;
    const std::string_view object = is_member ? callee.operands.front()->word : std::string_view();
    const bool reads = callee.word == "getenv" || (callee.word == "get" && object == "environ");
    if (reads) {
      if (call.arguments.empty() || 2 < call.arguments.size()) return std::nullopt;
      if (call.arguments.size() == 1) return Constant{};
      return call.arguments[1].value == nullptr ? std::nullopt : of(*call.arguments[1].value, depth + 1);
    }
    if (callee.word == "bool" && call.arguments.size() == 1 && call.arguments[0].value != nullptr) {
      const std::optional<Constant> inner = of(*call.arguments[0].value, depth + 1);
      return inner ? std::optional(boolean(inner->is_true)) : std::nullopt;
    }
    const bool cases = callee.word == "lower" || callee.word == "upper" || callee.word == "strip";
    if (!is_member || !cases || !call.arguments.empty()) return std::nullopt;
    std::optional<Constant> inner = of(*callee.operands.front(), depth + 1);
    if (!inner || inner->kind != Constant::Kind::Text) return std::nullopt;
    if (callee.word == "lower") inner->text = lower_words(inner->text);
    if (callee.word == "upper")
      std::ranges::transform(inner->text, inner->text.begin(),
                             [](char c) { return 'a' <= c && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return inner;
  }

  std::optional<Constant> of_chain(const Expression& chain, int depth) {
    const bool stops_at = chain.word == "or";
    std::optional<Constant> last;
    bool is_open = false;
    for (const Expression* operand : chain.operands) {
      last = of(*operand, depth + 1);
      if (last && last->is_true == stops_at) return is_open ? boolean(stops_at) : *last;
      is_open = is_open || !last;
    }
    return is_open ? std::nullopt : last;
  }

  std::optional<Constant> of_comparison(const Expression& comparison, int depth) {
    if (comparison.operands.size() != 2) return std::nullopt;
    const std::optional<Constant> left = of(*comparison.operands[0], depth + 1);
    if (!left) return std::nullopt;
    const std::string_view word = comparison.word;
    const Expression& right = *comparison.operands[1];
    if (word == "in" || word == "not in") {
      bool is_in = false;
      if (right.kind != Kind::List && right.kind != Kind::Tuple && right.kind != Kind::Opaque)
        return std::nullopt;
      for (const Expression* each : right.operands) {
        const std::optional<Constant> item = of(*each, depth + 1);
        if (!item) return std::nullopt;
        is_in = is_in || *item == *left;
      }
      return boolean(is_in == (word == "in"));
    }
    const bool is_equality = word == "==" || word == "is";
    if (!is_equality && word != "!=" && word != "is not") return std::nullopt;
    const std::optional<Constant> other = of(right, depth + 1);
    return other ? std::optional(boolean((*left == *other) == is_equality)) : std::nullopt;
  }

  const Definitions& definitions_;
  const Function* scope_;
  int left_ = 200;  ///< expressions that may be looked at
};

}  // namespace

std::optional<bool> value_by_default(const Definitions& definitions, const Expression& condition,
                                     const Function* scope) {
  const std::optional<Constant> value = Reader(definitions, scope).of(condition);
  return value ? std::optional(value->is_true) : std::nullopt;
}

}  // namespace floodwall::host
