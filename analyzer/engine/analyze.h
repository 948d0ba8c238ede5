#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/file_facts.h"
#include "analyzer/engine/link.h"
#include "analyzer/engine/rule_set.h"
#include "analyzer/engine/text_analysis.h"
#include "analyzer/rule/analysis_settings.h"
#include "analyzer/text/source_file.h"
#include "analyzer/text/sql_of_file.h"

namespace floodwall {

/// What the analysis of one file yields.
struct FileAnalysis {
  std::vector<Diagnostic> diagnostics;  ///< by position, then by rule
  std::vector<Silence> silences;
  std::string skipped;         ///< why nothing is said about the file ("it is MySQL: …"); empty otherwise
  std::size_t statements = 0;  ///< looked at, bodies included, parsed or not
  std::size_t suppressed = 0;  ///< findings that a comment silenced
  FileFacts facts;             ///< what the file tells about the schema, and asks
};

/// Whether a text that only looks like SQL (Certainty::Shape) is: PostgreSQL parses all of it. True of
/// others.
bool is_sql(const SqlFragment& fragment);

/// Looks at what a frontend found in one file. The fragments of a routine are one run: what an earlier one
/// makes is new to the later ones. Never fails; what is wrong with the SQL is in the result. The same input
/// gives the same result on any thread. Keeps no reference to its arguments.
/// Without `project` the file is looked at alone.
FileAnalysis analyze(const SourceFile& file, const SqlOfFile& sql, const RuleSet& rules,
                     const AnalysisSettings& settings, const Project* project = nullptr,
                     FactsWanted facts = FactsWanted::Yes);

}  // namespace floodwall
