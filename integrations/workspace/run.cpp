#include "integrations/workspace/run.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/report/report.h"
#include "analyzer/text/source_file.h"
#include "integrations/workspace/cache/content_key.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/file_check.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/on_threads.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/progress.h"
#include "integrations/workspace/project_files.h"
#include "integrations/workspace/project_link.h"
#include "integrations/workspace/said_once.h"
#include "integrations/workspace/semantic_files.h"
#include "integrations/workspace/timer.h"
#include "integrations/workspace/written_once.h"

namespace floodwall {
namespace {

bool asks_something(const ProjectFacts& facts) {
  return !facts.host.asks.empty() || !facts.schema.needs.empty() || facts.schema.wants_project;
}

std::vector<ToldFile> told(std::span<const FoundFile> files, const std::vector<ProjectFacts>& facts,
                           std::vector<std::string> projects) {
  std::vector<ToldFile> told;
  told.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i)
    told.push_back({&files[i], &facts[i], std::move(projects[i])});
  return told;
}

/// What a run finds out file by file, and what the files say to each other.
class Checks {
 public:
  Checks(const RunRequest& request, const Configuration& configuration, const SettingsByPath& settings)
      : request_(request),
        configuration_(configuration),
        settings_(settings),
        files_(request.files.size()),
        others_(request.project != nullptr ? request.project->files
                                           : files_around(request.files, request.whole, configuration)) {}

  /// Each file is looked at alone first; then those that another one has something to say about, and all if
  /// they are to be fixed, once more. The results stand at the files' positions.
  std::vector<FileCheck> run(RunResult& result) {
    StageTimes& times = result.times;
    look_alone(times);
    ask_compiler(result);
    const bool fixes = request_.fix.use != FixRequest::Use::None;
    if (!fixes && !semantic_ && std::ranges::none_of(facts_, asks_something)) return std::move(files_);
    if (const KnownProject* known = request_.project) {
      link_.emplace(told(request_.files, facts_, inner_projects_of(request_.files, configuration_)),
                    told(others_, known->facts, known->projects));
    } else {
      facts_of_others_ = read_facts(others_, configuration_, request_.cache, times);
      link_.emplace(told(request_.files, facts_, projects_of(request_.files)),
                    told(others_, facts_of_others_, projects_of(others_)));
    }
    std::optional<Timer> timer(times.link);
    ContentKey looks;
    for (std::size_t i = 0; i < files_.size(); ++i)
      looks = looks + key_of(request_.files[i].path) + files_[i].facts_key;
    ProjectLink::Outcome outcome = outcome_of(*link_, looks, request_.cache);
    result.schema = std::move(outcome.schema);
    if (fixes) {
      outcome.concerned.resize(files_.size());
      std::iota(outcome.concerned.begin(), outcome.concerned.end(), std::size_t{0});
    }
    timer.reset();
    const double linked_before = link_->seconds();
    add_compiled(outcome.concerned);
    std::erase_if(outcome.concerned, [&](std::size_t i) { return !files_[i].unread.empty(); });
    look_again(outcome, times);
    times.link += link_->seconds() - linked_before;
    if (semantic_) say_where_written(request_.files, *semantic_, files_);
    say_once(request_, configuration_, settings_, *link_, files_, times);
    semantic_.reset();
    return std::move(files_);
  }

 private:
  void look_alone(StageTimes& times) {
    const bool is_schema = may_define_schema(request_.files) || may_define_schema(others_);
    Progress progress(files_.size(), request_.show_progress);
    const auto look = [&](std::size_t i, StageTimes& own) {
      files_[i] = check_file(request_.files[i], static_cast<FileId>(i), request_, configuration_,
                             settings_.of(i), own, {.facts = is_schema ? FactsWanted::Yes : FactsWanted::No});
      progress.advance();
    };
    times.add(on_threads<StageTimes>(files_.size(), configuration_.jobs, look, &StageTimes::add));
    for (std::size_t i = 0; i < files_.size(); ++i) {
      facts_.push_back(std::move(files_[i].facts));
      set_apart(request_.files[i], facts_[i]);
    }
  }

  /// What a compiler knows of the files of C++; nothing is started if there are none, or no database for
  /// them.
  void ask_compiler(RunResult& result) {
    std::vector<const FoundFile*> units;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      if (facts_[i].host.is_worth_compiling && !request_.files[i].is_standard_input)
        units.push_back(&request_.files[i]);
    }
    if (units.empty() || request_.compiler == nullptr) return;
    semantic_.emplace(units, request_.compiler->root, request_.compiler->databases,
                      request_.compiler->workers, request_.cache, configuration_.jobs);
    result.uncompiled = semantic_->troubles();
    result.broken_databases = semantic_->broken_databases();
    result.units_compiled = semantic_->units() - result.uncompiled.size();
    for (const auto& [unit, missing] : semantic_->missing()) result.missing_headers += missing;
  }

  /// Adds those that a compiler has something to say about; the positions stay sorted.
  void add_compiled(std::vector<std::size_t>& positions) const {
    if (!semantic_) return;
    std::set<std::size_t> all(positions.begin(), positions.end());
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (semantic_->of(request_.files[i]) != nullptr) all.insert(i);
    }
    positions.assign(all.begin(), all.end());
  }

  void look_again(const ProjectLink::Outcome& outcome, StageTimes& times) {
    const auto look = [&](std::size_t n, StageTimes& own) {
      const std::size_t i = outcome.concerned[n];
      const FoundFile& file = request_.files[i];
      FileContext context{.link = &*link_,
                          .told = request_.cache == nullptr ? ContentKey{} : link_->told_to(i, outcome),
                          .semantic = semantic_ ? semantic_->of(file) : nullptr,
                          .facts = FactsWanted::No};
      if (file.is_standard_input) context.source = std::move(files_[i].source);
      files_[i] = check_file(file, static_cast<FileId>(i), request_, configuration_, settings_.of(i), own,
                             std::move(context));
    };
    const StageTimes spent =
        on_threads<StageTimes>(outcome.concerned.size(), configuration_.jobs, look, &StageTimes::add);
    times.look_again = spent.read + spent.find_sql + spent.analyze;
    times.fix += spent.fix;
  }

  const RunRequest& request_;
  const Configuration& configuration_;
  const SettingsByPath& settings_;
  std::vector<FileCheck> files_;
  std::vector<FoundFile> others_;    ///< that stand around them
  std::vector<ProjectFacts> facts_;  ///< of the files, from the first look
  std::vector<ProjectFacts> facts_of_others_;
  std::optional<SemanticFiles> semantic_;  ///< none: there is no C++, or nobody who compiles it
  std::optional<ProjectLink> link_;        ///< none: nobody asks anything
};

std::string type_of(std::string_view path) {
  const std::string_view name = name_in_folder(path);
  const std::size_t dot = name.rfind('.');
  return std::string(dot == std::string_view::npos || dot == 0 ? "(no extension)" : name.substr(dot));
}

}  // namespace

RunResult run(const RunRequest& request, const Configuration& configuration) {
  const SettingsByPath settings(configuration, request.files);
  RunResult result;
  result.rules = settings.rules();
  const auto work = std::make_shared<Checks>(request, configuration, settings);
  std::vector<FileCheck> checks = work->run(result);
  result.remains = work;
  if (request.cache != nullptr) request.cache->save();
  for (std::size_t i = 0; i < checks.size(); ++i) {
    FileCheck& check = checks[i];
    const FoundFile& file = request.files[i];
    const bool was_read =
        check.unread.empty() || 0 < check.bytes;  // what cannot be written can have been read
    if (!check.unread.empty()) result.unread.push_back({file.path, std::move(check.unread)});
    if (!was_read) continue;
    if (!check.skipped.empty()) result.skipped.push_back({file.path, check.skipped});
    if (!check.partial.empty()) result.read_in_part.push_back({file.path, std::move(check.partial)});
    FileTypeCount& type = result.types[type_of(file.path)];
    ++type.files;
    type.bytes += check.bytes;
    type.statements += check.statements;
    if (check.skipped.empty() && !defines_tables_unread(file.path)) ++result.files_checked;
    if (check.was_known) ++result.files_known;
    result.statements += check.statements;
    result.suppressed += check.suppressed;
    result.in_baseline += check.in_baseline;
    result.fixes += check.fixes;
    if (0 < check.fixes) ++result.fixed_files;
    result.diff += check.diff;
    if (check.fixed_input) result.fixed_input = std::move(check.fixed_input);
    if (check.source == nullptr || (check.diagnostics.empty() && check.silences.empty())) continue;
    result.files.push_back({check.source.get(), std::move(check.diagnostics), std::move(check.silences)});
    result.sources.push_back(std::move(check.source));
    result.found.push_back(&file);
  }
  return result;
}

std::string baseline_path(const FoundFile& file, const std::string& folder) {
  return relative_to(file.absolute, folder);
}

}  // namespace floodwall
