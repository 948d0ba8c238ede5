#include "analyzer/catalog/key_indexes.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

bool is_among(const std::vector<std::string>& columns, std::string_view name) {
  return std::ranges::find(columns, name) != columns.end();
}

/// Whether what follows WHERE is `column IS NOT NULL` and nothing else; `sql` as in Relation::sql.
bool leaves_out_null_alone(std::string_view sql, const std::vector<std::string>& columns) {
  std::vector<Token> tokens = significant_tokens(sql);
  const auto text = [&](const Token& token) { return slice(sql, token.at); };
  const auto where = std::ranges::find_if(tokens, [&](const Token& each) {
    return each.kind == TokenKind::Word && is_word(text(each), "where");
  });
  if (where == tokens.end()) return false;
  tokens.erase(tokens.begin(), where + 1);
  std::erase_if(tokens, [&](const Token& each) { return text(each) == "(" || text(each) == ")"; });
  return tokens.size() == 4 && is_among(columns, identifier_of(text(tokens[0]))) &&
         is_word(text(tokens[1]), "is") && is_word(text(tokens[2]), "not") &&
         is_word(text(tokens[3]), "null");
}

}  // namespace

bool may_have_index_for(const Catalog& catalog, const Relation& table,
                        const std::vector<std::string>& columns) {
  if (!table.open.empty() || table.kind != RelationKind::Table || !table.parents.empty()) return true;
  const auto is_key = [](const TableConstraint& each) {
    return each.kind == ConstraintKind::PrimaryKey || each.kind == ConstraintKind::Unique ||
           each.kind == ConstraintKind::Exclusion;
  };
  for (const TableConstraint& each : table.constraints) {
    if (!is_key(each)) continue;
    if (each.columns.empty() || is_among(columns, each.columns.front())) return true;
  }
  const auto serves = [&](const RelationName& name) {
    const bool is_of_key = std::ranges::any_of(table.constraints, [&](const TableConstraint& each) {
      return is_key(each) && each.name == name.name;
    });
    if (is_of_key) return false;  // looked at above
    const Relation* index = catalog.find(name);
    if (index == nullptr || index->index_columns.empty()) return true;
    return is_among(columns, index->index_columns.front()) &&
           (!index->is_partial || leaves_out_null_alone(index->sql, columns));
  };
  if (std::ranges::any_of(table.indexes, serves)) return true;
  // Those that a script makes beside the migrations, which make the table.
  return std::ranges::any_of(catalog.dependents_of(table.name), [&](const RelationName& name) {
    const Relation* relation = catalog.find(name);
    return relation != nullptr && relation->kind == RelationKind::Index && relation->table == table.name &&
           serves(name);
  });
}

}  // namespace floodwall
