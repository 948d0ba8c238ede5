#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "integrations/cli/arguments.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/cli/guard/commands.h"
#include "integrations/cli/guard/protection_sql.h"

namespace floodwall {

int guard_install_sql_command(int argc, char** argv) {
  std::vector<std::string> tables;
  std::string schema = "floodwall";
  bool takes_away = false;
  const std::unique_ptr<CLI::App> parser = make_parser(
      "Prints SQL that makes the database itself refuse TRUNCATE and DROP of tables, and the loss of "
      "their columns, also to superusers. For psql.",
      "floodwall guard install-sql");
  parser->add_option("TABLE", tables, "Tables, with what inherits from them and their partitions")
      ->type_name("");
  parser->add_option("--schema", schema, "Keep what it needs in this schema")->type_name("NAME");
  parser->add_flag("--uninstall", takes_away, "Print what takes all of that away again");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  if (tables.empty() != takes_away) {
    complain(takes_away ? "guard install-sql: --uninstall is about all tables"
                        : "guard install-sql: which tables are to be protected?");
    return exit_trouble;
  }
  return print(takes_away ? unprotection_sql(schema) : protection_sql(schema, tables));
}

}  // namespace floodwall
