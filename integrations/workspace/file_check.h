#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/analyze.h"
#include "analyzer/text/source_file.h"
#include "frontends/cpp/semantic_facts.h"
#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/cache/content_key.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/project_facts.h"
#include "integrations/workspace/project_link.h"
#include "integrations/workspace/run.h"

namespace floodwall {

/// What a run finds in one file.
struct FileCheck {
  std::unique_ptr<SourceFile> source;  ///< only if there is something to say about it
  std::vector<Diagnostic> diagnostics;
  std::vector<Silence> silences;
  std::string unread;      ///< why it was not read or not written, if so
  std::string skipped;     ///< why it was not checked, if so
  std::string partial;     ///< what of it was not read, if something was not
  bool was_known = false;  ///< it stood in the cache
  std::size_t bytes = 0;
  std::size_t statements = 0;
  std::size_t suppressed = 0;
  /// Rule and place of all findings, also of those that a comment or the baseline silences; only where a
  /// compiler is asked.
  std::vector<std::pair<std::string, Span>> said;
  std::size_t in_baseline = 0;
  std::size_t fixes = 0;
  std::string diff;
  std::optional<std::string> fixed_input;
  ProjectFacts facts;    ///< what the file tells the others
  ContentKey facts_key;  ///< what they depend on, if there is a cache
};

/// In what light a file is looked at.
struct FileContext {
  /// What the other files say. Without it the file is looked at alone, and nothing is fixed in it: what is
  /// found may still change.
  const ProjectLink* link = nullptr;
  ContentKey told = {};                         ///< what stands for that: ProjectLink::told_to
  const cpp::SemanticFile* semantic = nullptr;  ///< what a compiler knows of it
  FactsWanted facts = FactsWanted::Yes;
  std::unique_ptr<SourceFile> source = {};  ///< the text, if it has been read already
  std::vector<std::string> ways_back = {};  ///< SqlOfFile::ways_back
};

/// Reads, checks and, if asked to, fixes one file. `id` is its position in the run. Adds the time it takes to
/// `times`.
FileCheck check_file(const FoundFile& file, FileId id, const RunRequest& request,
                     const Configuration& configuration, const FileSettings& settings, StageTimes& times,
                     FileContext context = {});

/// What a file tells the others; nothing if it cannot be read.
ProjectFacts facts_of(const FoundFile& file, const Configuration& configuration, const FileSettings& settings,
                      Cache* cache, StageTimes& times);

}  // namespace floodwall
