#include "frontends/host_values/origin_words.h"

#include <algorithm>
#include <array>

#include "frontends/host_values/guard_words.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

using Kind = Expression::Kind;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// test_settings.database_url: what an object is called says what its members are for.
bool is_member_for_tests(const Expression& expression) {
  for (const Expression* each = &expression; each->kind == Kind::Name || each->kind == Kind::Member;
       each = each->operands.front()) {
    if (says_test(each->word)) return true;
    if (each->kind == Kind::Name) break;
  }
  return false;
}

/// "postgresql://user:secret@host/name": said without the secret. What other engines hold is not our
/// business.
Origin of_address(std::string_view address) {
  static constexpr std::array others = std::to_array<std::string_view>(
      {"mysql", "mariadb", "oracle", "mssql", "mongodb", "duckdb", "clickhouse", "snowflake", "bigquery"});
  const std::string_view scheme = address.substr(0, address.find("://"));
  std::string said = std::string(scheme) + "://…/" + std::string(address.substr(address.rfind('/') + 1));
  if (std::ranges::any_of(others, [&](std::string_view other) { return scheme.starts_with(other); }))
    return {DatabaseOrigin::ThrowAway, std::move(said)};
  const bool is_ours = has(scheme, "postgres") || has(scheme, "pgsql") || has(scheme, "cockroach");
  if (!is_ours) return {};
  const bool is_test = says_test(address.substr(address.rfind('/') + 1));
  return {is_test ? DatabaseOrigin::TestOnly : DatabaseOrigin::Ambient, std::move(said)};
}

/// DATABASE_URL + "_test", f"{address}/app_test": a text of one word that says what it is for.
Origin of_test_words(const Expression& text) {
  for (const TextPart& part : text.parts) {
    if (part.inserted != nullptr || part.bytes.find_first_of(" \n") != std::string::npos) continue;
    if (says_test(part.bytes)) return {DatabaseOrigin::TestOnly, part.bytes};
  }
  return {};
}

}  // namespace

bool says_throw_away(std::string_view name) {
  static constexpr std::array parts = std::to_array<std::string_view>({"testcontainers",
                                                                       "container",
                                                                       "postgresql_proc",
                                                                       "databasejanitor",
                                                                       "janitor",
                                                                       "testing.postgresql",
                                                                       "pytest_postgresql",
                                                                       "sqlite",
                                                                       ":memory:",
                                                                       "uuid",
                                                                       "tempfile",
                                                                       "mkdtemp",
                                                                       "tmp_path",
                                                                       "tmpdir",
                                                                       "worker_id",
                                                                       "temporary",
                                                                       "throwaway",
                                                                       "throw_away",
                                                                       "disposable",
                                                                       "ephemeral",
                                                                       "scratch",
                                                                       "pgtest",
                                                                       "tmp_db",
                                                                       "temp_db",
                                                                       "tmp_postgres",
                                                                       "create_mock_engine",
                                                                       "mock",
                                                                       "fake",
                                                                       "docker"});
  const std::string lower = lower_words(name);
  return std::ranges::any_of(parts, [&](std::string_view part) { return has(lower, part); });
}

bool says_test(std::string_view name) {
  return Words(name).has_any({"test", "tests", "testing", "testdb", "tmp", "temp"});
}

Origin origin_in_words(const Program& program, const Expression& expression) {
  std::string_view name = text_of(expression);
  const bool is_text = !name.empty();
  if (expression.kind == Kind::Text && !is_text) return of_test_words(expression);
  if (expression.kind == Kind::Name || expression.kind == Kind::Member) name = expression.word;
  if (name.empty()) return {};
  constexpr std::size_t longest = 60;
  std::string said(is_text ? name.substr(0, longest) : program.written(expression.at).substr(0, longest));
  if (says_throw_away(name)) return {DatabaseOrigin::ThrowAway, std::move(said)};
  if (is_text && has(name, "://")) return of_address(name);
  if (is_text && name.ends_with(".ini"))
    return {says_test(name) ? DatabaseOrigin::TestOnly : DatabaseOrigin::Ambient, std::move(said)};
  const bool is_key = is_text && name.find_first_of(" /:") == std::string_view::npos;
  const bool names_one = (is_key || !is_text) && names_address(name) && name != "db" && name != "database";
  if (!names_one) return of_test_words(expression);
  if (says_test(name) || is_member_for_tests(expression)) return {DatabaseOrigin::TestOnly, std::move(said)};
  const bool is_setting =
      std::ranges::none_of(name, [](char c) { return 'a' <= c && c <= 'z'; }) ||  // DATABASE_URL
      expression.kind == Kind::Member;                                            // settings.database_url
  return is_setting ? Origin{DatabaseOrigin::Ambient, std::move(said)} : Origin();
}

}  // namespace floodwall::host
