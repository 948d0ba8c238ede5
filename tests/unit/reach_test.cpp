#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/drop_reach.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/reach_words.h"
#include "tests/support/catalog_example.h"

namespace floodwall {
namespace {

RelationName in_public(std::string_view name) { return {"public", std::string(name)}; }

TruncateReach truncated(const Catalog& catalog, std::string_view table,
                        DropBehavior behavior = DROP_CASCADE) {
  const TargetTable target = {.table = in_public(table)};
  return truncate_reach(catalog, std::span(&target, 1), behavior);
}

std::string names_of(const std::vector<ReachedTable>& tables) {
  std::string names;
  for (const ReachedTable& each : tables) names += (names.empty() ? "" : " ") + shown(each.table);
  return names;
}

std::string dropped(const DropReach& reach) {
  std::string text;
  for (const DroppedObject& each : reach.objects) {
    text += (text.empty() ? "" : "; ") + shown(each) + (each.is_silent ? "" : "!");
  }
  return text;
}

DropReach drop(const Catalog& catalog, const Object& object) {
  return drop_reach(catalog, std::span(&object, 1));
}

DropReach drop_table(const Catalog& catalog, std::string_view name) {
  return drop(catalog, {.name = in_public(name)});
}

/// One table after the other, each refers to the one before.
Catalog chain(std::vector<std::string_view> names, char on_delete = FKCONSTR_ACTION_NOACTION) {
  Catalog catalog = Catalog::empty_database();
  for (std::size_t i = 0; i < names.size(); ++i) {
    Relation table = table_named(names[i], {"up"});
    if (0 < i) refer(table, "up", names[i - 1], on_delete);
    catalog.put(table);
  }
  return catalog;
}

TEST_CASE("TRUNCATE … CASCADE follows keys whatever their action, by rounds and age") {
  Catalog catalog = example_catalog();
  const TruncateReach reach = truncated(catalog, "users");
  CHECK(names_of(reach.tables) == "users old_users orders \"Odd \"\"Name\"\"\".\"user\" visits visits_old");
  CHECK(reach.tables[1].kind == ReachKind::Inheritor);
  CHECK(reach.tables[2].kind == ReachKind::ForeignKey);
  CHECK(reach.tables[2].from == in_public("users"));
  CHECK(reach.tables[2].key.constraint.name == "orders_user_id_fkey");
  CHECK(reach.tables[5].kind == ReachKind::Partition);
  CHECK(reach.tables[5].from == in_public("visits"));
  CHECK(reach.tables[5].key.child == in_public("visits"));
  CHECK(reach.open.empty());
  CHECK(reach.refused_for.empty());
}

TEST_CASE("ONLY leaves partitions and children alone") {
  const Catalog catalog = example_catalog();
  const TargetTable only = {.table = in_public("users"), .only = true};
  CHECK(names_of(truncate_reach(catalog, std::span(&only, 1), DROP_RESTRICT).tables) == "users");
  CHECK(names_of(delete_reach(catalog, only).tables) == "users orders");
}

TEST_CASE("TRUNCATE without CASCADE is refused for keys of tables that it does not name") {
  const Catalog catalog = example_catalog();
  const TruncateReach reach = truncated(catalog, "orders", DROP_RESTRICT);
  CHECK(names_of(reach.tables) == "orders");
  REQUIRE(reach.refused_for.size() == 1);
  CHECK(shown(reach.refused_for[0]) == "visits_order_id_fkey (order_id) -> orders (id)");
  const std::vector<TargetTable> both = {{.table = in_public("orders")}, {.table = in_public("visits")}};
  CHECK(truncate_reach(catalog, both, DROP_RESTRICT).refused_for.empty());
}

TEST_CASE("a key to a partitioned table sees the rows of its partitions") {
  Catalog catalog = example_catalog();
  Relation notes = table_named("visit_notes", {"visit"});
  refer(notes, "visit", "visits", FKCONSTR_ACTION_CASCADE);
  catalog.put(notes);
  CHECK(names_of(truncated(catalog, "visits_old").tables) == "visits_old visit_notes");
  CHECK(names_of(delete_reach(catalog, {.table = in_public("visits_old")}).tables) ==
        "visits_old visit_notes");
}

TEST_CASE("circles come to an end") {
  Catalog catalog = chain({"a", "b", "c"}, FKCONSTR_ACTION_CASCADE);
  Relation first = table_named("a", {"up"});
  refer(first, "up", "c", FKCONSTR_ACTION_CASCADE);
  catalog.put(first);
  CHECK(names_of(truncated(catalog, "b").tables) == "b c a");
  CHECK(names_of(delete_reach(catalog, {.table = in_public("b")}).tables) == "b c a");
  CHECK(dropped(drop_table(catalog, "b")) == "table b; constraint c_up_fkey on table c!");
}

TEST_CASE("DELETE follows ON DELETE CASCADE and says what the other keys do") {
  const DeleteReach reach = delete_reach(example_catalog(), {.table = in_public("users")});
  CHECK(names_of(reach.tables) == "users old_users orders");
  REQUIRE(reach.changed.size() == 2);
  CHECK(shown(reach.changed[0]) == "orders_checked_by_fkey (checked_by) -> users (id)");
  CHECK(changed_columns(reach.changed[1].constraint) == std::vector<std::string>{"select"});
  REQUIRE(reach.stopped_by.size() == 2);
  CHECK(reach.stopped_by[0].constraint.name == "orders_repeats_fkey");
  CHECK(reach.stopped_by[1].constraint.name == "visits_order_id_fkey");
}

TEST_CASE("a table that loses all its rows stops no DELETE of them") {
  const DeleteReach reach = delete_reach(example_catalog(), {.table = in_public("orders")});
  REQUIRE(reach.stopped_by.size() == 1);
  CHECK(reach.stopped_by[0].child == in_public("visits"));
}

TEST_CASE("DROP TABLE … CASCADE takes views and constraints, and no row of other tables") {
  const DropReach reach = drop_table(example_catalog(), "users");
  CHECK(reach.open.empty());
  const std::string text = dropped(reach);
  for (const std::string_view part :
       {"table users;", "index users_code_idx;", "sequence users_id_seq;", "table old_users!",
        "constraint orders_user_id_fkey on table orders!",
        "constraint orders_checked_by_fkey on table orders!", "view user_ids!", "view again!"}) {
    CAPTURE(part, text);
    CHECK((text + ";").find(std::string(part)) != std::string::npos);
  }
  CHECK(text.find("visits") == std::string::npos);
  CHECK(text.find("default value") == std::string::npos);
}

TEST_CASE("DROP COLUMN … CASCADE takes what is built on the column") {
  const Catalog catalog = example_catalog();
  const std::string id =
      dropped(drop(catalog, {.kind = ObjectKind::Column, .name = in_public("users"), .part = "id"}));
  CAPTURE(id);
  for (const std::string_view part :
       {"column id of table users", "constraint users_pkey on table users", "sequence users_id_seq",
        "constraint orders_user_id_fkey on table orders!", "view user_ids!", "view again!",
        "column id of table old_users"}) {
    CAPTURE(part);
    CHECK(id.find(part) != std::string::npos);
  }
  CHECK(dropped(drop(catalog, {.kind = ObjectKind::Column, .name = in_public("users"), .part = "code"})) ==
        "column code of table users; index users_code_idx; column code of table old_users");
}

TEST_CASE("DROP SCHEMA … CASCADE takes what is in it") {
  CHECK(dropped(drop(example_catalog(), {.kind = ObjectKind::Schema, .name = {"", "Odd \"Name\""}})) ==
        "schema \"Odd \"\"Name\"\"\"; table \"Odd \"\"Name\"\"\".\"user\"!");
  CHECK(dropped(drop(example_catalog(), {.kind = ObjectKind::Type, .name = in_public("mood")})) ==
        "type mood; column feels of table old_users!; column feels of table users!");
}

TEST_CASE("what the catalog does not know is said to be more") {
  Catalog catalog = example_catalog();
  CHECK(truncated(catalog, "nothing").open == "no definition of public.nothing is known");
  CHECK(words_for_open(truncated(catalog, "users").open).empty());
  catalog.schemas.set("far", {.open = "IMPORT FOREIGN SCHEMA"});
  CHECK(truncated(catalog, "users").open == "schema far: IMPORT FOREIGN SCHEMA");
  CHECK(words_for_open(truncated(catalog, "users").open) ==
        "; there may be more (schema far: IMPORT FOREIGN SCHEMA)");
  catalog.open = "a name known only at run time";
  CHECK(delete_reach(catalog, {.table = in_public("users")}).open == catalog.open);
  CHECK(drop_table(catalog, "users").open == catalog.open);
}

TEST_CASE("words name the tables") {
  const Catalog catalog = example_catalog();
  CHECK(words_for(truncated(chain({"a"}), "a")) == "empties a");
  CHECK(words_for(truncated(catalog, "visits")) == "empties 2 tables: visits and visits_old");
  CHECK(words_for(truncated(catalog, "orders")) ==
        "empties 3 tables: orders and, through foreign keys, visits and visits_old");
  CHECK(words_for(delete_reach(catalog, {.table = in_public("users")})) ==
        "deletes all rows of 2 tables: users and old_users and, through ON DELETE CASCADE, those that refer "
        "to them "
        "in orders; sets orders.checked_by to NULL; sets \"Odd \"\"Name\"\"\".\"user\".\"select\" to the "
        "default; "
        "fails while rows of orders and visits refer to them");
  CHECK(words_for(drop_table(catalog, "orders")) ==
        "drops table orders and, with it, constraint visits_order_id_fkey on table visits");
}

TEST_CASE("long lists are cut") {
  const std::vector<std::string> five = {"a", "b", "c", "d", "e"};
  CHECK(listed(std::vector<std::string>{"a"}) == "a");
  CHECK(listed(five) == "a, b, c, d and e");
  CHECK(listed(five, 4) == "a, b, c, d and e");
  CHECK(listed(five, 3) == "a, b, c and 2 more");
}

TEST_CASE("a renamed relation keeps its age") {
  Catalog catalog = chain({"a", "b", "c"});
  Relation renamed = *catalog.find(in_public("b"));
  catalog.remove(renamed.name);
  renamed.name.name = "z";
  catalog.put(renamed);
  CHECK(catalog.find(in_public("z"))->ordinal == 2);
  catalog.put(table_named("d"));
  CHECK(catalog.find(in_public("d"))->ordinal == 4);
}

}  // namespace
}  // namespace floodwall
