#include "integrations/guard/core/literal_shape.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace floodwall::guard {
namespace {

enum class Byte : std::uint8_t { Plain, Word, Digit, Quote, NameQuote, Unclear };

constexpr std::array<Byte, 256> table_of_bytes() {
  std::array<Byte, 256> bytes{};
  for (std::size_t each = 0; each < bytes.size(); ++each) {
    const char c = static_cast<char>(each);
    const bool is_letter = ('a' <= (c | 0x20) && (c | 0x20) <= 'z') || c == '_' || 0x80 <= each;
    const bool is_digit = '0' <= c && c <= '9';
    bytes[each] = is_letter ? Byte::Word : is_digit ? Byte::Digit : Byte::Plain;
  }
  // Dollar quotes and parameters; escapes, which depend on a setting; prefixes of strings; NUL.
  for (const unsigned char each : {'$', '\\', '&', '\0'}) bytes[each] = Byte::Unclear;
  bytes['\''] = Byte::Quote;
  bytes['"'] = Byte::NameQuote;
  return bytes;
}

constexpr std::array<Byte, 256> byte_kinds = table_of_bytes();

Byte kind_of(char c) { return byte_kinds[static_cast<unsigned char>(c)]; }

bool continues_word(Byte kind) { return kind == Byte::Word || kind == Byte::Digit; }

bool is_comment(std::string_view sql, std::size_t at) {
  const std::string_view two = sql.substr(at, 2);
  return two == "--" || two == "/*";
}

constexpr int deepest = 50;

bool is_literal(const Node* node) {
  const A_Const* constant = node_cast<A_Const>(node);
  if (constant == nullptr || constant->isnull) return false;
  const NodeTag tag = constant->val.node.type;
  return tag == T_Integer || tag == T_Float || tag == T_String;
}

/// In what is assigned: alone, or with operators among columns and other values.
std::size_t in_value(const Node* node, int depth) {
  if (node == nullptr || deepest < depth) return 0;
  if (is_literal(node)) return 1;
  const A_Expr* expression = node_cast<A_Expr>(node);
  if (expression == nullptr || expression->kind != AEXPR_OP) return 0;
  return in_value(expression->lexpr, depth + 1) + in_value(expression->rexpr, depth + 1);
}

/// In a condition: beside a column.
std::size_t in_condition(const Node* node, int depth) {
  if (node == nullptr || deepest < depth) return 0;
  if (const BoolExpr* all = node_cast<BoolExpr>(node)) {
    std::size_t count = 0;
    for (const Node& argument : each<Node>(all->args)) count += in_condition(&argument, depth + 1);
    return count;
  }
  const A_Expr* comparison = node_cast<A_Expr>(node);
  if (comparison == nullptr) return 0;
  const bool begins_with_column = node_cast<ColumnRef>(comparison->lexpr) != nullptr;
  if (comparison->kind == AEXPR_OP) {
    const bool ends_with_column = node_cast<ColumnRef>(comparison->rexpr) != nullptr;
    return (begins_with_column && is_literal(comparison->rexpr)) ||
                   (ends_with_column && is_literal(comparison->lexpr))
               ? 1
               : 0;
  }
  if (comparison->kind != AEXPR_IN || !begins_with_column) return 0;
  std::size_t count = 0;
  for (const Node& value : each<Node>(node_cast<List>(comparison->rexpr)))
    count += is_literal(&value) ? 1 : 0;
  return count;
}

}  // namespace

LiteralShape::LiteralShape(std::string_view sql) {
  if (longest < sql.size()) return;
  std::size_t size = 0;
  std::size_t literals = 0;
  for (std::size_t at = 0; at < sql.size();) {
    switch (kind_of(sql[at])) {
      case Byte::Word:  // E'…' and its like are no plain strings
        while (at < sql.size() && continues_word(kind_of(sql[at]))) text_[size++] = sql[at++];
        if (at < sql.size() && kind_of(sql[at]) == Byte::Quote) return;
        break;
      case Byte::Digit: {
        const auto skip_digits = [&] {
          while (at < sql.size() && kind_of(sql[at]) == Byte::Digit) ++at;
        };
        skip_digits();
        text_[size++] = '0';
        if (at + 1 < sql.size() && sql[at] == '.' && kind_of(sql[at + 1]) == Byte::Digit) {
          ++at;
          skip_digits();
          text_[size++] = '.';
          text_[size++] = '0';
        }
        if (at < sql.size() && kind_of(sql[at]) == Byte::Word) return;  // 1e5, 0x10
        ++literals;
        break;
      }
      case Byte::Quote: {
        const std::size_t end = sql.find('\'', at + 1);
        if (end == std::string_view::npos || sql.substr(at, end - at).find('\\') != std::string_view::npos)
          return;
        if (end + 1 < sql.size() && sql[end + 1] == '\'') return;
        text_[size++] = '\'';
        text_[size++] = '\'';
        at = end + 1;
        ++literals;
        break;
      }
      case Byte::NameQuote: {
        const std::size_t end = sql.find('"', at + 1);
        if (end == std::string_view::npos) return;
        size = static_cast<std::size_t>(std::ranges::copy(sql.substr(at, end + 1 - at), text_ + size).out -
                                        text_);
        at = end + 1;
        break;
      }
      case Byte::Plain:
        if (is_comment(sql, at)) return;
        text_[size++] = sql[at++];
        break;
      case Byte::Unclear:
        return;
    }
  }
  size_ = size;
  literals_ = literals;
}

std::size_t indifferent_literals(const Node& statement) {
  std::size_t count = 0;
  if (const UpdateStmt* update = node_cast<UpdateStmt>(&statement)) {
    for (const ResTarget& target : each<ResTarget>(update->targetList)) count += in_value(target.val, 0);
    return count + in_condition(update->whereClause, 0);
  }
  const DeleteStmt* del = node_cast<DeleteStmt>(&statement);
  return del == nullptr ? 0 : in_condition(del->whereClause, 0);
}

}  // namespace floodwall::guard
