#include "analyzer/catalog/builtins.h"

#include <algorithm>
#include <string_view>

#include "tests/support/catch.h"

namespace floodwall {
namespace {

bool has_column(const RelationName& name, std::string_view column) {
  const auto relation = builtin_relation(name);
  return relation && relation->columns.contains(column);
}

// Only these are sure whichever versions of PostgreSQL the program was built with.
TEST_CASE("What is PostgreSQL's own exists") {
  CHECK(builtin_relation({"", "pg_class"}));
  CHECK(builtin_relation({"pg_catalog", "pg_stat_activity"}));
  CHECK(builtin_relation({"information_schema", "columns"}));
  CHECK(builtin_relation({"pg_toast", "pg_toast_16385"}));
  CHECK(is_builtin_function("now"));
  CHECK(is_builtin_function("jsonb"));  // a cast
  CHECK(is_builtin_type("_int4"));
  CHECK(is_builtin_type("bigserial"));
}

TEST_CASE("What is not, does not") {
  CHECK_FALSE(builtin_relation({"", "users"}));
  CHECK_FALSE(builtin_relation({"", "columns"}));
  CHECK_FALSE(builtin_relation({"public", "pg_class"}));
  CHECK_FALSE(builtin_extension("no_such_extension"));
  CHECK_FALSE(builtin_extension(""));
  if (builtin_majors().empty()) return;
  CHECK_FALSE(builtin_relation({"pg_catalog", "users"}));
  CHECK_FALSE(is_builtin_function("frobnicate"));
  CHECK_FALSE(is_builtin_function(""));
  CHECK_FALSE(is_builtin_function("serial"));
  CHECK_FALSE(is_builtin_type("pg_clas"));
}

TEST_CASE("Columns come from catalogs, view queries, their stars and functions") {
  if (builtin_majors().empty()) return;
  CHECK(has_column({"", "pg_class"}, "relname"));
  CHECK_FALSE(has_column({"", "pg_class"}, "relhasoids"));  // until 11
  CHECK(has_column({"", "pg_stat_user_tables"}, "n_dead_tup"));
  CHECK(has_column({"", "pg_locks"}, "waitstart"));
  CHECK(has_column({"", "pg_stat_activity"}, "query"));
  CHECK_FALSE(has_column({"", "pg_stat_activity"}, "procpid"));  // until 9.1
  CHECK(has_column({"information_schema", "columns"}, "is_nullable"));
  CHECK(builtin_relation({"", "pg_class"})->columns[0] == "oid");
}

TEST_CASE("An extension has what its scripts make") {
  if (builtin_majors().empty()) return;
  const auto hstore = builtin_extension("hstore");
  REQUIRE(hstore);
  CHECK(hstore->schema.empty());
  CHECK(hstore->functions.contains("akeys"));
  CHECK(hstore->types.contains("_hstore"));
  CHECK(hstore->relations.size() == 0);
  CHECK_FALSE(hstore->has_unknown_functions);

  const auto statements = builtin_extension("pg_stat_statements");
  REQUIRE(statements);
  const auto view = statements->relations.find({"", "pg_stat_statements"});
  REQUIRE(view);
  CHECK(view->columns.contains("mean_exec_time"));
  CHECK_FALSE(view->is_open);
  CHECK_FALSE(statements->relations.find({"pg_catalog", "pg_stat_statements"}));
  bool is_listed = false;
  for (std::size_t i = 0; i < statements->relations.size(); ++i) {
    is_listed = is_listed || statements->relations[i].name == "pg_stat_statements";
  }
  CHECK(is_listed);

  const auto earthdistance = builtin_extension("earthdistance");
  REQUIRE(earthdistance);
  CHECK(earthdistance->required.contains("cube"));
}

TEST_CASE("What no package tells is in a list of facts") {
  const auto pgmq = builtin_extension("pgmq");
  REQUIRE(pgmq);
  CHECK(pgmq->schema == "pgmq");
  CHECK(pgmq->growing.contains("pgmq"));
  CHECK(pgmq->has_unknown_functions);

  const auto partman = builtin_extension("pg_partman");
  REQUIRE(partman);
  CHECK(partman->growing.contains(""));

  const auto net = builtin_extension("pg_net");
  REQUIRE(net);
  CHECK(net->schemas.contains("net"));
  const auto queue = net->relations.find({"net", "http_request_queue"});
  REQUIRE(queue);
  CHECK(queue->is_open);
}

TEST_CASE("Names are in order") {
  if (builtin_majors().empty()) return;
  for (const char* name : {"hstore", "pgcrypto", "plperl"}) {
    const auto extension = builtin_extension(name);
    REQUIRE(extension);
    CHECK(std::ranges::is_sorted(extension->functions));
    CHECK(std::ranges::is_sorted(extension->types));
  }
}

TEST_CASE("Tools have tables of their own") {
  CHECK(is_tool_table("alembic_version"));
  CHECK(is_tool_table("__EFMigrationsHistory"));
  CHECK(is_tool_table("_yoyo_log"));
  CHECK_FALSE(is_tool_table("auth_tokens"));
  CHECK_FALSE(is_tool_table("users"));
  CHECK(is_tool_schema("sqitch"));
  CHECK_FALSE(is_tool_schema("public"));
}

}  // namespace
}  // namespace floodwall
