#include "integrations/guard/core/backup.h"

#include <initializer_list>
#include <utility>

#include <fmt/core.h>

#include "integrations/guard/core/literal.h"

namespace floodwall::guard {
namespace {

constexpr std::string_view backup_sql =
#include "guard_backup_sql.inc"
    ;
constexpr std::string_view restore_sql =
#include "guard_restore_sql.inc"
    ;

using Filling = std::pair<std::string_view, std::string>;

/// Puts values where `@name@` stands, in one pass: a value that looks like a place is left alone.
std::string filled(std::string_view sql, std::initializer_list<Filling> fillings) {
  std::string text;
  while (!sql.empty()) {
    const std::size_t at = sql.find('@');
    text += sql.substr(0, at);
    if (at == std::string_view::npos) break;
    sql.remove_prefix(at + 1);
    const std::string_view name = sql.substr(0, sql.find('@'));
    for (const auto& [place, value] : fillings) {
      if (place == name) text += value;
    }
    sql.remove_prefix(std::min(sql.size(), name.size() + 1));
  }
  return text;
}

}  // namespace

std::string backup_statement(const BackupWish& wish, const Policy& policy) {
  std::string oids;
  std::string overwritten;
  for (const BackupWish::Table& table : wish.tables) {
    const std::string_view comma = oids.empty() ? "" : ",";
    oids += fmt::format("{}{}", comma, table.oid);
    overwritten += fmt::format("{}{}", comma, table.is_overwritten);
  }
  return filled(backup_sql, {{"schema", policy.backup_schema},
                             {"schema_text", literal(policy.backup_schema)},
                             {"manifest_text", literal(policy.backup_schema + ".manifest")},
                             {"tables", literal("{" + oids + "}")},
                             {"why", literal(wish.why)},
                             {"statement", literal(wish.statement)},
                             {"overwritten", literal("{" + overwritten + "}")},
                             {"most_runs", std::to_string(policy.backup_runs)},
                             {"most_days", std::to_string(policy.backup_days)}});
}

std::string restore_statement(std::string_view run, const Policy& policy) {
  return filled(restore_sql, {{"schema", policy.backup_schema}, {"run", literal(run)}});
}

std::string backups_question(const Policy& policy) {
  return fmt::format(
      "SELECT pg_catalog.json_agg(r ORDER BY r.run DESC)::pg_catalog.text FROM (SELECT run, "
      "pg_catalog.min(made_at) AS "
      "made_at, pg_catalog.min(why) AS why, pg_catalog.min(statement) AS statement, "
      "pg_catalog.json_agg(pg_catalog.json_build_object('table', pg_catalog.format('%I.%I', source_schema, "
      "source_table), "
      "'rows', row_count) ORDER BY place) AS tables FROM {}.manifest GROUP BY run) AS r",
      policy.backup_schema);
}

}  // namespace floodwall::guard
