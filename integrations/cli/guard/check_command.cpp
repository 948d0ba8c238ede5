#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "integrations/cli/arguments.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/cli/guard/commands.h"
#include "integrations/cli/guard/policy_file.h"
#include "integrations/guard/core/guard.h"
#include "integrations/workspace/read_file.h"

namespace floodwall {
namespace {

Result<std::string> text_of(const std::string& file) {
  Result<std::string> text = file == "-" ? read_standard_input() : read_file(file);
  if (!text)
    return failure(fmt::format("{} {}", file == "-" ? "standard input" : file, text.error().message));
  return text;
}

}  // namespace

int guard_check_command(int argc, char** argv) {
  std::string config;
  std::string file;
  std::string database;
  std::string role;
  const std::unique_ptr<CLI::App> parser = make_parser(
      "Checks the policy in [guard] of floodwall.toml. With a file of SQL, says what would be done "
      "if it were sent, without asking any server: status 1 if it would be refused.",
      "floodwall guard check");
  parser->add_option("FILE", file, "SQL as a program sends it; - is standard input")->type_name("");
  parser->add_option("--config", config, "Use this file instead of the nearest floodwall.toml")
      ->type_name("FILE");
  parser->add_option("--database", database, "As if it were sent to a database of this name")
      ->type_name("NAME");
  parser->add_option("--role", role, "As if this role sent it")->type_name("NAME");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  Result<SourcedPolicy> sourced = read_policy(config);
  if (!sourced) {
    complain(sourced.error().message);
    return exit_trouble;
  }
  const std::string policy =
      sourced->file.empty() ? "no floodwall.toml: the defaults hold" : sourced->file + ": read";
  if (file.empty()) return print(policy + "\n");
  const Result<std::string> sql = text_of(file);
  if (!sql) {
    complain(sql.error().message);
    return exit_trouble;
  }
  sourced->policy.audit_log.clear();  // nothing is decided here
  const guard::Guard judge(std::move(sourced->policy));
  guard::Session session(judge, "");
  session.dry_run.emplace();  // whatever the mode, nothing is sent
  if (!database.empty()) session.tell(guard::Identity{.database = database, .user = role});
  const guard::Verdict verdict(session, *sql);
  const std::string message = verdict.message();
  const int printed = print(message.empty() ? "allowed\n" : message + "\n");
  return verdict.action() == guard::Action::Deny && printed == exit_clean ? exit_findings : printed;
}

}  // namespace floodwall
