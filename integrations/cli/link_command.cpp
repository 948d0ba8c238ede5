#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "analyzer/base/result.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/tally.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/check_options.h"
#include "integrations/cli/check_report.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/facts_file.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/known_project.h"
#include "integrations/workspace/project_link.h"

namespace floodwall {
namespace {

ProjectLink::Outcome linked(const std::vector<NamedFacts>& facts) {
  std::vector<FoundFile> files;
  for (const NamedFacts& each : facts) files.push_back({each.path, each.path});
  std::vector<ToldFile> told;
  for (std::size_t i = 0; i < files.size(); ++i)
    told.push_back({&files[i], &facts[i].facts, facts[i].project});
  return ProjectLink(std::move(told), {}).outcome();
}

/// The paths that the others have something to say about, one a line.
std::string paths_of(const std::vector<NamedFacts>& facts, const std::vector<std::size_t>& positions) {
  std::string text;
  for (const std::size_t i : positions) text += facts[i].path + "\n";
  return text;
}

std::string summary(const std::vector<NamedFacts>& facts, const ProjectLink::Outcome& outcome) {
  std::string text = fmt::format("{} linked; tables, views and sequences that they define: {}\n",
                                 counted(facts.size(), "file"), outcome.schema.relations);
  for (const std::string& reason : outcome.schema.open) text += fmt::format("  {}\n", printable(reason));
  return text;
}

}  // namespace

int link_command(int argc, char** argv) {
  std::vector<std::string> shards;
  CheckOptions options;
  const std::unique_ptr<CLI::App> parser = make_parser(
      "Puts the facts of all parts of a repository together, and lists the files that the others have "
      "something to say about.",
      "floodwall link");
  parser->add_option("FACTS", shards, "What `floodwall facts` wrote, one file for each part")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->required()
      ->type_name("");
  std::string merged_file;
  parser
      ->add_option("-o,--output", merged_file,
                   "Write the facts of all parts into this file, for `floodwall check --project`")
      ->type_name("FILE");
  parser->add_flag("-q,--quiet", options.quiet, "No summary");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  const Result<std::vector<NamedFacts>> facts = read_facts_files(shards);
  if (!facts) {
    complain(facts.error().message);
    return exit_trouble;
  }
  const ProjectLink::Outcome outcome = linked(*facts);
  if (!merged_file.empty()) {
    const Result<std::string> text = print_facts(*facts);
    if (!text) {
      complain(text.error().message);
      return exit_trouble;
    }
    options.output = merged_file;
    if (const int status = deliver(*text, options); status != exit_clean) return status;
  }
  const int status = print(paths_of(*facts, outcome.concerned));
  if (!options.quiet) remark(summary(*facts, outcome));
  return status;
}

}  // namespace floodwall
