#include "integrations/guard/core/identity.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "analyzer/sql/keywords.h"
#include "integrations/guard/core/literal.h"

namespace floodwall::guard {
namespace {

using Json = nlohmann::json;

constexpr std::string_view setting = "floodwall.database";

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || !found->is_string() ? "" : found->get<std::string>();
}

std::string question_with(std::string_view system) {
  return fmt::format(
      "SELECT pg_catalog.json_build_object("
      "'database', pg_catalog.current_database(), "
      "'user', current_user::pg_catalog.text, "
      "'address', pg_catalog.host(pg_catalog.inet_server_addr()), "
      "'system', {}, "
      "'mark', (SELECT pg_catalog.substr(s.line, 20) FROM pg_catalog.pg_db_role_setting r "
      "CROSS JOIN LATERAL pg_catalog.unnest(r.setconfig) AS s(line) "
      "JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) r.setdatabase "
      "WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database() "
      "AND r.setrole OPERATOR(pg_catalog.=) 0::pg_catalog.oid "
      "AND pg_catalog.starts_with(s.line, 'floodwall.database=')))::pg_catalog.text",
      system);
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return !name.empty() && std::ranges::find(names, name) != names.end();
}

}  // namespace

const std::string& identity_question() {
  static const std::string question =
      question_with("(SELECT c.system_identifier::pg_catalog.text FROM pg_catalog.pg_control_system() c)");
  return question;
}

const std::string& identity_question_without_system() {
  static const std::string question = question_with("NULL");
  return question;
}

std::optional<Identity> parse_identity(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object() || text_of(object, "database").empty()) return std::nullopt;
  return Identity{.database = text_of(object, "database"),
                  .user = text_of(object, "user"),
                  .address = text_of(object, "address"),
                  .system = text_of(object, "system"),
                  .mark = text_of(object, "mark")};
}

std::string mark_for(const Identity& identity, std::string_view kind) {
  return fmt::format("{} {} {}", kind, identity.system, identity.database);
}

std::string mark_statement(const Identity& identity, std::string_view kind) {
  const std::string name = quoted_identifier(identity.database);
  if (kind.empty()) return fmt::format("ALTER DATABASE {} RESET {}", name, setting);
  return fmt::format("ALTER DATABASE {} SET {} = {}", name, setting, literal(mark_for(identity, kind)));
}

DatabaseJudgement judge(const std::optional<Identity>& identity, std::string_view host,
                        const Policy& policy) {
  if (!identity) return {false, "nobody knows which database this is"};
  std::string note;
  if (!identity->mark.empty() && !identity->system.empty()) {
    for (const std::string_view kind : {"test", "production"}) {
      if (identity->mark == mark_for(*identity, kind))
        return {kind == "test", fmt::format("it is marked as {}", kind)};
    }
    note = "; its mark is that of another database";
  }
  const std::string& name = identity->database;
  if (holds(policy.production_databases, name)) return {false, "production-databases lists it" + note};
  for (const std::string_view at : {host, std::string_view(identity->address)}) {
    if (holds(policy.production_hosts, at))
      return {false, fmt::format("production-hosts lists {}", at) + note};
  }
  if (holds(policy.test_databases, name)) return {true, "test-databases lists it" + note};
  for (const std::string_view at : {host, std::string_view(identity->address)}) {
    if (holds(policy.test_hosts, at)) return {true, fmt::format("test-hosts lists {}", at) + note};
  }
  const std::string_view word = word_in(name, policy.test_words, policy.match);
  if (!word.empty()) return {true, fmt::format("its name holds the word {}", word) + note};
  return {false, fmt::format("nothing says that {} is a database for tests", name) + note};
}

}  // namespace floodwall::guard
