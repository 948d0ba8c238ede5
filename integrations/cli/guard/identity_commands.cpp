#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "integrations/cli/arguments.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/cli/guard/commands.h"
#include "integrations/cli/guard/guarded_database.h"
#include "integrations/guard/core/identity.h"
#include "integrations/workspace/postgres_client.h"

namespace floodwall {
namespace {

/// A connection and who answers at its other end.
struct Known {
  PostgresConnection connection;
  guard::Policy policy;
  guard::Identity identity;
};

Result<guard::Identity> identity_of(PostgresConnection& connection) {
  Result<std::string> answer = connection.value(guard::identity_question());
  if (!answer) answer = connection.value(guard::identity_question_without_system());
  if (!answer) return std::unexpected(answer.error());
  std::optional<guard::Identity> identity = guard::parse_identity(*answer);
  if (!identity) return failure("the server does not say which database this is");
  return *std::move(identity);
}

Result<Known> known(const GuardedDatabase& subject) {
  Result<OpenDatabase> open = open_database(subject);
  if (!open) return std::unexpected(open.error());
  Result<guard::Identity> identity = identity_of(open->connection);
  if (!identity) return std::unexpected(identity.error());
  return Known{std::move(open->connection), std::move(open->policy), std::move(*identity)};
}

int print_identity(const Known& subject) {
  const guard::Identity& identity = subject.identity;
  const guard::DatabaseJudgement judgement =
      guard::judge(subject.identity, subject.connection.host(), subject.policy);
  std::string text = fmt::format("database  {}\nrole      {}\nhost      {}\n", identity.database,
                                 identity.user, subject.connection.host());
  if (!identity.address.empty()) text += fmt::format("address   {}\n", identity.address);
  if (!identity.system.empty()) text += fmt::format("cluster   {}\n", identity.system);
  text += fmt::format("counts as {}: {}\n", judgement.is_test ? "test" : "production", judgement.because);
  return print(text);
}

/// `kind` empty: takes the mark away.
int set_mark(const GuardedDatabase& subject, std::string_view kind) {
  Result<Known> found = known(subject);
  if (found && found->identity.system.empty())
    found = failure("the role may not read pg_control_system(), so a mark could not be bound to the cluster");
  if (!found) {
    complain(found.error().message);
    return exit_trouble;
  }
  const std::string statement = guard::mark_statement(found->identity, kind);
  const Result<std::string> done = found->connection.value(statement);
  Result<guard::Identity> identity = done ? identity_of(found->connection) : std::unexpected(done.error());
  if (!identity) {
    complain(identity.error().message);
    return exit_trouble;
  }
  remark(statement + ";\n");
  found->identity = std::move(*identity);
  return print_identity(*found);
}

}  // namespace

int guard_identify_command(int argc, char** argv) {
  GuardedDatabase subject;
  const std::unique_ptr<CLI::App> parser =
      make_parser("Says which database a connection leads to, and why it counts as one for tests or not.",
                  "floodwall guard identify");
  add_options(*parser, subject);
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  const Result<Known> found = known(subject);
  if (!found) {
    complain(found.error().message);
    return exit_trouble;
  }
  return print_identity(*found);
}

int guard_mark_command(int argc, char** argv) {
  GuardedDatabase subject;
  std::string kind;
  const std::unique_ptr<CLI::App> parser = make_parser(
      "Marks a database: a setting of its own, bound to its name and its cluster, so that neither a copy nor "
      "a "
      "restored dump carries it along. For its owner.",
      "floodwall guard mark");
  parser->add_option("KIND", kind, "test or production")
      ->required()
      ->check(CLI::IsMember({"test", "production"}))
      ->type_name("");
  add_options(*parser, subject);
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  return set_mark(subject, kind);
}

int guard_unmark_command(int argc, char** argv) {
  GuardedDatabase subject;
  const std::unique_ptr<CLI::App> parser =
      make_parser("Takes a database's mark away.", "floodwall guard unmark");
  add_options(*parser, subject);
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  return set_mark(subject, "");
}

}  // namespace floodwall
