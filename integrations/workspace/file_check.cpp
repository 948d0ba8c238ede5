#include "integrations/workspace/file_check.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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
#include "integrations/workspace/cache/cache.h"
#include "integrations/workspace/cache/facts_fields.h"
#include "integrations/workspace/cache/kept_look.h"
#include "integrations/workspace/cache/look_keys.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/file_look.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/read_file.h"
#include "integrations/workspace/run.h"
#include "integrations/workspace/timer.h"
#include "integrations/workspace/write_file.h"

namespace floodwall {
namespace {

/// A snapshot counts whatever its size: without it, all that it defines would be missing.
std::uint64_t most_bytes_of(const FoundFile& file, const Configuration& configuration) {
  return file.speaks_of.empty() ? configuration.max_file_size : greatest_max_file_size;
}

constexpr int most_fix_passes = 3;  // each pass may make room for fixes that had to wait

std::vector<std::pair<std::string, Span>> said_by(const FileCheck& check) {
  constexpr std::string_view silenced = " is silenced by a comment";
  std::vector<std::pair<std::string, Span>> said;
  for (const Diagnostic& each : check.diagnostics) said.emplace_back(each.rule, each.at);
  for (const Silence& each : check.silences) {
    std::string_view rule = each.message;
    if (!rule.ends_with(silenced)) continue;
    rule.remove_suffix(silenced.size());
    said.emplace_back(rule, each.at);
  }
  return said;
}

/// One file's way through the stages.
struct Stages {
  const FoundFile& file;
  const RunRequest& request;
  const PathSettings& settings;
  const FrontendSettings& frontend;
  std::uint64_t max_file_size;
  StageTimes& times;
  const FileContext& context;

  Result<std::string> read() const {
    const Timer timer(times.read);
    return file.is_standard_input ? read_standard_input(max_file_size) : read_file(file.path, max_file_size);
  }

  /// Sets everything in `check` that depends on the text of `source`.
  void look(const SourceFile& source, FileCheck& check) const {
    FileLook look = known_or_fresh(source, check);
    check.skipped = std::move(look.skipped);
    check.partial = std::move(look.partial);
    check.diagnostics = std::move(look.diagnostics);
    check.silences = std::move(look.silences);
    check.statements = look.statements;
    check.suppressed = look.suppressed;
    check.in_baseline = 0;
    check.said = request.compiler == nullptr ? decltype(check.said)() : said_by(check);
    if (request.known == nullptr) return;
    BaselineMatch match = filter(request.known->baseline, baseline_path(file, request.known->folder),
                                 std::move(check.diagnostics));
    check.diagnostics = std::move(match.fresh);
    check.in_baseline = match.known;
  }

  /// What an earlier run has found in this text in the same context, or what is found now. A second look
  /// tells no facts: the first one has.
  FileLook known_or_fresh(const SourceFile& source, FileCheck& check) const {
    const bool is_first = context.link == nullptr;
    const bool is_usual = request.fix.use == FixRequest::Use::None && context.ways_back.empty();
    Cache* const cache = is_first || is_usual ? request.cache : nullptr;
    if (cache == nullptr) return fresh(source, check.facts);
    const ContentKey facts_key = key_of_facts(source.text(), frontend, settings.analysis);
    ContentKey look_key = facts_key + key_of_rules(settings);
    if (is_first) check.facts_key = facts_key;
    if (!is_first) look_key = look_key + context.told;
    const bool tells_facts = is_first && context.facts == FactsWanted::Yes;
    {
      const Timer timer(times.read);
      std::optional<ProjectFacts> known_facts;
      if (tells_facts) known_facts = cache->find<ProjectFacts>(facts_key);
      std::optional<FileLook> known_look;
      if (!tells_facts || known_facts) known_look = find_look(*cache, look_key, source.id());
      if (known_look) {
        if (known_facts) check.facts = std::move(*known_facts);
        check.was_known = true;
        return std::move(*known_look);
      }
    }
    FileLook look = fresh(source, check.facts);
    if (tells_facts) cache->keep(facts_key, check.facts);
    keep_look(*cache, look_key, look);
    return look;
  }

  FileLook fresh(const SourceFile& source, ProjectFacts& facts) const {
    static const host::HostProjects nobody;
    const ProjectLink* const link = context.link;
    const host::HostProjects& host = link == nullptr ? nobody : link->host();
    const Project* const project =
        link == nullptr ? nullptr : &link->project(static_cast<std::size_t>(source.id()));
    FoundSql found;
    {
      const Timer timer(times.find_sql);
      found = find_sql(source, frontend, host);
    }
    found.ways_back = context.ways_back;
    const Timer timer(times.analyze);
    FileAnalysis analysis = analyze(source, found, settings.rules, settings.analysis, project, context.facts);
    apply_severities(analysis.diagnostics, settings);
    facts = {std::move(found.facts), std::move(analysis.facts), {}};
    return {.diagnostics = std::move(analysis.diagnostics),
            .silences = std::move(analysis.silences),
            .skipped = found.skipped.empty() ? std::move(analysis.skipped) : std::move(found.skipped),
            .partial = std::move(found.partial),
            .statements = analysis.statements,
            .suppressed = analysis.suppressed};
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

}  // namespace

FileCheck check_file(const FoundFile& file, FileId id, const RunRequest& request,
                     const Configuration& configuration, const FileSettings& settings, StageTimes& times,
                     FileContext context) {
  FrontendSettings frontend = settings.frontend();
  frontend.semantic = context.semantic;
  const bool is_alone = context.link == nullptr;
  const Stages stages = {file,  request, settings.by_overrides, frontend, most_bytes_of(file, configuration),
                         times, context};
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

ProjectFacts facts_of(const FoundFile& file, const Configuration& configuration, const FileSettings& settings,
                      Cache* cache, StageTimes& times) {
  Result<std::string> text = failure("");
  {
    const Timer timer(times.read);
    text = read_file(file.path, most_bytes_of(file, configuration));
  }
  if (!text) return {.unread = std::move(text.error().message)};
  const FrontendSettings frontend = settings.frontend();
  ContentKey key;
  if (cache != nullptr) {
    const Timer timer(times.read);
    key = key_of_facts(*text, frontend, settings.by_overrides.analysis);
    if (std::optional<ProjectFacts> known = cache->find<ProjectFacts>(key)) return std::move(*known);
  }
  const SourceFile source(FileId{}, file.path, std::move(*text));
  FoundSql found;
  {
    const Timer timer(times.find_sql);
    found = find_sql(source, frontend);
  }
  static const RuleSet no_rules({});
  const Timer timer(times.analyze);
  FileFacts schema = analyze(source, found, no_rules, settings.by_overrides.analysis).facts;
  ProjectFacts facts = {std::move(found.facts), std::move(schema), {}};
  if (cache != nullptr) cache->keep(key, facts);
  return facts;
}

}  // namespace floodwall
