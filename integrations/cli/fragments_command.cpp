#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "analyzer/base/result.h"
#include "analyzer/engine/analyze.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/tally.h"
#include "analyzer/text/line_index.h"
#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/check_options.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/compiler_choice.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/project_files.h"
#include "integrations/workspace/read_file.h"
#include "integrations/workspace/semantic_files.h"

namespace floodwall {
namespace {

/// Whether all of it is known: what a driver fills in does not count.
bool is_static(const SqlFragment& fragment) {
  return std::ranges::all_of(fragment.holes, [](const Hole& hole) { return hole.kind == HoleKind::Bind; });
}

std::string json_line(const SourceFile& file, const LineIndex& lines, const SqlFragment& fragment) {
  const Span at = fragment.map.locate({0, static_cast<std::uint32_t>(fragment.sql.size())});
  const LineColumn begin = lines.at(at.begin);
  nlohmann::ordered_json line = {{"file", file.path()},    {"line", begin.line},
                                 {"column", begin.column}, {"end_line", lines.at(at.end).line},
                                 {"api", fragment.api},    {"static", is_static(fragment)},
                                 {"text", fragment.sql}};
  if (fragment.is_lowered) line["lowered"] = true;  // stands for calls: nobody wrote it
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string text_line(const SourceFile& file, const LineIndex& lines, const SqlFragment& fragment) {
  constexpr std::size_t longest = 200;
  const Span at = fragment.map.locate({0, static_cast<std::uint32_t>(fragment.sql.size())});
  const LineColumn begin = lines.at(at.begin);
  const bool is_cut = longest < fragment.sql.size();
  return fmt::format("{}:{}:{}: [{}] {}{}\n", printable(file.path()), begin.line, begin.column, fragment.api,
                     printable(fragment.sql.substr(0, longest)), is_cut ? "…" : "");
}

/// What a compiler knows of those of the files that are worth it. `facts` stand beside the files.
SemanticFiles ask_compiler(std::span<const FoundFile> files, const std::vector<ProjectFacts>& facts,
                           Compiler* compiler, const Configuration& configuration) {
  std::vector<const FoundFile*> units;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (facts[i].host.is_worth_compiling) units.push_back(&files[i]);
  }
  if (compiler == nullptr || units.empty()) return {};
  SemanticFiles known(units, compiler->root, compiler->databases, compiler->workers, nullptr,
                      configuration.jobs);
  for (const UnreadPath& each : known.troubles())
    complain(fmt::format("note: {}: read by its syntax alone: {}", each.path, each.reason));
  for (const auto& [unit, missing] : known.missing())
    complain(fmt::format("note: {}: read without {}", unit, counted(missing, "header")));
  return known;
}

}  // namespace

int fragments_command(int argc, char** argv) {
  CheckOptions options;
  std::string format = "text";
  const std::unique_ptr<CLI::App> parser =
      make_parser("Prints the SQL that is found in files, one line each.", "floodwall fragments");
  parser->add_option("PATH", options.paths, "Files and folders")
      ->required()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("");
  parser->add_option("--format", format, "Form of the lines")
      ->check(CLI::IsMember({"text", "jsonl"}))
      ->type_name("");
  parser->add_option("--config", options.config, "Use this file instead of the nearest floodwall.toml")
      ->type_name("FILE");
  parser
      ->add_option("--compile-commands", options.compile_commands,
                   "The compile_commands.json for C and C++, or its folder, instead of the nearest")
      ->type_name("PATH");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  const Result<Configuration> configuration = configure(options);
  if (!configuration) {
    complain(configuration.error().message);
    return exit_trouble;
  }

  FoundFiles found = find_files(options.paths, {.extensions = configuration->extensions,
                                                .exclude = configuration->exclude,
                                                .include = configuration->include,
                                                .base = configuration->folder});
  std::vector<FoundFile> host_files;
  std::ranges::copy_if(found.files, std::back_inserter(host_files),
                       [](const FoundFile& file) { return is_host_path(file.path); });
  const std::size_t asked_for = host_files.size();
  if (asked_for != 0) {
    std::ranges::copy_if(files_around(found.files, found.whole, *configuration),
                         std::back_inserter(host_files),
                         [](const FoundFile& file) { return is_host_path(file.path); });
  }
  StageTimes times;
  const std::vector<ProjectFacts> facts = read_facts(host_files, *configuration, nullptr, times);
  std::vector<const host::HostFacts*> all_facts;
  for (const ProjectFacts& each : facts) all_facts.push_back(&each.host);
  const host::HostProjects projects(all_facts);

  const Result<std::unique_ptr<Compiler>> compiler = compiler_for(options, *configuration);
  if (!compiler) {
    complain(compiler.error().message);
    return exit_trouble;
  }
  const SemanticFiles semantic =
      ask_compiler(std::span(host_files).first(asked_for), facts, compiler->get(), *configuration);

  WorkTrees work_trees;
  for (std::size_t i = 0; i < found.files.size(); ++i) {
    const std::string& path = found.files[i].path;
    Result<std::string> text = read_file(path, configuration->max_file_size);
    if (!text) {
      found.unread.push_back({path, text.error().message});
      continue;
    }
    const SourceFile file(static_cast<FileId>(i), path, std::move(*text));
    const LineIndex lines(file.text());
    FoundSql sql = find_sql(file,
                            {.path_for_tools = path_for_tools(found.files[i], *configuration, work_trees),
                             .sinks = configuration->sinks,
                             .semantic = semantic.of(found.files[i])},
                            projects);
    if (!sql.skipped.empty()) complain(fmt::format("{}: not looked at: {}", path, sql.skipped));
    if (!sql.partial.empty()) complain(fmt::format("{}: read in part: {}", path, sql.partial));
    std::erase_if(sql.fragments, [](const SqlFragment& fragment) { return !is_sql(fragment); });
    std::ranges::stable_sort(sql.fragments, {}, [](const SqlFragment& fragment) {
      return fragment.map.locate({0, static_cast<std::uint32_t>(fragment.sql.size())}).begin;
    });
    std::string out;
    for (const SqlFragment& fragment : sql.fragments) {
      out += format == "jsonl" ? json_line(file, lines, fragment) : text_line(file, lines, fragment);
    }
    if (print(out) != exit_clean) return exit_trouble;
  }
  for (const UnreadPath& unread : found.unread) complain(fmt::format("{}: {}", unread.path, unread.reason));
  return found.unread.empty() ? exit_clean : exit_trouble;
}

}  // namespace floodwall
