#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "analyzer/base/result.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/check_options.h"
#include "integrations/cli/check_report.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/facts_file.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/known_project.h"
#include "integrations/workspace/project_files.h"

namespace floodwall {

int facts_command(int argc, char** argv) {
  CheckOptions options;
  std::string format = "facts";
  const std::unique_ptr<CLI::App> parser = make_parser(
      "Writes down what files tell about the schema and about each other, for `floodwall link` and "
      "`floodwall check --project`.",
      "floodwall facts");
  parser->add_option("PATH", options.paths, "Files and folders; the current folder by default")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("");
  parser->add_option("--format", format, "facts, which this build of the program reads, or json for people")
      ->check(CLI::IsMember({"facts", "json"}))
      ->type_name("");
  parser->add_option("--config", options.config, "Use this file instead of the nearest floodwall.toml")
      ->type_name("FILE");
  parser->add_option("-o,--output", options.output, "Write to this file instead of standard output")
      ->type_name("FILE");
  parser->add_flag("--no-cache", options.no_cache, "Look at every file anew; keep nothing for the next run");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  const bool to_terminal = (options.output.empty() || options.output == "-") && ::isatty(STDOUT_FILENO) == 1;
  if (format == "facts" && to_terminal) {
    complain("facts: these bytes are not for a terminal: name a file with --output, or use --format json");
    return exit_trouble;
  }
  if (options.paths.empty()) options.paths.emplace_back(".");
  const Result<Configuration> configuration = configure(options);
  if (!configuration) {
    complain(configuration.error().message);
    return exit_trouble;
  }
  FoundFiles found = find_files(options.paths, {.extensions = configuration->extensions,
                                                .exclude = configuration->exclude,
                                                .include = {},  // says what is checked, not what there is
                                                .base = configuration->folder});
  if (!options.output.empty() && holds(found, options.output)) {
    complain("facts: --output would write over a file that is to be read");
    return exit_trouble;
  }
  add_snapshot(*configuration, found.files);
  const std::unique_ptr<Cache> cache = options.no_cache ? nullptr : cache_of(*configuration);
  const std::vector<NamedFacts> facts =
      facts_of_files(found.files, *configuration, cache.get(), found.unread);
  if (cache != nullptr) cache->save();
  const Result<std::string> text = format == "json" ? facts_json(facts) : print_facts(facts);
  if (!text) {
    complain(text.error().message);
    return exit_trouble;
  }
  const int status = deliver(*text, options);
  for (const UnreadPath& unread : found.unread) complain(fmt::format("{}: {}", unread.path, unread.reason));
  return found.unread.empty() ? status : exit_trouble;
}

}  // namespace floodwall
