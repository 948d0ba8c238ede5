#include "integrations/cli/guard/guarded_database.h"

#include <utility>

#include "integrations/cli/guard/policy_file.h"

namespace floodwall {

void add_options(CLI::App& parser, GuardedDatabase& subject) {
  parser.add_option("CONNECTION", subject.connection, "postgres://… or words like dbname=shop")
      ->required()
      ->type_name("");
  parser.add_option("--config", subject.config, "Use this file instead of the nearest floodwall.toml")
      ->type_name("FILE");
}

Result<OpenDatabase> open_database(const GuardedDatabase& subject) {
  Result<SourcedPolicy> sourced = read_policy(subject.config);
  if (!sourced) return std::unexpected(sourced.error());
  Result<PostgresConnection> connection = PostgresConnection::open(subject.connection);
  if (!connection) return std::unexpected(connection.error());
  return OpenDatabase{std::move(*connection), std::move(sourced->policy)};
}

}  // namespace floodwall
