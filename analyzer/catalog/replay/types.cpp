#include "analyzer/catalog/replay/types.h"

#include <algorithm>

#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/statement_text.h"
#include "analyzer/catalog/replay/table_parts.h"
#include "analyzer/catalog/replay/tables.h"
#include "analyzer/catalog/replay/type_names.h"

namespace floodwall {
namespace {

/// What stands behind the name in CREATE TYPE name, CREATE DOMAIN name.
std::string behind_type_name(std::string_view sql) {
  const std::vector<Token> tokens = significant_tokens(sql);
  return tokens.size() < 3 ? std::string()
                           : std::string(behind_name(sql, static_cast<int>(tokens[2].at.begin)));
}

/// Where a new type goes, if nothing is there. A shell may be filled.
std::expected<RelationName, std::string> new_type(const Replay& replay, const RelationName& written) {
  auto name = creation_name(replay.session, written);
  if (!name) return name;
  if (Outcome outcome = expect_free(replay, *name); !outcome) return std::unexpected(outcome.error());
  return name;
}

void put_type(const Replay& replay, const RelationName& name, Type type) {
  type.at = replay.source.at;
  if (type.sql.empty()) type.sql = behind_type_name(replay.source.sql);
  replay.catalog().types.set(name, std::make_shared<const Type>(std::move(type)));
}

const TypeName* type_option(const List* options, std::string_view wanted) {
  for (const DefElem& option : each<DefElem>(options)) {
    if (lower_case(view_of(option.defname)) == wanted) return node_cast<TypeName>(option.arg);
  }
  return nullptr;
}

/// makeMultirangeTypeName: "range" in the name becomes "multirange".
std::string multirange_name(const std::string& range) {
  const std::size_t at = range.find("range");
  std::string name = at == std::string::npos ? range + "_multirange" : range;
  if (at != std::string::npos) name.insert(at, "multi");
  return name.substr(0, 63);
}

}  // namespace

Outcome replay_create_composite(const Replay& replay, const CompositeTypeStmt& statement) {
  if (statement.typevar == nullptr) return {};
  const auto name = new_type(replay, name_of(*statement.typevar));
  if (!name) return std::unexpected(name.error());
  TableParts parts;
  for (const ColumnDef& attribute : each<ColumnDef>(statement.coldeflist)) {
    if (Outcome outcome = add_column_definition(replay, attribute, parts); !outcome) return outcome;
  }
  replay.catalog().put({.kind = RelationKind::CompositeType,
                        .name = *name,
                        .is_schema_assumed = statement.typevar->schemaname == nullptr,
                        .columns = std::move(parts.columns),
                        .at = replay.source.at});
  put_type(replay, *name, {.kind = 'c'});
  return {};
}

Outcome replay_create_enum(const Replay& replay, const CreateEnumStmt& statement) {
  const auto name = new_type(replay, name_of(statement.typeName));
  if (!name) return std::unexpected(name.error());
  Type type{.kind = 'e'};
  for (const String& label : each<String>(statement.vals)) type.labels.emplace_back(label.sval);
  put_type(replay, *name, std::move(type));
  return {};
}

Outcome replay_create_range(const Replay& replay, const CreateRangeStmt& statement) {
  const auto name = new_type(replay, name_of(statement.typeName));
  if (!name) return std::unexpected(name.error());
  Type type{.kind = 'r'};
  if (const TypeName* subtype = type_option(statement.params, "subtype"))
    type.base = type_text(replay, *subtype);
  put_type(replay, *name, std::move(type));

  RelationName multirange = {name->schema, multirange_name(name->name)};
  for (const DefElem& option : each<DefElem>(statement.params)) {
    const TypeName* written = node_cast<TypeName>(option.arg);
    if (lower_case(view_of(option.defname)) != "multirange_type_name" || written == nullptr) continue;
    multirange.name = name_of(written->names).name;
    if (!name_of(written->names).schema.empty()) multirange.schema = name_of(written->names).schema;
  }
  put_type(replay, multirange, {.kind = 'm', .base = display(*name)});
  return {};
}

Outcome replay_create_domain(const Replay& replay, const CreateDomainStmt& statement) {
  const auto name = new_type(replay, name_of(statement.domainname));
  if (!name) return std::unexpected(name.error());
  Type type{.kind = 'd'};
  if (statement.typeName != nullptr) type.base = type_text(replay, *statement.typeName);
  put_type(replay, *name, std::move(type));
  return {};
}

Outcome replay_create_base_type(const Replay& replay, const DefineStmt& statement) {
  const auto name = creation_name(replay.session, name_of(statement.defnames));
  if (!name) return std::unexpected(name.error());
  const TypePtr* known = replay.catalog().types.find(*name);
  const bool is_shell = known != nullptr && (*known)->kind == 'b' && (*known)->sql.empty();
  if (!is_shell) {
    if (Outcome outcome = expect_free(replay, *name); !outcome) return outcome;
  }
  put_type(replay, *name, {});
  return {};
}

Outcome replay_alter_enum(const Replay& replay, const AlterEnumStmt& statement) {
  const RelationName written = name_of(statement.typeName);
  const auto [name, known] = find_in_path(replay.session, replay.catalog().types, written);
  if (known == nullptr) {
    if (may_exist(replay.session, written)) return {};
    return refused("type " + display(written) + " does not exist");
  }
  if ((*known)->kind != 'e') return refused(display(name) + " is not an enum");
  Type type = **known;
  const std::string_view added = view_of(statement.newVal);
  const bool is_there = std::ranges::find(type.labels, added) != type.labels.end();
  if (is_there) {
    if (statement.skipIfNewValExists) return {};
    return refused("enum label " + std::string(added) + " already exists");
  }
  if (statement.oldVal != nullptr) {
    const auto old = std::ranges::find(type.labels, view_of(statement.oldVal));
    if (old == type.labels.end())
      return refused(std::string(statement.oldVal) + " is not an existing enum label");
    *old = added;
  } else if (statement.newValNeighbor == nullptr) {
    type.labels.emplace_back(added);
  } else {
    auto neighbor = std::ranges::find(type.labels, view_of(statement.newValNeighbor));
    if (neighbor == type.labels.end())
      return refused(std::string(statement.newValNeighbor) + " is not an existing enum label");
    if (statement.newValIsAfter) ++neighbor;
    type.labels.emplace(neighbor, added);
  }
  replay.catalog().types.set(name, std::make_shared<const Type>(std::move(type)));
  return {};
}

}  // namespace floodwall
