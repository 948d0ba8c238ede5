#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/analyze.h"
#include "analyzer/engine/rule_set.h"
#include "analyzer/rule/analysis_settings.h"

namespace floodwall {

/// Another file of the project.
struct LintFile {
  std::string path;
  std::string text;
};

struct LintOptions {
  std::string path = "script.sql";  ///< migration tools and other databases show in it
  AnalysisSettings analysis = {};
  const RuleSet* rules = nullptr;     ///< those that are on by default if null
  std::vector<LintFile> beside = {};  ///< what else the project consists of
};

/// Whether the text is SQL itself, not a program that holds some.
bool is_sql(const LintOptions& options);

/// What `floodwall check` finds in this file of a project, without files, configuration and baseline.
FileAnalysis analyze_text(std::string_view text, const LintOptions& options = {});
std::vector<Diagnostic> lint(std::string_view text, const LintOptions& options = {});

/// The sets that tests run with; made once, shared by all threads.
const RuleSet& default_rule_set();
const RuleSet& full_rule_set();

/// "12:3: error truncate-cascade on "TRUNCATE orders CASCADE": truncating orders …", for messages of tests.
std::string describe(std::string_view text, const Diagnostic& diagnostic);

}  // namespace floodwall
