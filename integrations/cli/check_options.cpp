#include "integrations/cli/check_options.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "analyzer/base/result.h"
#include "analyzer/rule/registry.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/check_report.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/rule_selection.h"
#include "integrations/workspace/run.h"

namespace floodwall {
namespace {

const std::vector<std::string> levels = {"error", "warning", "info", "never"};
const std::map<std::string, ColorChoice> colors = {
    {"auto", ColorChoice::Auto}, {"always", ColorChoice::Always}, {"never", ColorChoice::Never}};

void add_lists(CLI::App& parser, CheckOptions& options) {
  const auto add = [&parser](const std::string& name, std::vector<std::string>& target,
                             const std::string& text) {
    parser.add_option(name, target, text)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("IDS");
  };
  add("--select", options.select, "Run only these rules: ids, groups, default, strict or all, with commas");
  add("--ignore", options.ignore, "Do not run these rules");
  parser
      .add_option("PATH", options.paths,
                  "Files and folders; - is standard input; by default the current folder")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("");
}

void add_options(CLI::App& parser, CheckOptions& options) {
  add_lists(parser, options);
  const auto text = [&parser](const std::string& name, std::string& target, const std::string& type,
                              const std::string& description) {
    return parser.add_option(name, target, description)->type_name(type);
  };
  const std::vector<std::string> formats = report_formats();
  text("--format", options.format, "FORM", fmt::format("Of the report: {}", fmt::join(formats, ", ")))
      ->check(CLI::IsMember(formats).description(""));
  text("-o,--output", options.output, "FILE", "Write the report to a file");
  text("--config", options.config, "FILE", "Use this file instead of the nearest floodwall.toml");
  text("--fail-on", options.fail_on, "LEVEL",
       "Exit with 1 from error (the default), warning or info on, or never")
      ->check(CLI::IsMember(levels).description(""));
  parser
      .add_flag("--fix{safe}", options.fix,
                "Apply the fixes that keep the meaning; --fix=review: all of them")
      ->check(CLI::IsMember({"safe", "review"}).description(""));
  parser.add_flag(
      "--diff", options.diff,
      "Print what --fix would change and change nothing; exit with 1 if there is something to fix");
  text("--baseline", options.baseline, "FILE", "Leave out the findings that this file lists");
  text("--write-baseline", options.write_baseline, "FILE", "Write all present findings into this file");
  text("--stdin-filename", options.stdin_filename, "NAME", "What to call standard input");
  text("--changed-since", options.changed_since, "REV",
       "Check only files that differ from this git revision");
  parser.add_option("-j,--jobs", options.jobs, "Threads (default: one per core)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, most_jobs).description(""));
  text("--compile-commands", options.compile_commands, "PATH",
       "The compile_commands.json for C and C++, or its folder, instead of the nearest");
  parser
      .add_option(
          "--project", options.project,
          "What the rest of the repository tells, from `floodwall facts` or `floodwall link`, instead of "
          "reading it; may be given several times")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("FACTS");
  parser.add_flag("--no-cache", options.no_cache, "Look at every file anew; keep nothing for the next run");
  parser
      .add_option("--pg-version", options.pg_version,
                  "Major version of the server (default: 17); no rule asks for it yet")
      ->type_name("N")
      ->check(CLI::Range(oldest_pg_version, newest_pg_version).description(""));
  parser.add_flag("--assume-in-transaction", options.assume_in_transaction,
                  "Scripts are run inside BEGIN … COMMIT; no rule asks for it yet");
  parser.add_flag("--force-exclude", options.force_exclude,
                  "Apply `exclude` also to files that are named here");
  parser.add_flag("--statistics", options.statistics,
                  "Count findings per rule, files per type, and time per stage");
  parser.add_flag("--explain-silence", options.explain_silence,
                  "Say what was not looked at or not reported, and why");
  parser.add_flag("-q,--quiet", options.quiet, "No summary and no progress");
  parser
      .add_option_function<std::string>(
          "--color", [&](const std::string& when) { options.color = colors.at(when); },
          "auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""));
}

/// Options that exclude each other; empty if all is well.
std::string_view contradiction(const CheckOptions& options) {
  if (!options.write_baseline.empty() && (options.diff || !options.fix.empty())) {
    return "--write-baseline does not go with --fix or --diff";
  }
  if (std::ranges::find(options.paths, "") != options.paths.end()) return "a path is empty";
  const auto is_input = [](const std::string& path) { return path == "-"; };
  if (1 < std::ranges::count_if(options.paths, is_input)) return "standard input can be read only once";
  return "";
}

/// The folder to look for floodwall.toml from.
std::string start_folder(const CheckOptions& options) {
  std::string path = options.paths.front();
  if (path == "-") path = options.stdin_filename.empty() ? "." : folder_of(options.stdin_filename);
  struct stat status;
  if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) path = folder_of(path);
  const std::optional<std::string> real = real_path(path);
  return real ? *real : real_path(".").value_or("/");
}

/// The rules that lists of names, each with commas, stand for.
Result<std::vector<const RegisteredRule*>> rules_of(const std::vector<std::string>& lists,
                                                    std::string_view option) {
  std::vector<const RegisteredRule*> rules;
  for (const std::string_view list : lists) {
    if (list.find_first_not_of(", ") == std::string_view::npos) {
      return failure(fmt::format("check: {} needs a value", option));
    }
    for (const auto part : std::views::split(list, ',')) {
      std::string name(part.begin(), part.end());
      std::erase(name, ' ');
      if (name.empty()) continue;
      const Result<std::vector<const RegisteredRule*>> named = rules_named(name);
      if (!named) return failure(fmt::format("{}: {}", option, named.error().message));
      rules.insert(rules.end(), named->begin(), named->end());
    }
  }
  return rules;
}

Result<Configuration> read(const CheckOptions& options) {
  if (!options.config.empty()) return read_configuration(options.config);
  const std::string folder = start_folder(options);
  const std::string file = find_configuration(folder);
  const std::string here = real_path(".").value_or("/");
  if (file.empty()) return default_configuration(here);
  const bool is_below = file.starts_with(here == "/" ? here : here + "/");
  return read_configuration(is_below ? relative_to(file, here) : file);
}

}  // namespace

FixRequest CheckOptions::fixes() const {
  using enum FixRequest::Use;
  return {.use = diff          ? Diff
                 : fix.empty() ? None
                               : Apply,
          .up_to = fix == "review" ? FixSafety::NeedsReview : FixSafety::Safe};
}

bool CheckOptions::reads_standard_input() const { return std::ranges::find(paths, "-") != paths.end(); }

std::variant<CheckOptions, int> parse_check_options(int argc, char** argv) {
  CheckOptions options;
  const std::unique_ptr<CLI::App> parser =
      make_parser("Looks for dangerous SQL in files and folders.", "floodwall check");
  add_options(*parser, options);
  parser->footer(
      "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 bad usage, configuration or unreadable "
      "input.");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  if (options.paths.empty()) options.paths.emplace_back(options.stdin_filename.empty() ? "." : "-");
  if (const std::string_view problem = contradiction(options); !problem.empty()) {
    complain(fmt::format("check: {}", problem));
    return exit_trouble;
  }
  return options;
}

Result<Configuration> configure(const CheckOptions& options) {
  Result<Configuration> configuration = read(options);
  if (!configuration) return configuration;
  if (!options.select.empty()) {
    Result<std::vector<const RegisteredRule*>> rules = rules_of(options.select, "--select");
    if (!rules) return std::unexpected(std::move(rules.error()));
    configuration->select = std::move(*rules);
    configuration->select_only = true;
    configuration->ignore.clear();
  }
  const Result<std::vector<const RegisteredRule*>> ignored = rules_of(options.ignore, "--ignore");
  if (!ignored) return std::unexpected(ignored.error());
  configuration->ignore.insert(configuration->ignore.end(), ignored->begin(), ignored->end());
  if (!options.fail_on.empty()) configuration->fail_on = *fail_on_named(options.fail_on);
  if (!options.compile_commands.empty()) configuration->compile_commands = options.compile_commands;
  if (!options.baseline.empty()) configuration->baseline = options.baseline;
  if (options.jobs != 0) configuration->jobs = options.jobs;
  if (options.pg_version != 0) configuration->analysis.pg_version = options.pg_version;
  if (options.assume_in_transaction) configuration->analysis.assume_in_transaction = true;
  return configuration;
}

}  // namespace floodwall
