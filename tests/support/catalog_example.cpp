#include "tests/support/catalog_example.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace floodwall {
namespace {

RelationName in_public(std::string_view name) { return {"public", std::string(name)}; }

Relation view_of_column(std::string_view name, const RelationName& below, std::string_view column) {
  Relation view;
  view.kind = RelationKind::View;
  view.name = in_public(name);
  view.columns = {{.name = std::string(column), .type = "integer"}};
  view.uses = {{below, std::string(column)}};
  view.sql = "SELECT " + std::string(column) + " FROM " + display(below);
  return view;
}

void put_index(Catalog& catalog, Relation& table, std::string_view name, std::string_view column) {
  Relation index;
  index.kind = RelationKind::Index;
  index.name = in_public(name);
  index.table = table.name;
  index.index_columns = {std::string(column)};
  index.sql = "USING btree (" + std::string(column) + ")";
  table.indexes.push_back(index.name);
  catalog.put(table);
  catalog.put(index);
}

void put_partitions(Catalog& catalog) {
  Relation visits = table_named("visits", {"day", "order_id"});
  visits.kind = RelationKind::PartitionedTable;
  visits.columns[1].type = "date";
  visits.constraints.front().columns.emplace_back("day");
  visits.partition_sql = "RANGE (day)";
  refer(visits, "order_id", "orders", FKCONSTR_ACTION_NOACTION);
  catalog.put(visits);
  Relation part = visits;
  part.ordinal = 0;
  part.kind = RelationKind::Table;
  part.name.name = "visits_old";
  part.is_partition = true;
  part.parents = {visits.name};
  part.partition_sql.clear();
  part.bound_sql = "FOR VALUES FROM (MINVALUE) TO ('2020-01-01')";
  part.constraints.front().name = "visits_old_pkey";
  for (TableConstraint& each : part.constraints) each.is_inherited = true;
  catalog.put(part);
}

}  // namespace

Relation table_named(std::string_view name, std::initializer_list<std::string_view> columns) {
  Relation table;
  table.name = in_public(name);
  table.columns.push_back({.name = "id", .type = "integer", .not_null = true});
  for (const std::string_view column : columns) {
    table.columns.push_back({.name = std::string(column), .type = "integer"});
  }
  table.constraints.push_back(
      {.kind = ConstraintKind::PrimaryKey, .name = std::string(name) + "_pkey", .columns = {"id"}});
  return table;
}

void refer(Relation& table, std::string_view column, std::string_view parent, char on_delete) {
  table.constraints.push_back({.kind = ConstraintKind::ForeignKey,
                               .name = table.name.name + "_" + std::string(column) + "_fkey",
                               .columns = {std::string(column)},
                               .parent = in_public(parent),
                               .parent_columns = {"id"},
                               .on_delete = on_delete});
}

Catalog example_catalog() {
  Catalog catalog = Catalog::empty_database();
  catalog.schemas.set("Odd \"Name\"", {});
  catalog.extensions.set("pg_trgm", {.schema = "public"});
  catalog.types.set(in_public("mood"),
                    std::make_shared<const Type>(
                        Type{.kind = 'e', .labels = {"sad", "ok"}, .sql = "AS ENUM ('sad', 'ok')"}));
  catalog.functions.set(
      in_public("next_code"),
      std::make_shared<const std::vector<Function>>(std::vector<Function>{
          {.argument_types = {"integer"},
           .returns = "text",
           .sql = "CREATE FUNCTION next_code(integer) RETURNS text LANGUAGE sql AS $$ SELECT 'c' $$"}}));
  Relation users = table_named("users", {"code", "feels"});
  users.columns[1] = {.name = "code", .type = "text", .default_sql = "next_code(3)"};
  users.columns[2] = {.name = "feels", .type = "public.mood", .not_null = true};
  users.columns[0].default_sql = "nextval('public.users_id_seq'::regclass)";
  catalog.put(users);
  Relation sequence;
  sequence.kind = RelationKind::Sequence;
  sequence.name = in_public("users_id_seq");
  sequence.table = users.name;
  sequence.uses = {{users.name, "id"}};
  sequence.sql = "AS integer";
  catalog.put(sequence);
  put_index(catalog, users, "users_code_idx", "code");

  Relation orders = table_named("orders", {"user_id", "checked_by", "repeats"});
  refer(orders, "user_id", "users", FKCONSTR_ACTION_CASCADE);
  refer(orders, "checked_by", "users", FKCONSTR_ACTION_SETNULL);
  refer(orders, "repeats", "orders", FKCONSTR_ACTION_RESTRICT);
  orders.constraints.push_back({.kind = ConstraintKind::Check,
                                .name = "positive",
                                .columns = {"user_id"},
                                .is_no_inherit = true,
                                .sql = "CHECK (user_id > 0)"});
  catalog.put(orders);
  put_partitions(catalog);

  Relation notes = table_named("user");
  notes.name = {"Odd \"Name\"", "user"};
  notes.columns.push_back({.name = "select", .type = "integer"});
  refer(notes, "select", "users", FKCONSTR_ACTION_SETDEFAULT);
  catalog.put(notes);

  Relation old_users = users;
  old_users.ordinal = 0;
  old_users.name.name = "old_users";
  old_users.constraints.clear();
  old_users.indexes.clear();
  old_users.parents = {users.name};
  for (Column& column : old_users.columns) column.is_inherited = true;
  old_users.columns.push_back({.name = "left_at", .type = "timestamp with time zone"});
  catalog.put(old_users);

  catalog.put(view_of_column("user_ids", users.name, "id"));
  catalog.put(view_of_column("again", in_public("user_ids"), "id"));
  return catalog;
}

}  // namespace floodwall
