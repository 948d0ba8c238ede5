#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/diagnostics/severity.h"
#include "analyzer/report/setting_names.h"
#include "analyzer/rule/analysis_settings.h"
#include "analyzer/rule/registry.h"
#include "frontends/frontend.h"
#include "integrations/workspace/glob.h"
#include "integrations/workspace/read_file.h"
#include "integrations/workspace/rule_selection.h"

namespace floodwall {

/// What differs for some paths: one `[[override]]` table.
struct Override {
  GlobList paths;
  std::vector<const RegisteredRule*> ignore;
  RuleLevels rules;
  std::optional<std::string> dialect;
  std::optional<bool> assume_in_transaction;
};

/// From which severity on a finding makes the run fail.
struct FailOn {
  std::optional<Severity> severity = Severity::Error;  ///< none: never
};

/// How a run is set up: the defaults, then floodwall.toml, then the command line.
struct Configuration {
  std::string file;    ///< the floodwall.toml that was read; empty if there is none
  std::string folder;  ///< absolute; `exclude` and the like see paths from here
  AnalysisSettings analysis;
  FailOn fail_on;
  std::optional<std::vector<const RegisteredRule*>> select;  ///< none: those that are on by default
  bool select_only = false;  ///< said on the command line: `rules` switches nothing on or off
  std::vector<const RegisteredRule*> ignore;
  RuleLevels rules;
  std::vector<Override> overrides;
  GlobList exclude;
  GlobList include;
  std::vector<std::string> extensions;
  std::vector<ConfiguredSink> sinks;
  /// A compile_commands.json, or the folder that holds it: path as from the current folder; empty: the
  /// nearest.
  std::string compile_commands;
  std::chrono::seconds compile_time_limit{60};  ///< for one file of C++
  std::uint64_t max_file_size = default_max_file_size;
  std::string baseline;  ///< path as from the current folder; empty: none
  /// A file of DDL that says what the database holds, wherever it stands: path as from the current folder;
  /// empty: none.
  std::string snapshot;
  std::size_t jobs = 0;  ///< 0: as many as there are cores
};

constexpr std::string_view configuration_name = "floodwall.toml";

/// What holds where nothing is configured. `folder` is absolute.
Configuration default_configuration(const std::string& folder);

/// The nearest floodwall.toml at or above `folder` (absolute); empty if there is none.
std::string find_configuration(std::string folder);

/// `text` is the content of `file`, which is as people see it. Every error begins with "file:line:column: ".
Result<Configuration> parse_configuration(const std::string& file, std::string_view text);

/// Reads and parses.
Result<Configuration> read_configuration(const std::string& file);

Result<FailOn> fail_on_named(std::string_view name);

/// "64 MB", "512KB", "1000000".
std::optional<std::uint64_t> size_named(std::string_view text);

}  // namespace floodwall
