#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/rule_set.h"
#include "analyzer/rule/analysis_settings.h"
#include "frontends/frontend.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/git_listing.h"

namespace floodwall {

/// What holds for the files whose paths match the same overrides.
struct PathSettings {
  RuleSet rules;
  std::map<std::string_view, Severity>
      severities;  ///< by rule id: where the configuration differs from the rule
  AnalysisSettings analysis;
  FrontendSettings frontend;
};

/// The path by whose names migration tools, directions and databases are told, whatever folder the program
/// runs in: seen from the top of the work tree, else from the folder of floodwall.toml, else the last few
/// names. What stands above says nothing about the file.
std::string path_for_tools(const FoundFile& file, const Configuration& configuration, WorkTrees& work_trees);

/// What holds for one file. Lives no longer than what it was taken from.
struct FileSettings {
  const PathSettings& by_overrides;
  const std::string& path_for_tools;

  FrontendSettings frontend() const;
};

/// Makes each combination of overrides once. Immutable after construction: threads share it.
class SettingsByPath {
 public:
  SettingsByPath(const Configuration& configuration, std::span<const FoundFile> files);

  FileSettings of(std::size_t file) const { return {*by_file_[file], paths_for_tools_[file]}; }
  /// Every rule that runs on some file, by path of the rule.
  const std::vector<const RegisteredRule*>& rules() const { return rules_; }

 private:
  std::map<std::vector<std::size_t>, std::unique_ptr<PathSettings>> by_overrides_;  ///< their positions
  std::vector<const PathSettings*> by_file_;
  std::vector<std::string> paths_for_tools_;
  std::vector<const RegisteredRule*> rules_;
};

/// The configured severities instead of the rules' own.
void apply_severities(std::vector<Diagnostic>& diagnostics, const PathSettings& settings);

}  // namespace floodwall
