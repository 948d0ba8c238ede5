#include "analyzer/catalog/replay/sequences.h"

#include <algorithm>

#include "analyzer/catalog/replay/family.h"
#include "analyzer/catalog/replay/implicit_names.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/statement_text.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

/// OWNED BY t.c, or OWNED BY NONE; nullptr: not said.
const List* owner_in(const List* options) {
  for (const DefElem& option : each<DefElem>(options)) {
    if (view_of(option.defname) == "owned_by") return node_cast<List>(option.arg);
  }
  return nullptr;
}

Outcome set_owner(const Replay& replay, Relation& sequence, const List* owner) {
  const int count = length_of(owner);
  if (count == 0) return {};
  if (count == 1) {  // NONE
    sequence.table = {};
    sequence.uses.clear();
    return {};
  }
  RelationName name;
  name.name = string_of(element_of(owner, count - 2));
  if (2 < count) name.schema = string_of(element_of(owner, count - 3));
  const std::string column(string_of(element_of(owner, count - 1)));
  const Relation* table = find_relation(replay.session, name);
  if (table == nullptr) {
    if (may_exist(replay.session, name)) return {};
    return refused("relation " + display(name) + " does not exist");
  }
  if (table->open.empty() && table->column(column) == nullptr)
    return refused("column " + column + " of relation " + name.name + " does not exist");
  sequence.table = table->name;
  sequence.uses = {{table->name, column}};
  return {};
}

/// The names in 'a.b', folded or unquoted.
RelationName name_in_string(std::string_view text) {
  RelationName name;
  for (const Token& token : significant_tokens(text)) {
    if (token.kind != TokenKind::Word && token.kind != TokenKind::QuotedIdentifier) continue;
    name.schema = std::move(name.name);
    name.name = identifier_of(slice(text, token.at));
  }
  return name;
}

}  // namespace

RelationName sequence_read(const SessionState& session, const Node* expression) {
  const Relation* sequence = nullptr;
  std::vector<const Node*> stack;
  walk(expression, stack, [&](const Node& node) {
    const FuncCall* call = node_cast<FuncCall>(&node);
    if (call == nullptr || name_of(call->funcname).name != "nextval") return;
    const Node* argument = element_of(call->args, 0);
    while (const TypeCast* cast = node_cast<TypeCast>(argument)) {
      // As a text, it is looked up when it is needed: no dependency.
      if (cast->typeName == nullptr || name_of(cast->typeName->names).name != "regclass") return;
      argument = cast->arg;
    }
    const A_Const* constant = node_cast<A_Const>(argument);
    if (constant == nullptr || constant->isnull) return;
    const Relation* found =
        find_relation(session, name_in_string(string_of(reinterpret_cast<const Node*>(&constant->val))));
    if (found != nullptr && found->kind == RelationKind::Sequence) sequence = found;
  });
  return sequence == nullptr ? RelationName() : sequence->name;
}

Outcome add_owned_sequence(const Replay& replay, const RelationName& table, const OwnedSequence& sequence) {
  Catalog& catalog = replay.catalog();
  const Relation* owner = catalog.find(table);
  if (owner == nullptr) return {};
  RelationName name = sequence.name;
  if (name.schema.empty()) name.schema = table.schema;
  if (name.name.empty())
    name.name = choose_relation_name(catalog, name.schema, table.name, sequence.column, "seq");
  if (catalog.find(name) != nullptr) return refused("relation " + name.name + " already exists");
  const Column* column = owner->column(sequence.column);
  std::string sql = sequence.options;
  if (column != nullptr && (column->type == "integer" || column->type == "smallint"))
    sql = "AS " + column->type + (sql.empty() ? "" : " " + sql);
  catalog.put({.kind = RelationKind::Sequence,
               .name = name,
               .is_schema_assumed = owner->is_schema_assumed,
               .persistence = owner->persistence,
               .table = table,
               .uses = {{table, sequence.column}},
               .sql = std::move(sql),
               .at = replay.source.at});
  if (!sequence.is_default) return {};
  edit(catalog, table, [&](Relation& relation) {
    const auto numbered = std::ranges::find(relation.columns, sequence.column, &Column::name);
    if (numbered == relation.columns.end()) return;
    numbered->default_sql = "nextval('" + display(name) + "'::regclass)";
    numbered->sequence = name;
  });
  return {};
}

std::vector<RelationName> owned_sequences(const Catalog& catalog, const RelationName& table,
                                          std::string_view column) {
  std::vector<RelationName> sequences;
  for (const RelationName& name : catalog.dependents_of(table)) {
    const Relation* relation = catalog.find(name);
    if (relation == nullptr || relation->kind != RelationKind::Sequence || relation->table != table) continue;
    if (column.empty() || (!relation->uses.empty() && relation->uses.front().column == column))
      sequences.push_back(name);
  }
  return sequences;
}

Outcome replay_create_sequence(const Replay& replay, const CreateSeqStmt& statement) {
  if (statement.sequence == nullptr) return {};
  const auto name = creation_name(replay.session, *statement.sequence);
  if (!name) return std::unexpected(name.error());
  if (replay.catalog().find(*name) != nullptr) {
    if (statement.if_not_exists) return {};
    return refused("relation " + name->name + " already exists");
  }
  Relation sequence{.kind = RelationKind::Sequence,
                    .name = *name,
                    .is_schema_assumed = statement.sequence->schemaname == nullptr,
                    .persistence = statement.sequence->relpersistence,
                    .sql = std::string(behind_name(replay.source.sql, statement.sequence->location)),
                    .at = replay.source.at};
  if (Outcome outcome = set_owner(replay, sequence, owner_in(statement.options)); !outcome) return outcome;
  replay.catalog().put(std::move(sequence));
  return {};
}

Outcome replay_alter_sequence(const Replay& replay, const AlterSeqStmt& statement) {
  if (statement.sequence == nullptr) return {};
  const Relation* found = find_relation(replay.session, name_of(*statement.sequence));
  if (found == nullptr || found->kind != RelationKind::Sequence) return {};
  Relation sequence = *found;
  if (Outcome outcome = set_owner(replay, sequence, owner_in(statement.options)); !outcome) return outcome;
  replay.catalog().put(std::move(sequence));
  return {};
}

}  // namespace floodwall
