#include "analyzer/catalog/replay/query_columns.h"

#include <algorithm>
#include <set>

#include "analyzer/catalog/replay/expression_name.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

std::vector<ColumnUse> relations_read(const Replay& replay, const Node* query) {
  std::set<std::string_view> with_names;
  std::vector<const RangeVar*> read;
  std::vector<const Node*> stack;
  walk(query, stack, [&](const Node& node) {
    if (const CommonTableExpr* with = node_cast<CommonTableExpr>(&node)) with_names.insert(with->ctename);
    if (const RangeVar* relation = node_cast<RangeVar>(&node)) read.push_back(relation);
  });
  std::set<ColumnUse> uses;
  for (const RangeVar* written : read) {
    if (written->schemaname == nullptr && with_names.contains(written->relname)) continue;
    if (const Relation* relation = find_relation(replay.session, name_of(*written)))
      uses.insert({relation->name, ""});
  }
  return {uses.begin(), uses.end()};
}

}  // namespace

QueryColumns columns_of_query(const Replay& replay, const Node* query) {
  QueryColumns result{.columns = {}, .open = {}, .uses = relations_read(replay, query)};
  const SelectStmt* select = node_cast<SelectStmt>(query);
  while (select != nullptr && select->larg != nullptr) select = select->larg;
  if (select == nullptr) {
    result.open = "its query is not known";
    return result;
  }
  int values = 0;
  if (select->valuesLists != nullptr) {
    for (int i = 0; i < length_of(node_cast<List>(element_of(select->valuesLists, 0))); ++i)
      result.columns.push_back({.name = "column" + std::to_string(++values)});
    return result;
  }
  for (const ResTarget& target : each<ResTarget>(select->targetList)) {
    const ColumnRef* column = node_cast<ColumnRef>(target.val);
    if (column != nullptr &&
        node_cast<A_Star>(element_of(column->fields, length_of(column->fields) - 1)) != nullptr) {
      result.open = "its query has a *";
      continue;
    }
    std::string name = target.name != nullptr ? target.name : expression_name(target.val);
    result.columns.push_back({.name = name.empty() ? "?column?" : std::move(name)});
  }
  return result;
}

}  // namespace floodwall
