#include "analyzer/catalog/script_catalog.h"

#include <algorithm>

#include "analyzer/catalog/foreign_keys.h"
#include "analyzer/catalog/new_object.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

bool is_public_or_none(const std::string& schema) { return schema.empty() || schema == "public"; }

/// One name for what may be one table: a missing schema is looked up in search_path, which is `public` by
/// default.
RelationName in_search_path(const RelationName& name) {
  return {is_public_or_none(name.schema) ? "" : name.schema, name.name};
}

bool is_serial(const TypeName* type) {
  if (type == nullptr || length_of(type->names) != 1) return false;
  const std::string_view name = string_of(element_of(type->names, 0));
  return name == "serial" || name == "bigserial" || name == "smallserial" || name == "serial2" ||
         name == "serial4" || name == "serial8";
}

void mark_not_null(KnownTable& table, std::string_view name, bool not_null = true) {
  for (KnownColumn& column : table.columns) {
    if (column.name == name) column.not_null = not_null;
  }
}

void apply_constraint(KnownTable& table, const Constraint& constraint) {
  if (constraint.contype == CONSTR_PRIMARY || constraint.contype == CONSTR_NOTNULL) {
    for (const String& key : each<String>(constraint.keys)) mark_not_null(table, key.sval);
  }
}

void add_foreign_keys(KnownTable& table, const std::vector<DeclaredForeignKey>& keys) {
  for (const DeclaredForeignKey& key : keys) {
    table.foreign_keys.push_back({name_of(*key.constraint->pktable),
                                  std::string(view_of(key.constraint->conname)), key.columns,
                                  key.constraint->fk_del_action});
  }
}

}  // namespace

KnownColumn known_column(const ColumnDef& definition) {
  KnownColumn column{std::string(view_of(definition.colname)),
                     definition.is_not_null || is_serial(definition.typeName)};
  for (const Constraint& constraint : each<Constraint>(definition.constraints)) {
    if (constraint.contype == CONSTR_NOTNULL || constraint.contype == CONSTR_PRIMARY ||
        constraint.contype == CONSTR_IDENTITY) {
      column.not_null = true;
    }
  }
  return column;
}

const KnownTable* ScriptCatalog::find(const RelationName& name) const {
  const KnownTable* own = find_own(name);
  return own == nullptr && outer_ != nullptr ? outer_->find(name) : own;
}

const KnownTable* ScriptCatalog::find_own(const RelationName& name) const {
  if (const auto exact = tables_.find(name); exact != tables_.end()) return &exact->second;
  if (!is_public_or_none(name.schema)) return nullptr;
  const auto other = tables_.find({name.schema.empty() ? "public" : "", name.name});
  if (other == tables_.end() || other->second.temporary) return nullptr;  // public.t is not the temporary t
  return &other->second;
}

bool ScriptCatalog::is_new(const RelationName& name) const {
  if (name.schema == "pg_temp") return true;
  if (const KnownTable* own = find_own(name)) return own->is_new || own->temporary;
  const KnownTable* table = find(name);
  return table != nullptr && table->temporary;
}

/// From here on an unqualified name may mean another table.
void ScriptCatalog::change_search_path() {
  for (auto& [name, table] : tables_) {
    if (name.schema.empty() && !table.temporary) table.is_new = false;
  }
}

bool ScriptCatalog::undoes_more(const RelationName& name) const {
  const KnownTable* table = find(name);
  return has_other_section_ && (table == nullptr || !table->made_by_other_section);
}

bool ScriptCatalog::is_new_object(ObjectType type, const RelationName& name) const {
  return new_objects_.contains({type, name});
}

/// Adds, by the table referred to, who refers to it.
void ScriptCatalog::add_referrers(std::map<RelationName, std::set<RelationName>>& by_parent) const {
  if (outer_ != nullptr) outer_->add_referrers(by_parent);
  for (const auto& [name, table] : tables_) {
    for (const KnownForeignKey& key : table.foreign_keys) by_parent[in_search_path(key.parent)].insert(name);
  }
}

std::vector<RelationName> ScriptCatalog::truncate_reach(const RelationName& parent) const {
  std::map<RelationName, std::set<RelationName>> by_parent;
  add_referrers(by_parent);
  std::vector<RelationName> reached;
  std::set<RelationName> seen = {in_search_path(parent)};
  std::vector<RelationName> frontier = {parent};
  for (std::size_t next = 0; next < frontier.size(); ++next) {
    for (const RelationName& child : by_parent[in_search_path(frontier[next])]) {
      if (!seen.insert(in_search_path(child)).second) continue;
      frontier.push_back(child);
      reached.push_back(child);
    }
  }
  return reached;
}

void ScriptCatalog::start_section() {
  has_other_section_ = true;
  for (auto& [name, table] : tables_) {
    table.made_by_other_section = table.made_by_other_section || table.is_new;
    table.is_new = false;
    for (KnownColumn& column : table.columns) column.is_new = false;
  }
  new_objects_.clear();
  std::erase_if(tables_, [](const auto& entry) { return entry.second.temporary; });
  undo_.clear();
  marks_.clear();
  noted_.clear();
}

void ScriptCatalog::set(const RelationName& name, std::optional<KnownTable> table) {
  const auto before = tables_.find(name);
  note_state(name, before == tables_.end() ? std::nullopt : std::optional(before->second));
  const bool was_new = before != tables_.end() && before->second.is_new;
  if (table && table->is_new && !was_new && !branches_.empty()) branches_.back().tables.push_back(name);
  if (table) {
    tables_.insert_or_assign(name, std::move(*table));
  } else if (before != tables_.end()) {
    tables_.erase(before);
  }
}

void ScriptCatalog::leave_branch() {
  if (branches_.empty()) return;
  const Branch left = std::move(branches_.back());
  branches_.pop_back();
  for (const RelationName& name : left.tables) {
    if (const auto table = tables_.find(name); table != tables_.end()) table->second.is_new = false;
  }
  for (const auto& [name, column] : left.columns) {
    const auto table = tables_.find(name);
    if (table == tables_.end()) continue;
    for (KnownColumn& known : table->second.columns) {
      if (known.name == column) known.is_new = false;
    }
  }
  for (const auto& object : left.objects) new_objects_.erase(object);
}

void ScriptCatalog::add_new_object(ObjectType type, RelationName name) {
  const auto [object, is_added] = new_objects_.insert({type, std::move(name)});
  if (is_added && !branches_.empty()) branches_.back().objects.push_back(*object);
}

/// For ROLLBACK: once since the latest mark is enough.
void ScriptCatalog::note_state(const RelationName& name, std::optional<KnownTable> before) {
  if (marks_.empty() || !noted_.insert(name).second) return;
  undo_.push_back({name, std::move(before)});
}

void ScriptCatalog::roll_back_to(std::size_t changes) {
  while (changes < undo_.size()) {
    Change& change = undo_.back();
    if (change.before) {
      tables_.insert_or_assign(change.name, std::move(*change.before));
    } else {
      tables_.erase(change.name);
    }
    undo_.pop_back();
  }
}

/// What a known table is called here.
RelationName ScriptCatalog::stored_name(const RelationName& name) const {
  if (tables_.contains(name) || !is_public_or_none(name.schema)) return name;
  return {name.schema.empty() ? "public" : "", name.name};
}

/// The stored table, after noting its state for ROLLBACK.
KnownTable* ScriptCatalog::editable(const RelationName& name) {
  const auto found = tables_.find(stored_name(name));
  if (found == tables_.end()) return nullptr;
  note_state(found->first, found->second);
  return &found->second;
}

void ScriptCatalog::forget_dropped_on_commit() {
  for (const RelationName& name : dropped_on_commit_) {
    const auto table = tables_.find(name);
    if (table != tables_.end() && table->second.temporary) tables_.erase(table);
  }
  dropped_on_commit_.clear();
}

void ScriptCatalog::create(const CreateStmt& statement) {
  if (statement.relation == nullptr) return;
  const RelationName name = name_of(*statement.relation);
  if (statement.if_not_exists && find(name) != nullptr) return;
  KnownTable table;
  table.temporary = statement.relation->relpersistence == RELPERSISTENCE_TEMP;
  table.is_new = !statement.if_not_exists;
  for (const ColumnDef& column : each<ColumnDef>(statement.tableElts))
    table.columns.push_back(known_column(column));
  for (const Constraint& constraint : each<Constraint>(statement.tableElts))
    apply_constraint(table, constraint);
  add_foreign_keys(table, foreign_keys_of(statement));
  if (statement.oncommit == ONCOMMIT_DROP) dropped_on_commit_.push_back(name);
  set(name, std::move(table));
}

void ScriptCatalog::create_as(const CreateTableAsStmt& statement) {
  if (statement.into == nullptr || statement.into->rel == nullptr) return;
  const RelationName name = name_of(*statement.into->rel);
  if (statement.if_not_exists && find(name) != nullptr) return;
  KnownTable table;
  table.temporary = statement.into->rel->relpersistence == RELPERSISTENCE_TEMP;
  table.is_new = !statement.if_not_exists;
  if (statement.into->onCommit == ONCOMMIT_DROP) dropped_on_commit_.push_back(name);
  set(name, std::move(table));
}

/// A view over new tables shows nothing that was there before.
void ScriptCatalog::create_view(const ViewStmt& statement) {
  if (statement.view == nullptr) return;
  KnownTable view;
  view.is_new = true;
  view.temporary = statement.view->relpersistence == RELPERSISTENCE_TEMP;
  std::vector<const Node*> stack;
  walk(statement.query, stack, [&](const Node& node) {
    const RangeVar* relation = node_cast<RangeVar>(&node);
    if (relation != nullptr && !is_new(name_of(*relation))) view.is_new = false;
  });
  set(name_of(*statement.view), std::move(view));
}

void ScriptCatalog::alter(const AlterTableStmt& statement) {
  if (statement.relation == nullptr || statement.objtype != OBJECT_TABLE) return;
  const RelationName name = name_of(*statement.relation);
  const std::vector<DeclaredForeignKey> keys = foreign_keys_of(statement);
  bool adds_columns = false;
  for (const AlterTableCmd& command : each<AlterTableCmd>(statement.cmds)) {
    adds_columns = adds_columns || command.subtype == AT_AddColumn;
  }
  // Somebody else's table, but this we know of it.
  if ((adds_columns || !keys.empty()) && find(name) == nullptr) set(name, KnownTable{});
  KnownTable* table = editable(name);
  if (table == nullptr) return;
  const RelationName stored = stored_name(name);
  for (const AlterTableCmd& command : each<AlterTableCmd>(statement.cmds)) {
    const std::string_view column = view_of(command.name);
    switch (static_cast<int>(command.subtype)) {
      case AT_AddColumn:
        if (const ColumnDef* definition = node_cast<ColumnDef>(command.def)) {
          table->columns.push_back(known_column(*definition));
          table->columns.back().is_new = !command.missing_ok;
          if (!branches_.empty()) branches_.back().columns.emplace_back(stored, table->columns.back().name);
        }
        break;
      case AT_DropColumn:
        std::erase_if(table->columns, [&](const KnownColumn& known) { return known.name == column; });
        std::erase_if(table->foreign_keys, [&](const KnownForeignKey& key) {
          return std::ranges::find(key.columns, column) != key.columns.end();
        });
        break;
      case AT_SetNotNull:
        mark_not_null(*table, column, true);
        break;
      case AT_DropNotNull:
        mark_not_null(*table, column, false);
        break;
      case AT_AddConstraint:
        if (const Constraint* constraint = node_cast<Constraint>(command.def))
          apply_constraint(*table, *constraint);
        break;
      case AT_DropConstraint:
        std::erase_if(table->foreign_keys, [&](const KnownForeignKey& key) { return key.name == column; });
        break;
      default:
        break;
    }
  }
  add_foreign_keys(*table, keys);
}

void ScriptCatalog::drop(const DropStmt& statement) {
  const bool is_relation = statement.removeType == OBJECT_TABLE ||
                           statement.removeType == OBJECT_FOREIGN_TABLE ||
                           statement.removeType == OBJECT_VIEW || statement.removeType == OBJECT_MATVIEW;
  if (!is_relation) return;
  for (const Node& object : each<Node>(statement.objects)) {
    const RelationName name = stored_name(name_of(reinterpret_cast<const List*>(&object)));
    if (tables_.contains(name)) set(name, std::nullopt);
  }
}

void ScriptCatalog::rename(const RenameStmt& statement) {
  if (statement.relation == nullptr) return;
  const RelationName name = name_of(*statement.relation);
  if (statement.renameType == OBJECT_TABLE) {
    const KnownTable* known = find(name);
    if (known == nullptr) return;
    KnownTable table = *known;
    const RelationName stored = stored_name(name);
    set(stored, std::nullopt);
    set({stored.schema, std::string(view_of(statement.newname))}, std::move(table));
  } else if (statement.renameType == OBJECT_COLUMN) {
    KnownTable* table = editable(name);
    if (table == nullptr) return;
    for (KnownColumn& column : table->columns) {
      if (column.name == view_of(statement.subname)) column.name = view_of(statement.newname);
    }
  }
}

void ScriptCatalog::transaction(const TransactionStmt& statement) {
  const std::string savepoint(view_of(statement.savepoint_name));
  noted_.clear();
  const auto named = [&](const Mark& mark) { return mark.savepoint == savepoint && !savepoint.empty(); };
  switch (statement.kind) {
    case TRANS_STMT_BEGIN:
    case TRANS_STMT_START:
      if (marks_.empty()) marks_.push_back({"", undo_.size()});
      break;
    case TRANS_STMT_COMMIT:
    case TRANS_STMT_PREPARE:
      marks_.clear();
      undo_.clear();
      forget_dropped_on_commit();
      if (statement.chain) marks_.push_back({"", 0});
      break;
    case TRANS_STMT_ROLLBACK:
      roll_back_to(0);
      new_objects_.clear();
      dropped_on_commit_.clear();
      marks_.clear();
      if (statement.chain) marks_.push_back({"", 0});
      break;
    case TRANS_STMT_SAVEPOINT:
      if (!marks_.empty()) marks_.push_back({savepoint, undo_.size()});
      break;
    case TRANS_STMT_ROLLBACK_TO: {
      const auto mark = std::find_if(marks_.rbegin(), marks_.rend(), named);
      if (mark == marks_.rend()) break;
      roll_back_to(mark->changes);
      marks_.erase(mark.base(), marks_.end());
      break;
    }
    case TRANS_STMT_RELEASE:
    case TRANS_STMT_COMMIT_PREPARED:
    case TRANS_STMT_ROLLBACK_PREPARED:
      break;
  }
}

void ScriptCatalog::apply(const Node& statement) {
  switch (static_cast<int>(statement.type)) {
    case T_CreateStmt:
      create(reinterpret_cast<const CreateStmt&>(statement));
      break;
    case T_CreateForeignTableStmt:
      create(reinterpret_cast<const CreateForeignTableStmt&>(statement).base);
      break;
    case T_CreateTableAsStmt:
      create_as(reinterpret_cast<const CreateTableAsStmt&>(statement));
      break;
    case T_SelectStmt: {
      const IntoClause* into = reinterpret_cast<const SelectStmt&>(statement).intoClause;
      if (into != nullptr && into->rel != nullptr) {
        KnownTable table;
        table.is_new = true;
        table.temporary = into->rel->relpersistence == RELPERSISTENCE_TEMP;
        set(name_of(*into->rel), std::move(table));
      }
      break;
    }
    case T_CreateSchemaStmt: {
      const auto& stmt = reinterpret_cast<const CreateSchemaStmt&>(statement);
      if (stmt.schemaname != nullptr && !stmt.if_not_exists)
        add_new_object(OBJECT_SCHEMA, {"", stmt.schemaname});
      for (const CreateStmt& table : each<CreateStmt>(stmt.schemaElts)) create(table);
      break;
    }
    case T_ViewStmt:
      create_view(reinterpret_cast<const ViewStmt&>(statement));
      break;
    case T_AlterObjectSchemaStmt: {
      const auto& moved = reinterpret_cast<const AlterObjectSchemaStmt&>(statement);
      if (moved.relation != nullptr) set(name_of(*moved.relation), std::nullopt);
      break;
    }
    case T_VariableSetStmt:
      if (view_of(reinterpret_cast<const VariableSetStmt&>(statement).name) == "search_path")
        change_search_path();
      break;
    case T_AlterTableStmt:
      alter(reinterpret_cast<const AlterTableStmt&>(statement));
      break;
    case T_DropStmt:
      drop(reinterpret_cast<const DropStmt&>(statement));
      break;
    case T_RenameStmt:
      rename(reinterpret_cast<const RenameStmt&>(statement));
      break;
    case T_TransactionStmt:
      transaction(reinterpret_cast<const TransactionStmt&>(statement));
      break;
    default:
      if (std::optional<NewObject> object = new_object_of(statement))
        add_new_object(object->type, std::move(object->name));
      break;
  }
}

}  // namespace floodwall
