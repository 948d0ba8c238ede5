#include "analyzer/catalog/script_catalog.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "analyzer/catalog/new_object.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

Catalog unknown_database() {
  Catalog catalog = Catalog::empty_database();
  catalog.open = "nothing but the script is known";
  return catalog;
}

Session new_session(Catalog catalog) {
  return {std::move(catalog), {.passes_over_refused = true, .detail = Detail::Outline}};
}

/// What is left of it on another day, for another connection: nothing temporary, and no column that is newer
/// than its table.
Catalog on_another_day(const Catalog& catalog) {
  Catalog left = catalog;
  catalog.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
    const auto is_added = [](const Column& column) { return column.ordinal != 0; };
    if (relation->persistence == RELPERSISTENCE_TEMP) {
      left.remove(name);
    } else if (std::ranges::any_of(relation->columns, is_added)) {
      left.change(name, [](Relation& changed) {
        for (Column& column : changed.columns) column.ordinal = 0;
      });
    }
  });
  return left;
}

bool drops_relations(const DropStmt& drop) {
  static constexpr std::array kinds = {OBJECT_TABLE, OBJECT_FOREIGN_TABLE, OBJECT_VIEW, OBJECT_MATVIEW,
                                       OBJECT_SCHEMA};
  return std::ranges::find(kinds, drop.removeType) != kinds.end();
}

/// `SELECT set_config(…)`; elsewhere in a SELECT nobody writes it.
bool calls_set_config(const SelectStmt& select) {
  const ResTarget* target = node_cast<ResTarget>(element_of(select.targetList, 0));
  const FuncCall* call = target == nullptr ? nullptr : node_cast<FuncCall>(target->val);
  return call != nullptr &&
         string_of(element_of(call->funcname, length_of(call->funcname) - 1)) == "set_config";
}

/// Whether a statement changes which tables and views there are, or what they are called.
bool concerns_tables(const Node& statement) {
  switch (static_cast<int>(statement.type)) {
    case T_CreateStmt:
    case T_CreateForeignTableStmt:
    case T_CreateTableAsStmt:
    case T_CreateSchemaStmt:
    case T_ViewStmt:
    case T_AlterTableStmt:
    case T_AlterObjectSchemaStmt:
    case T_RenameStmt:
    case T_TransactionStmt:
    case T_VariableSetStmt:
    case T_DiscardStmt:
      return true;
    case T_DropStmt:
      return drops_relations(reinterpret_cast<const DropStmt&>(statement));
    case T_SelectStmt:
      return reinterpret_cast<const SelectStmt&>(statement).intoClause != nullptr ||
             calls_set_config(reinterpret_cast<const SelectStmt&>(statement));
    default:
      return false;
  }
}

/// The relation that a statement makes only if it is not there, or changes: perhaps it is older. A view shows
/// what may be.
const RangeVar* perhaps_older(const Node& statement) {
  if (const auto* create = node_cast<CreateStmt>(&statement))
    return create->if_not_exists ? create->relation : nullptr;
  if (const auto* foreign = node_cast<CreateForeignTableStmt>(&statement))
    return foreign->base.if_not_exists ? foreign->base.relation : nullptr;
  if (const auto* as = node_cast<CreateTableAsStmt>(&statement))
    return as->if_not_exists && as->into != nullptr ? as->into->rel : nullptr;
  if (const auto* view = node_cast<ViewStmt>(&statement)) return view->view;
  const AlterTableStmt* alter = node_cast<AlterTableStmt>(&statement);
  return alter == nullptr ? nullptr : alter->relation;
}

}  // namespace

ScriptCatalog::ScriptCatalog()
    : session_([] {
        static const Session unknown = new_session(unknown_database());
        return unknown;
      }()) {}

ScriptCatalog::ScriptCatalog(const ScriptCatalog* outer)
    : session_(outer->session_), section_(latest()), perhaps_older_(outer->perhaps_older_) {}

bool ScriptCatalog::is_made_here(std::uint32_t ordinal) const {
  const auto behind =
      std::ranges::lower_bound(perhaps_older_, ordinal, {}, [](const auto& range) { return range.first; });
  return behind == perhaps_older_.begin() || std::prev(behind)->second < ordinal;
}

/// What is added comes behind the others, or holds them.
void ScriptCatalog::add_perhaps_older(std::uint32_t behind, std::uint32_t last) {
  while (!perhaps_older_.empty() && behind <= perhaps_older_.back().first) perhaps_older_.pop_back();
  if (behind < last) perhaps_older_.emplace_back(behind, last);
}

/// Something that was there before is in it now, or is seen through it.
void ScriptCatalog::holds_older(const RelationName& name) {
  const Relation* relation = session_.find(name);
  if (relation == nullptr || !is_made_here(relation->ordinal)) return;
  const auto behind = std::ranges::lower_bound(perhaps_older_, relation->ordinal, {},
                                               [](const auto& range) { return range.first; });
  perhaps_older_.insert(behind, {relation->ordinal - 1, relation->ordinal});
}

void ScriptCatalog::forget_new(ObjectType type, RelationName name) {
  new_objects_.erase(std::pair(type, std::move(name)));
}

/// A column that has rows has got a type that is perhaps new: with the type, its collation or the extension
/// that has the type, it goes.
void ScriptCatalog::carries_rows(const ColumnDef& column) {
  if (column.typeName == nullptr) return;
  const RelationName type = name_of(column.typeName->names);
  forget_new(OBJECT_TYPE, type);
  forget_new(OBJECT_DOMAIN, type);
  if (column.collClause != nullptr) forget_new(OBJECT_COLLATION, name_of(column.collClause->collname));
  if (type.schema == "pg_catalog") return;
  std::erase_if(new_objects_, [](const auto& object) { return object.first == OBJECT_EXTENSION; });
}

/// What is older comes into something new, and would go with it.
void ScriptCatalog::note_what_moves_in(const Node& statement) {
  if (const auto* moved = node_cast<AlterObjectSchemaStmt>(&statement)) {
    const bool is_new_relation = moved->relation != nullptr && is_new(name_of(*moved->relation));
    if (!is_new_relation) forget_new(OBJECT_SCHEMA, {"", std::string(view_of(moved->newschema))});
    return;
  }
  const AlterTableStmt* alter = node_cast<AlterTableStmt>(&statement);
  if (alter == nullptr || alter->relation == nullptr) return;
  const bool is_old = !is_new(name_of(*alter->relation));
  for (const AlterTableCmd& command : each<AlterTableCmd>(alter->cmds)) {
    const RangeVar* parent = node_cast<RangeVar>(command.def);
    if (command.subtype == AT_AddInherit && is_old && parent != nullptr) holds_older(name_of(*parent));
    const PartitionCmd* partition = node_cast<PartitionCmd>(command.def);
    if (command.subtype == AT_AttachPartition && partition != nullptr && !is_new(name_of(*partition->name)))
      holds_older(name_of(*alter->relation));
    const ColumnDef* column = node_cast<ColumnDef>(command.def);
    if (command.subtype == AT_AlterColumnType && is_old && column != nullptr) carries_rows(*column);
  }
}

bool ScriptCatalog::is_new(const RelationName& name) const {
  const Relation* relation = session_.find(name);
  if (relation == nullptr) return name.schema == temporary_schema;
  const bool has_rows_of_others = relation->kind == RelationKind::View;
  const bool is_temporary = relation->persistence == RELPERSISTENCE_TEMP;
  return (is_temporary && !has_rows_of_others) || is_new_ordinal(relation->ordinal);
}

bool ScriptCatalog::is_new_ordinal(std::uint32_t ordinal) const {
  return section_ < ordinal && is_made_here(ordinal);
}

const Column* ScriptCatalog::find_column(const RelationName& table, std::string_view column) const {
  const Relation* relation = session_.find(table);
  return relation == nullptr ? nullptr : relation->column(column);
}

bool ScriptCatalog::is_new_column(const RelationName& table, std::string_view column) const {
  const Column* known = find_column(table, column);
  return known != nullptr && known->ordinal != 0 && is_made_here(known->ordinal);
}

bool ScriptCatalog::is_new_object(ObjectType type, const RelationName& name) const {
  return new_objects_.contains({type, name});
}

bool ScriptCatalog::undoes_more(const RelationName& name) const {
  if (!has_other_section_) return false;
  const Relation* relation = session_.find(name);
  return relation == nullptr || section_ < relation->ordinal || !is_made_here(relation->ordinal);
}

std::vector<RelationName> ScriptCatalog::truncate_reach(const RelationName& parent) const {
  RelationName table = parent;
  if (const Relation* known = session_.find(parent)) {
    table = known->name;
  } else if (table.schema.empty()) {
    table.schema = session_.creation_schema();
  }
  std::vector<RelationName> reached;
  const std::vector<TargetTable> targets = {{.table = table}};
  for (ReachedTable& each : floodwall::truncate_reach(session_.catalog(), targets, DROP_CASCADE).tables) {
    if (each.kind != ReachKind::Named) reached.push_back(std::move(each.table));
  }
  return reached;
}

void ScriptCatalog::start_section() {
  session_ = new_session(on_another_day(session_.catalog()));
  section_ = latest();
  has_other_section_ = true;
  new_objects_.clear();
}

void ScriptCatalog::enter_branch() { branches_.push_back({latest(), {}}); }

void ScriptCatalog::leave_branch() {
  if (branches_.empty()) return;
  const Branch left = std::move(branches_.back());
  branches_.pop_back();
  add_perhaps_older(left.begin, latest());
  for (const auto& object : left.objects) new_objects_.erase(object);
}

void ScriptCatalog::note_objects(const Node& statement) {
  std::optional<NewObject> object = new_object_of(statement);
  if (!object) return;
  const auto [added, is_added] = new_objects_.insert({object->type, std::move(object->name)});
  if (is_added && !branches_.empty()) branches_.back().objects.push_back(*added);
}

/// A view over new tables alone shows nothing that was there before.
bool ScriptCatalog::shows_only_new(const ViewStmt& view) const {
  bool is_all_new = true;
  std::vector<const Node*> stack;
  walk(view.query, stack, [&](const Node& node) {
    const RangeVar* read = node_cast<RangeVar>(&node);
    is_all_new = is_all_new && (read == nullptr || is_new(name_of(*read)));
  });
  return is_all_new;
}

/// What the statement has numbered, from one behind `before`, may be older for all that it says.
void ScriptCatalog::note_age(const Node& statement, std::uint32_t before) {
  const RangeVar* subject = perhaps_older(statement);
  if (subject == nullptr) return;
  const ViewStmt* view = node_cast<ViewStmt>(&statement);
  if (view != nullptr && shows_only_new(*view)) return;
  if (view != nullptr) holds_older(name_of(*subject));  // perhaps replaced: then it keeps its number
  if (latest() == before) return;
  const Relation* relation = session_.find(name_of(*subject));
  if (relation != nullptr && before < relation->ordinal)
    add_perhaps_older(relation->ordinal - 1, relation->ordinal);
  const AlterTableStmt* alter = node_cast<AlterTableStmt>(&statement);
  if (alter == nullptr || relation == nullptr) return;
  for (const AlterTableCmd& command : each<AlterTableCmd>(alter->cmds)) {
    const ColumnDef* added = node_cast<ColumnDef>(command.def);
    if (command.subtype != AT_AddColumn || !command.missing_ok || added == nullptr) continue;
    const Column* column = relation->column(view_of(added->colname));
    if (column != nullptr && before < column->ordinal)
      add_perhaps_older(column->ordinal - 1, column->ordinal);
  }
}

void ScriptCatalog::apply(const Node& statement, std::string_view sql) {
  note_what_moves_in(statement);
  if (concerns_tables(statement)) {
    const std::uint32_t before = latest();
    static_cast<void>(session_.apply(statement, {sql}));
    note_age(statement, before);
    // From here on an unqualified name may mean another table.
    const bool may_set_path = statement.type == T_VariableSetStmt || statement.type == T_SelectStmt;
    if (may_set_path && latest() == before && session_.is_path_unknown()) section_ = before;
  }
  const TransactionStmt* transaction = node_cast<TransactionStmt>(&statement);
  if (transaction != nullptr && transaction->kind == TRANS_STMT_ROLLBACK) new_objects_.clear();
  note_objects(statement);
}

}  // namespace floodwall
