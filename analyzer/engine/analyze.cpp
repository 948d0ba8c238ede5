// From the fragments of a file to its diagnostics: which fragments run together, which comments of the host
// ask for silence, what a finding is called in a baseline.

#include "analyzer/engine/analyze.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/engine/host_text.h"
#include "analyzer/engine/place.h"
#include "analyzer/engine/stakes.h"
#include "analyzer/sql/dialect.h"
#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

/// Sorts, drops what was said twice, numbers what looks alike.
void settle(std::vector<Diagnostic>& diagnostics) {
  const auto order = [](const Diagnostic& d) { return std::tie(d.at.begin, d.at.end, d.rule, d.message); };
  std::ranges::stable_sort(diagnostics, {}, order);
  const auto same = [&](const Diagnostic& left, const Diagnostic& right) {
    return order(left) == order(right);
  };
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(), same), diagnostics.end());
  std::map<std::uint64_t, std::uint64_t> seen;
  for (Diagnostic& diagnostic : diagnostics) {
    const std::uint64_t nth = seen[diagnostic.fingerprint]++;
    if (nth != 0)
      diagnostic.fingerprint =
          byte_hash({reinterpret_cast<const char*>(&nth), sizeof nth}, diagnostic.fingerprint);
  }
}

Belief belief_in(const SqlFragment& fragment) {
  if (fragment.certainty == Certainty::Shape) return Belief::Shape;
  const bool is_as_written = fragment.is_script || (!fragment.is_alternative && !fragment.is_lowered);
  return fragment.certainty == Certainty::Postgres && is_as_written ? Belief::Script : Belief::Quiet;
}

/// Whether the map leads to what a host language may spell in its own way.
Host host_of(const SqlFragment& fragment) { return fragment.is_script ? Host::Plain : Host::Program; }

bool goes_back(const SqlFragment& fragment) {
  return std::ranges::find(fragment.sections, Direction::Down, &Section::direction) !=
         fragment.sections.end();
}

/// The last one, which is the one that works on a database: Alembic's template has another one in front that
/// only writes SQL. nullptr: none.
const HostRoutine* runner_of_migrations(const SqlOfFile& sql) {
  const HostRoutine* last = nullptr;
  for (const HostRoutine& routine : sql.routines) {
    const auto runs = [](const RoutineStep& step) { return step.effect == CallEffect::RunsMigrations; };
    if (std::ranges::any_of(routine.steps, runs)) last = &routine;
  }
  return last;
}

class FileAnalyzer {
 public:
  FileAnalyzer(const SourceFile& file, const SqlOfFile& sql, const RuleSet& rules,
               const AnalysisSettings& settings, FactsWanted facts)
      : file_(file), sql_(sql), texts_(rules, settings, nullptr, nullptr, facts) {}
  FileAnalyzer(const SourceFile& file, const SqlOfFile& sql, const RuleSet& rules,
               const AnalysisSettings& settings, const ProjectView& project, FileCatalog& catalog,
               FactsWanted facts)
      : file_(file), sql_(sql), texts_(rules, settings, &project, &catalog, facts), catalog_(&catalog) {}

  FileAnalysis run();

 private:
  /// The findings of one fragment, in file coordinates.
  TextFindings look_at(const SqlFragment& fragment, ScriptCatalog& catalog, const HostRoutine* routine);
  void look_at_routine(const HostRoutine& routine);
  void look_at_ways_back(const SqlFragment& fragment, std::span<const Loss> losses);
  void keep(TextFindings&& found);
  void start_run();
  FileFacts facts();

  const SourceFile& file_;
  const SqlOfFile& sql_;
  TextAnalyzer texts_;
  FileCatalog* catalog_ = nullptr;
  TextFindings found_;     ///< of the file
  std::uint32_t run_ = 0;  ///< which connection we are in
  std::string foreign_;    ///< why a script is none of PostgreSQL's; empty: it may be
};

void FileAnalyzer::start_run() {
  ++run_;
  if (catalog_ != nullptr) catalog_->start_run();
}

void FileAnalyzer::keep(TextFindings&& found) {
  found.uses.clear();  // their routine's, not the file's
  found.losses.clear();
  add(std::move(found), found_);
}

TextFindings FileAnalyzer::look_at(const SqlFragment& fragment, ScriptCatalog& catalog,
                                   const HostRoutine* routine) {
  const bool goes_down = routine != nullptr && routine->kind == RoutineKind::Downgrade;
  texts_.has_syntax_error = false;
  TextFindings found =
      texts_.look_at({.sql = fragment.sql,
                      .holes = fragment.holes,
                      .sections = fragment.sections,
                      .is_psql_script = fragment.is_script,
                      .belief = belief_in(fragment),
                      .is_step = routine != nullptr,
                      .more_follows = routine != nullptr || goes_back(fragment),
                      .is_lowered = fragment.is_lowered,
                      .direction = goes_down ? Direction::Down : Direction::Up,
                      .may_run = fragment.is_alternative || fragment.certainty == Certainty::Shape},
                     catalog);
  if (texts_.has_syntax_error) {
    const std::optional<ForeignDialect> foreign = foreign_dialect_of(fragment.sql);
    if (foreign && fragment.is_script)
      foreign_ = "it is " + std::string(foreign->name) + ", not PostgreSQL: " + foreign->evidence;
    if (foreign) std::erase_if(found.findings, is_syntax_error);
    if (!foreign && !fragment.foreign_hint.empty() && !shows_postgresql(fragment.sql))
      foreign_ = fragment.foreign_hint + ", and not all of it is PostgreSQL";
  }
  const bool may_fix = !fragment.is_lowered && !fragment.is_alternative;
  for (RuleFinding& finding : found.findings) {
    if (!may_fix) finding.finding.fix.reset();
    finding.is_alternative = fragment.is_alternative;
    finding.when = fragment.when;
    finding.finding = lift(std::move(finding.finding), fragment.map, host_of(fragment));
    std::optional<Fix>& fix = finding.finding.fix;
    const auto is_outside = [&](const Edit& edit) { return !fragment.fixable.contains(edit.replace); };
    if (fix && !fragment.fixable.empty() && std::ranges::any_of(fix->edits(), is_outside)) fix.reset();
  }
  for (Silence& silence : found.silences) silence.at = fragment.map.locate(silence.at);
  for (TableUse& use : found.uses) use.at = fragment.map.locate(use.at);
  for (SchemaStatement& fact : found.schema) {
    fact.at = fragment.map.locate(fact.at);
    fact.run = run_;
    fact.is_step = routine != nullptr;
  }
  found.needs.move([&](std::uint32_t at) { return fragment.map.locate({at, at}).begin; });
  for (Suppression& suppression : found.pending) lift_suppression(suppression, fragment.map);
  return found;
}

void FileAnalyzer::look_at_routine(const HostRoutine& routine) {
  start_run();
  ScriptCatalog catalog;
  RoutineFacts facts{routine, {}};
  RoutineUses uses;
  bool is_checked = false;
  bool is_for_tests = false;
  for (const RoutineStep& step : routine.steps) {
    facts.steps.push_back({&step, {}});
    if (step.effect == CallEffect::CopiesAll)
      uses.add(step, false, {{.effect = TableEffect::Copies, .table = {}, .at = step.at}});
    if (!step.fragment || sql_.fragments.size() <= *step.fragment) continue;
    const SqlFragment& fragment = sql_.fragments[*step.fragment];
    TextFindings found = look_at(fragment, catalog, &routine);
    const Stakes stakes = is_for_tests ? Stakes::Nothing : stakes_of(routine, step);
    weigh(found, stakes);
    for (RuleFinding& finding : found.findings) {
      if (!step.at.contains(finding.finding.at)) finding.run_at = step.at.begin;
    }
    uses.add(step, fragment.is_alternative, std::move(found.uses));
    for (Loss& loss : found.losses) {
      loss.at = fragment.map.locate(loss.at);
      loss.is_checked = loss.is_checked || is_checked;
      facts.steps.back().losses.push_back(std::move(loss));
    }
    is_checked = is_checked || (found.checks_database && !fragment.is_alternative);
    is_for_tests = is_for_tests || (found.is_for_tests && !fragment.is_alternative);
    keep(std::move(found));
  }
  const Text whole{.sql = file_.text(), .holes = {}, .sections = {}};
  for (std::vector<TableUse>& run : std::move(uses).runs()) {
    TextFindings found;
    found.uses = std::move(run);
    texts_.look_at_whole(whole, {}, catalog, found);
    keep(std::move(found));
  }
  if (&routine == runner_of_migrations(sql_)) facts.ways_back = sql_.ways_back;
  TextFindings found;
  texts_.look_at_routine(whole, facts, found);
  for (RuleFinding& finding : found.findings) {
    if (routine.kind == RoutineKind::Downgrade && finding.rule->rule->meta.is_said_once)
      finding.said_in = routine.run_by;
  }
  keep(std::move(found));
}

/// The way back of a migration script is a routine, too: what runs down, section by section.
void FileAnalyzer::look_at_ways_back(const SqlFragment& fragment, std::span<const Loss> losses) {
  for (const WayBack& way : ways_back_of(fragment, losses)) {
    RoutineFacts facts{way.routine, {}};
    for (std::size_t i = 0; i < way.losses.size(); ++i)
      facts.steps.push_back({&way.routine.steps[i], {way.losses[i]}});
    TextFindings found;
    texts_.look_at_routine({.sql = file_.text(), .holes = {}, .sections = {}, .direction = Direction::Down},
                           facts, found);
    keep(std::move(found));
  }
}

FileFacts FileAnalyzer::facts() {
  FileFacts facts{.migration = sql_.migration,
                  .is_test = sql_.is_test,
                  .schema = std::move(found_.schema),
                  .needs = std::move(found_.needs),
                  .wants_project = found_.wants_project};
  facts.needs.settle();
  if (facts.schema.empty() && facts.needs.empty()) return facts;
  const LineIndex lines(file_.text());
  const auto line_of = [&](std::uint32_t offset) {
    return static_cast<std::uint32_t>(lines.line_of(offset)) + 1;
  };
  for (SchemaStatement& fact : facts.schema) fact.line = line_of(fact.at.begin);
  facts.needs.move(line_of);
  return facts;
}

FileAnalysis FileAnalyzer::run() {
  FileAnalysis analysis;
  std::vector<bool> is_step(sql_.fragments.size());
  for (const HostRoutine& routine : sql_.routines) {
    for (const RoutineStep& step : routine.steps) {
      if (step.fragment && *step.fragment < is_step.size()) is_step[*step.fragment] = true;
    }
  }
  for (std::size_t i = 0; i < sql_.fragments.size(); ++i) {
    if (is_step[i]) continue;
    start_run();
    ScriptCatalog catalog;
    TextFindings found = look_at(sql_.fragments[i], catalog, nullptr);
    if (!foreign_.empty()) {
      analysis.skipped = foreign_;
      return analysis;
    }
    look_at_ways_back(sql_.fragments[i], found.losses);
    keep(std::move(found));
  }
  for (const HostRoutine& routine : sql_.routines) look_at_routine(routine);
  join_alternatives(found_.findings);
  const std::vector<Span> statements = statements_of_host(file_.text(), sql_);
  texts_.suppress({.sql = file_.text(), .holes = {}, .sections = {}}, sql_.comments, statements, found_);

  for (RuleFinding& each_found : found_.findings) {
    Finding& finding = each_found.finding;
    const RuleMeta& meta = each_found.rule->rule->meta;
    const std::string_view where = slice(file_.text(), finding.at);
    const RegisteredRule* raised_by = each_found.raised_by;
    const Severity severity = finding.severity.value_or(meta.severity);
    analysis.diagnostics.push_back(
        {.rule = meta.id,
         .severity = raised_by == nullptr ? severity : each_found.raised_to,
         .raised_by = raised_by == nullptr ? "" : raised_by->rule->meta.id,
         .own_severity = severity,
         .file = file_.id(),
         .at = finding.at,
         .message = std::move(finding.message),
         .notes = std::move(finding.notes),
         .fix = std::move(finding.fix),
         .said_in = raised_by == nullptr ? std::move(each_found.said_in) : "",
         .fingerprint = byte_hash(meta.id, token_hash(where, each_found.statement_hash))});
  }
  analysis.silences = std::move(found_.silences);
  settle(analysis.diagnostics);
  std::ranges::stable_sort(analysis.silences, {}, [](const Silence& silence) { return silence.at.begin; });
  analysis.statements = texts_.statements;
  analysis.suppressed = texts_.suppressed;
  analysis.facts = facts();
  return analysis;
}

}  // namespace

FileAnalysis analyze(const SourceFile& file, const SqlOfFile& sql, const RuleSet& rules,
                     const AnalysisSettings& settings, const Project* project, FactsWanted facts) {
  if (project == nullptr) return FileAnalyzer(file, sql, rules, settings, facts).run();
  const ProjectSchema& schema = project->schema();
  FileCatalog catalog(schema.catalog_at(file.id()), schema.before.contains(file.id()));
  const ProjectView view{schema, catalog.now(), file.id(), sql.is_test};
  return FileAnalyzer(file, sql, rules, settings, view, catalog, facts).run();
}

bool is_sql(const SqlFragment& fragment) {
  if (fragment.certainty != Certainty::Shape) return true;
  const RuleSet nothing({});
  const AnalysisSettings settings;
  TextAnalyzer texts(nothing, settings);
  const Text text{.sql = fragment.sql, .holes = fragment.holes, .sections = {}, .belief = Belief::Shape};
  return texts.is_all_sql(text, split_script(fragment.sql, {.is_psql_script = false}));
}

}  // namespace floodwall
