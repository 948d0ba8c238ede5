// CREATE TABLE, ALTER TABLE, and their constraints (parse_utilcmd.c, tablecmds.c).
#include "analyzer/catalog/scope_resolver.h"

namespace floodwall {
namespace {

/// Whether both may be one table: a schema that is not written may be any.
bool may_be_same(const RangeVar& left, const RangeVar& right) {
  if (view_of(left.relname) != view_of(right.relname)) return false;
  return left.schemaname == nullptr || right.schemaname == nullptr ||
         view_of(left.schemaname) == view_of(right.schemaname);
}

bool acts_on_column(AlterTableType subtype) {
  switch (static_cast<int>(subtype)) {
    case AT_ColumnDefault:
    case AT_DropNotNull:
    case AT_SetNotNull:
    case AT_SetExpression:
    case AT_DropExpression:
    case AT_SetStatistics:
    case AT_SetOptions:
    case AT_ResetOptions:
    case AT_SetStorage:
    case AT_SetCompression:
    case AT_DropColumn:
    case AT_AlterColumnType:
    case AT_AlterColumnGenericOptions:
    case AT_AddIdentity:
    case AT_SetIdentity:
    case AT_DropIdentity:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// The table's own columns, those it inherits or copies included, are what its expressions see.
void ScopeResolver::create_table(const CreateStmt& create) {
  const RangeVar& own = *create.relation;
  const Index output = open_output();
  std::vector<OutputPiece> pieces;
  for (const RangeVar& parent : each<RangeVar>(create.inhRelations)) {
    const Index source = relation_source(table(parent, ReferenceUse::RefersTo), parent);
    pieces.push_back({.kind = PieceKind::Star, .source = source});
  }
  if (create.ofTypename != nullptr) pieces.push_back({.kind = PieceKind::Open});
  const bool is_partition = create.partbound != nullptr;
  for (const Node& element : each<Node>(create.tableElts)) {
    if (const TableLikeClause* like = node_cast<TableLikeClause>(&element)) {
      const Index source = relation_source(table(*like->relation, ReferenceUse::RefersTo), *like->relation);
      pieces.push_back({.kind = PieceKind::Star, .source = source});
    } else if (const ColumnDef* column = node_cast<ColumnDef>(&element); column != nullptr && !is_partition) {
      if (is_stand_in(view_of(column->colname))) pieces.push_back({.kind = PieceKind::Open});
      pieces.push_back(
          {.name = view_of(column->colname), .value = reinterpret_cast<const Node*>(column->typeName)});
      pct_type(column->typeName);
    }
  }
  begin_output(output);
  out_.pieces.insert(out_.pieces.end(), pieces.begin(), pieces.end());
  end_output(output);
  const Index source = add_source({.kind = SourceKind::Query,
                                   .has_system_columns = true,
                                   .merges_names = true,
                                   .of = output,
                                   .alias = view_of(own.relname),
                                   .schema = view_of(own.schemaname)});
  const Index item = add_item(source);
  const Index scope = add_scope(item, item + 1, no_index);
  for (const Node& element : each<Node>(create.tableElts)) {
    if (const ColumnDef* column = node_cast<ColumnDef>(&element)) {
      if (is_partition) column_of(view_of(column->colname), scope);
      column_constraints(*column, &own, scope);
    } else if (const Constraint* table_constraint = node_cast<Constraint>(&element)) {
      constraint(*table_constraint, &own, scope);
    }
  }
  partition_keys(create.partspec, scope);
}

void ScopeResolver::partition_keys(const PartitionSpec* partition, Index scope) {
  if (partition == nullptr) return;
  for (const PartitionElem& key : each<PartitionElem>(partition->partParams)) {
    column_of(view_of(key.name), scope);
    if (key.name != nullptr && !out_.columns.empty()) out_.columns.back().location = key.location;
    expression(key.expr, scope);
  }
}

void ScopeResolver::column_constraints(const ColumnDef& column, const RangeVar* own, Index scope) {
  for (const Constraint& each_constraint : each<Constraint>(column.constraints)) {
    constraint(each_constraint, own, scope);
  }
}

/// A DEFAULT cannot refer to columns.
void ScopeResolver::constraint(const Constraint& constraint, const RangeVar* own, Index scope) {
  if (constraint.contype == CONSTR_CHECK || constraint.contype == CONSTR_GENERATED) {
    return expression(constraint.raw_expr, scope);
  }
  columns_of(constraint.keys, scope);
  columns_of(constraint.including, scope);
  for (const List& exclusion : each<List>(constraint.exclusions)) {
    const IndexElem* element = node_cast<IndexElem>(element_of(&exclusion, 0));
    if (element == nullptr) continue;
    column_of(view_of(element->name), scope);
    expression(element->expr, scope);
  }
  expression(constraint.where_clause, scope);
  if (constraint.contype == CONSTR_FOREIGN) foreign_key(constraint, own, scope);
}

void ScopeResolver::foreign_key(const Constraint& key, const RangeVar* own, Index scope) {
  columns_of(key.fk_attrs, scope);
  columns_of(key.fk_del_set_cols, scope);
  if (key.pktable == nullptr) return;
  if (own != nullptr && may_be_same(*own, *key.pktable)) return columns_of(key.pk_attrs, scope);
  columns_of(key.pk_attrs, scope_over(*key.pktable, ReferenceUse::RefersTo));
}

/// Constraints see the columns that the same statement adds.
void ScopeResolver::alter_table(const AlterTableStmt& alter) {
  const RangeVar& own = *alter.relation;
  const Index relation = relation_source(table(own, ReferenceUse::Alters, alter.missing_ok), own);
  const Index output = open_output();
  begin_output(output);
  add_piece({.kind = PieceKind::Star, .source = relation});
  for (const AlterTableCmd& command : each<AlterTableCmd>(alter.cmds)) {
    const ColumnDef* column = node_cast<ColumnDef>(command.def);
    if (command.subtype == AT_AddColumn && column != nullptr) {
      add_piece({.name = view_of(column->colname), .value = reinterpret_cast<const Node*>(column->typeName)});
    }
  }
  end_output(output);
  const Index item = add_item(add_source({.kind = SourceKind::Query,
                                          .has_system_columns = true,
                                          .merges_names = true,
                                          .of = output,
                                          .alias = view_of(own.relname),
                                          .schema = view_of(own.schemaname)}));
  const Index scope = add_scope(item, item + 1, no_index);
  for (const AlterTableCmd& command : each<AlterTableCmd>(alter.cmds)) alter_command(command, &own, scope);
}

void ScopeResolver::alter_command(const AlterTableCmd& command, const RangeVar* own, Index scope) {
  if (acts_on_column(command.subtype)) column_of(view_of(command.name), scope, command.missing_ok);
  if (const Constraint* added = node_cast<Constraint>(command.def)) {
    constraint(*added, own, scope);
  } else if (const ColumnDef* column = node_cast<ColumnDef>(command.def)) {
    column_constraints(*column, own, scope);
    pct_type(column->typeName);
    if (command.subtype == AT_AlterColumnType) expression(column->raw_default, scope);
  } else if (const RangeVar* parent = node_cast<RangeVar>(command.def)) {
    table(*parent, ReferenceUse::RefersTo);
  } else if (const PartitionCmd* partition = node_cast<PartitionCmd>(command.def)) {
    if (partition->name != nullptr) table(*partition->name, ReferenceUse::RefersTo);
  } else if (command.subtype == AT_SetExpression) {
    expression(command.def, scope);
  }
}

}  // namespace floodwall
