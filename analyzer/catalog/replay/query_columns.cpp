#include "analyzer/catalog/replay/query_columns.h"

#include "analyzer/catalog/builtins.h"
#include "analyzer/catalog/judge.h"
#include "analyzer/catalog/references.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/type_names.h"

namespace floodwall {
namespace {

FoundRelation find(const SessionState& session, const RelationName& name) {
  if (const Relation* relation = find_relation(session, name))
    return {.existence = Existence::Defined, .relation = relation};
  if (std::optional<BuiltinRelation> builtin = builtin_relation(name))
    return {.existence = Existence::Defined, .builtin = builtin};
  return {.existence = may_exist(session, name) ? Existence::NotKnown : Existence::Undefined};
}

/// PostgreSQL's reason to reject the query; empty if we know none.
std::string reason_to_refuse(const Resolution& resolution, const CatalogLookup& lookup) {
  const Judgement judgement = judge(resolution, lookup);
  for (std::size_t i = 0; i < judgement.tables.size(); ++i) {
    const TableReference& table = resolution.tables[i];
    if (judgement.tables[i].existence == Existence::Undefined && table.use == ReferenceUse::Reads)
      return "relation " + display(table.name) + " does not exist";
  }
  for (std::size_t i = 0; i < judgement.columns.size(); ++i) {
    if (!resolution.columns[i].schema.empty()) continue;  // which of two equal names it is: not ours to say
    const std::string column(resolution.columns[i].column);
    switch (judgement.columns[i].fate) {
      case ColumnFate::Undefined:
      case ColumnFate::UndefinedQualifier:
        return "column " + column + " does not exist";
      case ColumnFate::Ambiguous:
        return "column reference " + column + " is ambiguous";
      case ColumnFate::Resolved:
      case ColumnFate::NotKnown:
        break;
    }
  }
  return {};
}

}  // namespace

std::expected<QueryColumns, std::string> columns_of_query(const Replay& replay, const Node& statement) {
  if (replay.is_outline()) return QueryColumns{.columns = {}, .open = "only its outline is kept", .uses = {}};
  const CatalogLookup lookup = {
      .relation = [&](const RelationName& name) { return find(replay.session, name); },
      .functions =
          [&](const RelationName& name) {
            const auto* found = find_in_path(replay.session, replay.catalog().functions, name).second;
            return found == nullptr ? FunctionsPtr() : *found;
          },
      .type_text = [&](const TypeName& type) { return type_text(replay, type); },
  };
  const Resolution resolution = resolve(statement);
  if (std::string reason = reason_to_refuse(resolution, lookup);
      !reason.empty() && !replay.session.is_lenient)
    return refused(std::move(reason));
  OutputColumns output = output_columns(resolution, lookup);
  return QueryColumns{.columns = std::move(output.columns),
                      .open = output.is_open ? "its query reads what is not known" : "",
                      .uses = column_uses(resolution, lookup)};
}

}  // namespace floodwall
