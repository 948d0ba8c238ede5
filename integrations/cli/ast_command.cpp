#include <memory>
#include <optional>
#include <string>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "analyzer/base/result.h"
#include "analyzer/sql/ast_text.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/read_file.h"

namespace floodwall {

int ast_command(int argc, char** argv) {
  std::string sql;
  const std::unique_ptr<CLI::App> parser = make_parser("Prints PostgreSQL's parse tree.", "floodwall ast");
  parser->add_option("SQL", sql, "The statements in quotes; - is standard input")->required()->type_name("");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  if (sql == "-") {
    Result<std::string> input = read_standard_input();
    if (!input) {
      complain(fmt::format("standard input {}", input.error().message));
      return exit_trouble;
    }
    sql = std::move(*input);
  }
  const Result<std::string> text = ast_text(sql);
  if (!text) {
    complain(text.error().message);
    return exit_trouble;
  }
  return print(*text);
}

}  // namespace floodwall
