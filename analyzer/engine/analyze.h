#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/rule_set.h"
#include "analyzer/rule/analysis_settings.h"
#include "analyzer/text/source_file.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// Why something was not looked at or not reported. Shown on request, never counted.
struct Silence {
  Span at;  ///< file bytes
  std::string message;
};

/// What the analysis of one file yields.
struct FileAnalysis {
  std::vector<Diagnostic> diagnostics;  ///< by position, then by rule
  std::vector<Silence> silences;
  std::string skipped;         ///< why nothing is said about the file ("it is MySQL: …"); empty otherwise
  std::size_t statements = 0;  ///< looked at, bodies included, parsed or not
  std::size_t suppressed = 0;  ///< findings that a comment silenced
};

/// Looks at the fragments of one file, in order. Never fails; what is wrong with the SQL is in the result.
/// The same input gives the same result on any thread. Keeps no reference to its arguments.
FileAnalysis analyze(const SourceFile& file, std::span<const SqlFragment> fragments, const RuleSet& rules,
                     const AnalysisSettings& settings);

}  // namespace floodwall
