#include "integrations/guard/core/backup.h"

#include <fmt/core.h>

#include "integrations/guard/core/literal.h"
#include "integrations/guard/core/sql_template.h"

namespace floodwall::guard {
namespace {

constexpr std::string_view backup_sql =
#include "guard_backup_sql.inc"
    ;
constexpr std::string_view definitions_sql =
#include "guard_definitions_sql.inc"
    ;
constexpr std::string_view restore_sql =
#include "guard_restore_sql.inc"
    ;

std::string_view name_of(Loss loss) {
  switch (loss) {
    case Loss::Columns:
      return "columns";
    case Loss::Values:
      return "values";
    case Loss::Rows:
      break;
  }
  return "rows";
}

}  // namespace

std::string backup_statement(const BackupWish& wish, const Policy& policy) {
  std::string oids;
  std::string losses;
  for (const BackupWish::Table& table : wish.tables) {
    const std::string_view comma = oids.empty() ? "" : ",";
    oids += fmt::format("{}{}", comma, table.oid);
    losses += fmt::format("{}{}", comma, name_of(table.loss));
  }
  const std::string definitions = filled(definitions_sql, {{"schema", policy.backup_schema}});
  return filled(backup_sql, {{"definitions", definitions},
                             {"schema", policy.backup_schema},
                             {"schema_text", literal(policy.backup_schema)},
                             {"manifest_text", literal(policy.backup_schema + ".manifest")},
                             {"tables", literal("{" + oids + "}")},
                             {"why", literal(wish.why)},
                             {"statement", literal(wish.statement)},
                             {"losses", literal("{" + losses + "}")},
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
