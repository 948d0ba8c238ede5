#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "analyzer/report/setting_names.h"
#include "frontends/frontend.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/write_file.h"

namespace floodwall {
namespace {

// Every key that there is, with its default or an example. tests/e2e/test_configuration.py reads it with the
// comment signs removed.
std::string starting_text() {
  constexpr std::string_view separator = "\", \"";
  return fmt::format(
      R"toml(# Floodwall's settings. It is found from the files upwards; paths in it start from this folder.
# Every line that begins with `#` and a name shows a default or an example.

# Major version of the servers that the SQL runs on, from {oldest} to {newest}. No rule asks for it yet.
#pg-version = 17

# The tool that runs migrations wraps each file in BEGIN … COMMIT. No rule asks for it yet.
#assume-in-transaction = false

# The least severe finding that makes `floodwall check` exit with 1: "error", "warning", "info" or "never".
#fail-on = "error"

# Rules by id, by group (see `floodwall rules`), or "default", "strict" (those that are off by default) and "all".
#select = ["default"]
#ignore = ["drop-table"]

# What to leave alone in folders, and what to restrict the look to, with patterns as in .gitignore.
#exclude = ["vendor/", "*.generated.sql"]
#include = ["db/**", "migrations/"]

# Names of the files to look at in folders.
#extensions = ["{extensions}"]
#max-file-size = "64 MB"

# Functions and methods that run the SQL they are given, where Floodwall does not find out by itself; behind the
# colon which argument it is, or its name.
#sinks = ["run_query", "app.db.report:1", "run_query:sql"]

# Environment variables that switch a guard of yours off: reported where the source sets them.
#override-variables = ["APP_ALLOW_WIPE"]

# Findings to live with for now; `floodwall check --write-baseline FILE` writes them.
#baseline = "floodwall-baseline.json"

# Threads, up to {most_jobs}; 0 is one per core.
#jobs = 0

# A file that says what the database holds, where the repository does not: what `pg_dump --schema-only` or
# `floodwall schema --from postgres://…` writes.
[schema]
#snapshot = "schema.sql"

# C and C++ are read with a compiler's help where a compilation database tells how they are built.
[cpp]
#compile-commands = "build/compile_commands.json"
#time-limit = 60

# How severe the findings of a rule or a group are: "error", "warning", "info" or "off".
[rules]
#drop-table = "error"
#robustness = "warning"

# What differs for some files. The last override that matches wins.
#[[override]]
#paths = ["db/dumps/"]
#ignore = ["drop-table"]
#rules = {{ truncate-table = "off" }}
#assume-in-transaction = true

# Files for another database are left out: "{dialects}".
#[[override]]
#paths = ["legacy/mysql/**"]
#dialect = "mysql"
)toml",
      fmt::arg("oldest", oldest_pg_version), fmt::arg("newest", newest_pg_version),
      fmt::arg("extensions", fmt::join(default_extensions(), separator)), fmt::arg("most_jobs", most_jobs),
      fmt::arg("dialects", fmt::join(std::span(dialect_names).subspan<1>(), separator)));
}

}  // namespace

int init_command(int argc, char** argv) {
  const std::unique_ptr<CLI::App> parser =
      make_parser("Writes a commented floodwall.toml into the current folder.", "floodwall init");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  const int file = ::open(configuration_name.data(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  int problem = file == -1 ? errno : write_all(file, starting_text());
  if (file != -1 && ::close(file) != 0 && problem == 0) problem = errno;
  if (problem == EEXIST) {
    complain(fmt::format("{} is there already and stays as it is", configuration_name));
    return exit_trouble;
  }
  if (problem != 0) {
    complain(fmt::format("{}: cannot be written: {}", configuration_name, std::strerror(problem)));
    return exit_trouble;
  }
  return print(fmt::format("{} written\n", configuration_name));
}

}  // namespace floodwall
