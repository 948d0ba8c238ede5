#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/diagnostics/fix.h"
#include "analyzer/engine/baseline.h"
#include "analyzer/report/report.h"
#include "analyzer/text/source_file.h"
#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/clang_workers.h"
#include "integrations/workspace/compilation_database.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/project_link.h"

namespace floodwall {

/// What becomes of the fixes.
struct FixRequest {
  enum class Use {
    None,
    Apply,  ///< into the files; the text of standard input goes to `fixed_input`
    Diff,   ///< into `diff`; nothing is written
  };
  Use use = Use::None;
  FixSafety up_to = FixSafety::Safe;
};

/// Findings that are known, and the absolute folder that their paths start from.
struct KnownFindings {
  Baseline baseline;
  std::string folder;
};

/// What stands around the files of a run, where it has been read already.
struct KnownProject {
  std::vector<FoundFile> files;
  std::vector<ProjectFacts> facts;    ///< beside them
  std::vector<std::string> projects;  ///< beside them: `inner_projects_of`
};

/// Who can tell what a compiler knows of files of C++.
struct Compiler {
  std::string root;  ///< absolute: headers below it are looked at, too
  CompilationDatabases databases;
  ClangWorkers workers;
};

struct RunRequest {
  std::span<const FoundFile> files;         ///< by path
  std::span<const std::string> whole = {};  ///< FoundFiles::whole
  const KnownFindings* known = nullptr;
  const KnownProject* project = nullptr;  ///< none: the files around are found and read
  FixRequest fix;
  Compiler* compiler = nullptr;  ///< none: C++ is read by its syntax alone
  Cache* cache = nullptr;        ///< none: everything is looked at anew
  bool keep_silences = false;
  bool show_progress = false;
};

/// What was read of one kind of file, by the last extension of its name.
struct FileTypeCount {
  std::size_t files = 0;
  std::size_t bytes = 0;
  std::size_t statements = 0;
};

/// Seconds of work, summed over the threads.
struct StageTimes {
  double read = 0;
  double find_sql = 0;
  double analyze = 0;
  double link = 0;        ///< what the files say to each other
  double look_again = 0;  ///< all of the above for those that the others have something to say about
  double fix = 0;

  void add(const StageTimes& other) {
    read += other.read;
    find_sql += other.find_sql;
    analyze += other.analyze;
    link += other.link;
    look_again += other.look_again;
    fix += other.fix;
  }
};

/// What a run has found. The order does not depend on threads.
struct RunResult {
  std::vector<std::unique_ptr<SourceFile>> sources;  ///< what `files` points to
  std::vector<ReportedFile> files;                   ///< by path; only those with something to say
  std::vector<const FoundFile*> found;               ///< beside `files`: into RunRequest::files
  std::vector<UnreadPath> unread;
  std::vector<UnreadPath> uncompiled;         ///< C++ that was read by its syntax alone, and why
  std::vector<std::string> broken_databases;  ///< of how C++ is built, as sentences
  std::size_t units_compiled = 0;             ///< of C++, that a compiler has read
  std::size_t missing_headers = 0;            ///< of these
  std::vector<UnreadPath> read_in_part;       ///< what nobody could read of a file is left out
  std::vector<UnreadPath> skipped;            ///< written for another database, or the like
  std::vector<const RegisteredRule*> rules;   ///< that ran somewhere
  std::map<std::string, FileTypeCount> types;
  StageTimes times;
  SchemaSummary schema;
  std::size_t files_checked = 0;
  std::size_t files_known = 0;  ///< of which what there is to say stood in the cache
  std::size_t statements = 0;
  std::size_t suppressed = 0;
  std::size_t in_baseline = 0;
  std::size_t fixes = 0;
  std::size_t fixed_files = 0;
  std::string diff;
  std::optional<std::string> fixed_input;
  /// What the run knew of the project. Nobody needs it any more, but to take it apart takes time, and a
  /// program that ends now has better things to do.
  std::shared_ptr<const void> remains;
};

/// Reads and checks the files on several threads. Of a file without findings nothing is kept.
RunResult run(const RunRequest& request, const Configuration& configuration);

/// How a baseline names a file.
std::string baseline_path(const FoundFile& file, const std::string& folder);

}  // namespace floodwall
