#include <memory>
#include <optional>
#include <string>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "analyzer/report/explain.h"
#include "analyzer/rule/registry.h"
#include "analyzer/text/spelling.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"

namespace floodwall {

int explain_command(int argc, char** argv) {
  std::string id;
  const std::unique_ptr<CLI::App> parser =
      make_parser("Says what a rule finds, why that matters and what to do.", "floodwall explain");
  parser->add_option("RULE", id, "Id of the rule; `floodwall rules` lists them")->required()->type_name("");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  const RegisteredRule* rule = find_rule(id);
  if (rule == nullptr) rule = find_rule_by_alias(id);
  if (rule == nullptr) {
    complain(fmt::format("there is no rule \"{}\"{}", id, did_you_mean(nearest_rule(id))));
    return exit_trouble;
  }
  return print(explain(*rule));
}

}  // namespace floodwall
