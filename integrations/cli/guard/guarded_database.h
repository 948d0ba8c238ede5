#pragma once
#include <string>

#include <CLI/CLI.hpp>

#include "analyzer/base/result.h"
#include "integrations/guard/core/policy.h"
#include "integrations/workspace/postgres_client.h"

namespace floodwall {

/// What a command of `floodwall guard` is told of a database.
struct GuardedDatabase {
  std::string config;
  std::string connection;
};

/// CONNECTION and --config.
void add_options(CLI::App& parser, GuardedDatabase& subject);

struct OpenDatabase {
  PostgresConnection connection;
  guard::Policy policy;
};
Result<OpenDatabase> open_database(const GuardedDatabase& subject);

}  // namespace floodwall
