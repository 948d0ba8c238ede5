#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "integrations/cli/arguments.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/cli/guard/commands.h"
#include "integrations/cli/guard/guarded_database.h"
#include "integrations/guard/core/backup.h"
#include "integrations/workspace/postgres_client.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

/// "20261126_223757_332415  2026-11-26T22:37:57Z  truncate-cascade: TRUNCATE orders CASCADE", then its
/// tables.
std::string line_of(const Json& backup) {
  std::string text = fmt::format("{}  {}  {}: {}\n", text_of(backup, "run"), text_of(backup, "made_at"),
                                 text_of(backup, "why"), text_of(backup, "statement"));
  for (const Json& table : backup.value("tables", Json::array()))
    text += fmt::format("    {} ({} rows)\n", text_of(table, "table"), table.value("rows", Json(0)).dump());
  return text;
}

struct Backups {
  OpenDatabase database;
  Json runs;  ///< the latest first
};

Result<Backups> backups_of(const GuardedDatabase& subject) {
  Result<OpenDatabase> open = open_database(subject);
  if (!open) return std::unexpected(open.error());
  const std::string manifest = open->policy.backup_schema + ".manifest";
  const Result<std::string> there =
      open->connection.value(fmt::format("SELECT pg_catalog.to_regclass('{}') IS NOT NULL", manifest));
  if (!there) return std::unexpected(there.error());
  Json runs = Json::array();
  if (*there == "t") {
    const Result<std::string> listed = open->connection.value(guard::backups_question(open->policy));
    if (!listed) return std::unexpected(listed.error());
    runs = Json::parse(*listed, nullptr, false);
    if (!runs.is_array()) runs = Json::array();  // an empty manifest is NULL
  }
  return Backups{std::move(*open), std::move(runs)};
}

int fail(const Error& error) {
  complain(error.message);
  return exit_trouble;
}

}  // namespace

int guard_backups_command(int argc, char** argv) {
  GuardedDatabase subject;
  const std::unique_ptr<CLI::App> parser =
      make_parser("Lists what the guard has copied before statements that took it, the latest first.",
                  "floodwall guard backups");
  add_options(*parser, subject);
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  const Result<Backups> found = backups_of(subject);
  if (!found) return fail(found.error());
  std::string text;
  for (const Json& backup : found->runs) text += line_of(backup);
  return print(text.empty() ? "there are no backups\n" : text);
}

int guard_restore_command(int argc, char** argv) {
  GuardedDatabase subject;
  std::string run;
  const std::unique_ptr<CLI::App> parser = make_parser(
      "Puts back what a backup holds: tables that are gone, rows that are missing, values that were "
      "overwritten, sequences. All of it or nothing; what has come since stays. For who owns the tables.",
      "floodwall guard restore");
  parser->add_option("RUN", run, "As `floodwall guard backups` lists it, or `latest`")
      ->required()
      ->type_name("");
  add_options(*parser, subject);
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  Result<Backups> found = backups_of(subject);
  if (!found) return fail(found.error());
  const Json* wanted = nullptr;
  for (const Json& backup : found->runs) {
    if (wanted == nullptr && (run == "latest" || text_of(backup, "run") == run)) wanted = &backup;
  }
  if (wanted == nullptr) return fail({fmt::format("guard restore: there is no backup \"{}\"", run)});
  const Result<std::string> done = found->database.connection.value(
      guard::restore_statement(text_of(*wanted, "run"), found->database.policy));
  if (!done) return fail(done.error());
  return print("put back:\n" + line_of(*wanted));
}

}  // namespace floodwall
