#include <memory>
#include <optional>
#include <string>
#include <variant>

#include <CLI/CLI.hpp>

#include "analyzer/report/schema_report.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/catalog_source.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/exit_status.h"

namespace floodwall {
namespace {

std::string formatted(const Catalog& catalog, const std::string& format) {
  if (format == "json") return schema_json(catalog);
  if (format == "dot") return schema_dot(catalog);
  return schema_sql(catalog);
}

}  // namespace

int schema_command(int argc, char** argv) {
  CatalogSource source;
  std::string format = "sql";
  const std::unique_ptr<CLI::App> parser = make_parser(
      "Prints the schema that SQL scripts define, or that a running server has.", "floodwall schema");
  add_options(*parser, source);
  parser->add_option("--format", format, "sql, json, or dot for Graphviz")
      ->check(CLI::IsMember({"sql", "json", "dot"}))
      ->type_name("");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  const std::variant<SourcedCatalog, int> found = catalog_from(source);
  if (const int* status = std::get_if<int>(&found)) return *status;
  const SourcedCatalog& sourced = std::get<SourcedCatalog>(found);
  const int status = deliver(formatted(sourced.catalog, format), source);
  return sourced.is_incomplete ? exit_trouble : status;
}

}  // namespace floodwall
