#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/analyze.h"
#include "analyzer/rule/registry.h"
#include "analyzer/text/source_file.h"

namespace floodwall {

/// One file with what is to be said about it. Files without diagnostics are counted, not listed.
struct ReportedFile {
  const SourceFile* file;
  std::vector<Diagnostic> diagnostics;  ///< by position
  std::vector<Silence> silences;        ///< only if asked for
};

/// A path that could not be read or was not looked at, and why, in one line.
struct UnreadPath {
  std::string path;
  std::string reason;
};

/// Everything a report shows. The formats are functions of this value; none of them looks at the clock, the
/// environment or the disk.
struct RunReport {
  std::span<const ReportedFile> files;           ///< by path; only those with something to say
  std::span<const RegisteredRule* const> rules;  ///< the rules that ran
  std::span<const UnreadPath> unread;
  std::span<const UnreadPath> skipped;       ///< read, but written for another database or the like
  std::span<const UnreadPath> read_in_part;  ///< but for what nobody could read
  std::span<const UnreadPath> uncompiled;    ///< C++ that was read by its syntax alone
  std::size_t files_checked = 0;
  std::size_t statements = 0;
  std::size_t suppressed = 0;   ///< findings silenced by comments
  std::size_t in_baseline = 0;  ///< findings that the baseline knows
  double seconds = 0;           ///< wall time
  std::string_view version;     ///< of Floodwall, e.g. "0.1.0"
  std::string_view grammar;     ///< of libpg_query, e.g. "18.0.0"
  std::string_view
      base_uri;  ///< file:// URI of the folder that relative paths start from, for SARIF; may be empty
};

struct TerminalStyle {
  bool colors = false;
  bool hyperlinks = false;  ///< OSC 8
  std::size_t width = 100;  ///< columns
};

// One function per format; each lives in a file of its own name.
std::string terminal_report(const RunReport& run, const TerminalStyle& style);
std::string terminal_summary(const RunReport& run,
                             const TerminalStyle& style);  ///< the last line: counts and time
std::string json_report(const RunReport& run);
std::string sarif_report(const RunReport& run);   ///< SARIF 2.1.0
std::string github_report(const RunReport& run);  ///< workflow commands: ::error file=…,line=…
std::string gitlab_report(const RunReport& run);  ///< Code Quality JSON
std::string junit_report(const RunReport& run);
std::string gcc_report(const RunReport& run);   ///< file:line:column: level: message [rule], 1-based
std::string html_report(const RunReport& run);  ///< one page, nothing loaded from elsewhere

}  // namespace floodwall
