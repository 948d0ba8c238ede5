#include "integrations/workspace/file_check.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/analyze.h"
#include "analyzer/engine/apply_fixes.h"
#include "analyzer/engine/baseline.h"
#include "analyzer/text/diff.h"
#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/read_file.h"
#include "integrations/workspace/run.h"
#include "integrations/workspace/write_file.h"

namespace floodwall {
namespace {

constexpr int most_fix_passes = 3;  // each pass may make room for fixes that had to wait

/// Adds the time until its end to `seconds`.
class Timer {
 public:
  explicit Timer(double& seconds) : seconds_(seconds) {}
  ~Timer() { seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  double& seconds_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// One file's way through the stages.
struct Stages {
  const FoundFile& file;
  const RunRequest& request;
  const PathSettings& settings;
  const FrontendSettings& frontend;
  std::uint64_t max_file_size;
  StageTimes& times;
  const host::HostProject& host;
  const Project* project;
  FactsWanted facts;
  const std::vector<std::string>& ways_back;

  Result<std::string> read() const {
    const Timer timer(times.read);
    return file.is_standard_input ? read_standard_input(max_file_size) : read_file(file.path, max_file_size);
  }

  /// Sets everything in `check` that depends on the text of `source`.
  void look(const SourceFile& source, FileCheck& check) const {
    FoundSql found;
    {
      const Timer timer(times.find_sql);
      found = find_sql(source, frontend, host);
    }
    found.ways_back = ways_back;
    const Timer timer(times.analyze);
    FileAnalysis analysis = analyze(source, found, settings.rules, settings.analysis, project, facts);
    apply_severities(analysis.diagnostics, settings);
    check.skipped = found.skipped.empty() ? std::move(analysis.skipped) : std::move(found.skipped);
    check.facts = {std::move(found.facts), std::move(analysis.facts), {}};
    check.diagnostics = std::move(analysis.diagnostics);
    check.silences = std::move(analysis.silences);
    check.statements = analysis.statements;
    check.suppressed = analysis.suppressed;
    check.in_baseline = 0;
    if (request.known == nullptr) return;
    BaselineMatch match = filter(request.known->baseline, baseline_path(file, request.known->folder),
                                 std::move(check.diagnostics));
    check.diagnostics = std::move(match.fresh);
    check.in_baseline = match.known;
  }

  /// The text with all fixes that can be had; `check` then says what is left.
  std::unique_ptr<SourceFile> fixed(const SourceFile& source, FileCheck& check) const {
    std::unique_ptr<SourceFile> latest;
    for (int pass = 0; pass < most_fix_passes; ++pass) {
      const SourceFile& before = latest == nullptr ? source : *latest;
      FixedText fixed;
      {
        const Timer timer(times.fix);
        fixed = apply_fixes(before.text(), check.diagnostics, request.fix.up_to);
      }
      if (fixed.applied == 0 || fixed.text == before.text()) break;
      check.fixes += fixed.applied;
      latest = std::make_unique<SourceFile>(source.id(), source.path(), std::move(fixed.text));
      look(*latest, check);
    }
    return latest;
  }

  /// Writes the fixed text, unless somebody else has written to the file since we read it.
  std::string write(std::string_view before, std::string_view after) const {
    const Result<std::string> now = read_file(file.path, max_file_size);
    if (!now) return now.error().message;
    if (*now != before) return "has changed while it was being checked: not fixed";
    const Result<void> written = write_file(file.path, after);
    return written ? "" : written.error().message;
  }
};

FrontendSettings frontend_settings(const FoundFile& file, const Configuration& configuration,
                                   const PathSettings& settings) {
  FrontendSettings frontend = settings.frontend;
  frontend.path_for_tools = path_for_tools(file, configuration);
  return frontend;
}

}  // namespace

FileCheck check_file(const FoundFile& file, FileId id, const RunRequest& request,
                     const Configuration& configuration, const PathSettings& settings, StageTimes& times,
                     FileContext context) {
  static const host::HostProject nobody;
  const FrontendSettings frontend = frontend_settings(file, configuration, settings);
  const bool is_alone = context.host == nullptr;
  const Stages stages = {file,
                         request,
                         settings,
                         frontend,
                         configuration.max_file_size,
                         times,
                         is_alone ? nobody : *context.host,
                         context.project,
                         context.facts,
                         context.ways_back};
  FileCheck check;
  std::unique_ptr<SourceFile> source = std::move(context.source);
  if (source == nullptr) {
    Result<std::string> text = stages.read();
    if (!text) {
      check.unread = std::move(text.error().message);
      return check;
    }
    source = std::make_unique<SourceFile>(id, file.path, std::move(*text));
  }
  check.bytes = source->text().size();
  stages.look(*source, check);

  const bool may_change = is_alone;  // others may have something to say about it
  if (request.fix.use != FixRequest::Use::None && !may_change) {
    std::unique_ptr<SourceFile> fixed = stages.fixed(*source, check);
    const Timer timer(times.fix);
    if (request.fix.use == FixRequest::Use::Diff) {
      if (fixed != nullptr) check.diff = unified_diff(file.path, source->text(), fixed->text());
    } else if (file.is_standard_input) {
      check.fixed_input = fixed == nullptr ? source->text() : fixed->text();
    } else if (fixed != nullptr) {
      check.unread = stages.write(source->text(), fixed->text());
      if (!check.unread.empty()) {  // what is left is then what was there
        fixed = nullptr;
        check.fixes = 0;
        stages.look(*source, check);
      }
    }
    if (fixed != nullptr) source = std::move(fixed);
  }

  if (!request.keep_silences) check.silences.clear();
  const bool is_wanted_again = may_change && file.is_standard_input;
  if (!check.diagnostics.empty() || !check.silences.empty() || is_wanted_again)
    check.source = std::move(source);
  return check;
}

ProjectFacts facts_of(const FoundFile& file, const Configuration& configuration, const PathSettings& settings,
                      StageTimes& times) {
  Result<std::string> text = failure("");
  {
    const Timer timer(times.read);
    text = read_file(file.path, configuration.max_file_size);
  }
  if (!text) return {.unread = std::move(text.error().message)};
  const SourceFile source(FileId{}, file.path, std::move(*text));
  FoundSql found;
  {
    const Timer timer(times.find_sql);
    found = find_sql(source, frontend_settings(file, configuration, settings));
  }
  static const RuleSet no_rules({});
  const Timer timer(times.analyze);
  FileFacts facts = analyze(source, found, no_rules, settings.analysis).facts;
  return {std::move(found.facts), std::move(facts), {}};
}

}  // namespace floodwall
