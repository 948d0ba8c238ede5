#include "analyzer/catalog/foreign_keys.h"

namespace floodwall {
namespace {

std::vector<std::string> names_of(const List* strings) {
  std::vector<std::string> names;
  for (const String& string : each<String>(strings)) names.emplace_back(string.sval);
  return names;
}

/// The keys declared on one column.
void add_column_keys(const RangeVar* child, const ColumnDef& column, const List* table_elements,
                     std::vector<DeclaredForeignKey>& keys) {
  for (const Constraint& constraint : each<Constraint>(column.constraints)) {
    if (constraint.contype != CONSTR_FOREIGN || constraint.pktable == nullptr) continue;
    keys.push_back(
        {child, &constraint, {std::string(view_of(column.colname))}, column.constraints, table_elements});
  }
}

void add_table_key(const RangeVar* child, const Constraint& constraint, const List* table_elements,
                   std::vector<DeclaredForeignKey>& keys) {
  if (constraint.contype != CONSTR_FOREIGN || constraint.pktable == nullptr) return;
  keys.push_back({child, &constraint, names_of(constraint.fk_attrs), nullptr, table_elements});
}

}  // namespace

bool has_name(const List* names, std::string_view name) {
  for (const String& each_name : each<String>(names)) {
    if (name == each_name.sval) return true;
  }
  return false;
}

std::vector<DeclaredForeignKey> foreign_keys_of(const CreateStmt& table) {
  std::vector<DeclaredForeignKey> keys;
  for (const Node& element : each<Node>(table.tableElts)) {
    if (const ColumnDef* column = node_cast<ColumnDef>(&element)) {
      add_column_keys(table.relation, *column, table.tableElts, keys);
    } else if (const Constraint* constraint = node_cast<Constraint>(&element)) {
      add_table_key(table.relation, *constraint, table.tableElts, keys);
    }
  }
  return keys;
}

std::vector<DeclaredForeignKey> foreign_keys_of(const AlterTableStmt& table) {
  std::vector<DeclaredForeignKey> keys;
  for (const AlterTableCmd& command : each<AlterTableCmd>(table.cmds)) {
    if (command.subtype == AT_AddConstraint) {
      if (const Constraint* constraint = node_cast<Constraint>(command.def)) {
        add_table_key(table.relation, *constraint, nullptr, keys);
      }
    } else if (command.subtype == AT_AddColumn) {
      if (const ColumnDef* column = node_cast<ColumnDef>(command.def)) {
        add_column_keys(table.relation, *column, nullptr, keys);
      }
    }
  }
  return keys;
}

}  // namespace floodwall
