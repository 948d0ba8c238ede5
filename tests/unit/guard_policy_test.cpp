#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rule/registry.h"
#include "integrations/guard/core/database_name.h"
#include "integrations/guard/core/identity.h"
#include "integrations/guard/core/policy.h"
#include "tests/support/catch.h"

namespace floodwall::guard {
namespace {

const std::vector<std::string> usual_words = Policy().test_words;

Identity identity_of(std::string database, std::string mark = "") {
  return {.database = std::move(database),
          .user = "app",
          .address = "10.0.0.5",
          .system = "77",
          .mark = std::move(mark)};
}

bool is_test(const Identity& identity, const Policy& policy = {}, std::string_view host = "") {
  return judge(identity, host, policy).is_test;
}

Policy policy_of(std::string_view toml) {
  const Result<Policy> policy = parse_policy("floodwall.toml", toml);
  REQUIRE(policy);
  return *policy;
}

TEST_CASE("the audit log stands beside the policy, unless its path says otherwise") {
  const auto log = [](const char* file, const char* path) {
    return parse_policy(file, std::string("[guard]\naudit-log = \"") + path + "\"\n")->audit_log;
  };
  CHECK(log("/srv/shop/floodwall.toml", "audit.jsonl") == "/srv/shop/audit.jsonl");
  CHECK(log("floodwall.toml", "audit.jsonl") == "audit.jsonl");
  CHECK(log("/srv/shop/floodwall.toml", "/var/log/audit.jsonl") == "/var/log/audit.jsonl");
}

TEST_CASE("a word counts where it is a segment of the name, in any case") {
  for (const std::string_view name : {"test", "orders_test", "TEST_ORDERS", "test1", "test_gw0", "dev-orders",
                                      "a.tmp", "Local", "my sandbox"})
    CHECK_FALSE(word_in(name, usual_words, NameMatch::Segment).empty());
  for (const std::string_view name :
       {"contest", "latest_prod", "attestation", "devices", "localhost", "orders", "", "testé", "tmpfs"})
    CHECK(word_in(name, usual_words, NameMatch::Segment).empty());
  CHECK(word_in("contest", usual_words, NameMatch::Substring) == "test");
  CHECK(word_in("contest_test", usual_words, NameMatch::Segment) == "test");
}

TEST_CASE("what is not known counts as production") {
  CHECK_FALSE(judge(std::nullopt, "", {}).is_test);
  CHECK_FALSE(is_test(identity_of("orders")));
  CHECK_FALSE(parse_identity("").has_value());
  CHECK_FALSE(parse_identity("[]").has_value());
  CHECK_FALSE(parse_identity(R"({"database": 7})").has_value());
  CHECK_FALSE(parse_identity("{\"database\": \"\xff\"}").has_value());
}

TEST_CASE("a mark goes before every name, and counts only where it was made") {
  CHECK(is_test(identity_of("orders", "test 77 orders")));
  CHECK_FALSE(is_test(identity_of("orders_test", "production 77 orders_test")));
  CHECK_FALSE(is_test(identity_of("orders", "test 78 orders")));       // restored on another cluster
  CHECK_FALSE(is_test(identity_of("orders", "test 77 orders_copy")));  // copied under another name
  CHECK_FALSE(is_test(identity_of("orders", "test")));
  Identity without_system = identity_of("orders", "test  orders");
  without_system.system.clear();
  CHECK_FALSE(is_test(without_system));
}

TEST_CASE("production-* goes before test-*, and both before the words of the name") {
  const Policy policy = policy_of(R"([guard]
production-databases = ["demo_test"]
production-hosts = ["db.example.org"]
test-databases = ["playground"]
test-hosts = ["/run/scratch"]
)");
  CHECK_FALSE(is_test(identity_of("demo_test"), policy));
  CHECK_FALSE(is_test(identity_of("orders_test"), policy, "db.example.org"));
  CHECK(is_test(identity_of("orders_test"), policy));
  CHECK(is_test(identity_of("playground"), policy));
  CHECK(is_test(identity_of("orders"), policy, "/run/scratch"));
  CHECK_FALSE(is_test(identity_of("orders"), policy, "/run/other"));
}

TEST_CASE("the statement that marks quotes what it must") {
  const Identity odd = identity_of("Bob's \"db\"");
  CHECK(mark_statement(odd, "test") ==
        R"(ALTER DATABASE "Bob's ""db""" SET floodwall.database = 'test 77 Bob''s "db"')");
  CHECK(mark_statement(identity_of("orders"), "") == "ALTER DATABASE orders RESET floodwall.database");
}

TEST_CASE("rules have the action of the last scope that fits, then of the policy, then the usual one") {
  const Policy policy = policy_of(R"([guard.rules]
truncate-table = "ask"
drop-not-null = "warn"
[[guard.where]]
databases = ["warehouse"]
rules = { truncate-table = "allow" }
[[guard.where]]
databases = ["warehouse"]
roles = ["intern"]
rules = { truncate-table = "deny" }
)");
  const RegisteredRule& truncate = *find_rule("truncate-table");
  CHECK(policy.action_for(truncate, {.database = "orders", .role = "app"}) == Action::Ask);
  CHECK(policy.action_for(truncate, {.database = "warehouse", .role = "app"}) == Action::Allow);
  CHECK(policy.action_for(truncate, {.database = "warehouse", .role = "intern"}) == Action::Deny);
  CHECK(policy.action_for(*find_rule("drop-not-null"), {.database = "orders", .role = "app"}) ==
        Action::Warn);
  CHECK(policy.action_for(*find_rule("truncate-cascade"), {.database = "orders", .role = "app"}) ==
        Action::Deny);
  CHECK(policy.action_for(*find_rule("undefined-table"), {.database = "orders", .role = "app"}) ==
        Action::Allow);
}

TEST_CASE("a scope for tables is stricter for one that is reached, and less strict only if all are in it") {
  const Policy policy = policy_of(R"([guard.rules]
delete-without-where = "warn"
[[guard.where]]
tables = ["orders", "audit.*"]
rules = { delete-without-where = "deny" }
[[guard.where]]
tables = ["staging.*"]
rules = { truncate-table = "allow" }
)");
  const auto action = [&](std::string_view rule, const std::vector<RelationName>& tables) {
    return policy.action_for(*find_rule(rule), {.database = "shop", .role = "app", .tables = tables});
  };
  CHECK(action("delete-without-where", {{"public", "notes"}}) == Action::Warn);
  CHECK(action("delete-without-where", {{"public", "notes"}, {"app", "orders"}}) == Action::Deny);
  CHECK(action("delete-without-where", {{"audit", "log"}}) == Action::Deny);
  CHECK(action("truncate-table", {{"staging", "a"}, {"staging", "b"}}) == Action::Allow);
  CHECK(action("truncate-table", {{"staging", "a"}, {"public", "b"}}) == Action::Deny);
  CHECK(action("truncate-table", {}) == Action::Deny);
  CHECK(policy.action_for(*find_rule("delete-without-where"), {}) ==
        Action::Deny);  // the tables are not known
  CHECK(policy.action_for(*find_rule("truncate-table"), {}) == Action::Deny);
}

TEST_CASE("a policy that says what nobody understands is an error with its place") {
  const auto error_of = [](std::string_view toml) {
    const Result<Policy> policy = parse_policy("f.toml", toml);
    return policy ? "" : policy.error().message;
  };
  CHECK(error_of("[guard]\nstrikt = true\n") ==
        "f.toml:2:1: there is no key \"strikt\"; did you mean \"strict\"?");
  CHECK(error_of("[guard.rules]\ntruncate-cascad = \"deny\"\n") ==
        "f.toml:2:19: there is no rule \"truncate-cascad\"; did you mean \"truncate-cascade\"?");
  CHECK(error_of("[guard.rules]\ndrop-table = \"refuse\"\n") ==
        R"(f.toml:2:14: "drop-table" must be "allow", "warn", "ask" or "deny")");
  CHECK_FALSE(error_of("[guard]\ntest-words = [\"\"]\n").empty());
  CHECK_FALSE(error_of("[guard\n").empty());
  CHECK(error_of("[schema]\nsnapshot = \"x\"\n").empty());  // the linter's
}

}  // namespace
}  // namespace floodwall::guard
