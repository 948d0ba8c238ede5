#include "analyzer/engine/text_analysis.h"

#include <xxhash.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "analyzer/engine/database_check.h"
#include "analyzer/engine/place.h"
#include "analyzer/engine/precedence.h"
#include "analyzer/engine/schema_facts.h"
#include "analyzer/engine/stakes.h"
#include "analyzer/engine/statement_needs.h"
#include "analyzer/engine/summarize.h"
#include "analyzer/engine/suppress.h"
#include "analyzer/sql/holes.h"
#include "analyzer/sql/suppressions.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

/// Bodies in bodies in bodies end here; real code nests two or three deep.
constexpr int deepest_body = 8;

bool is_plain_explain(const Node& node) {
  const ExplainStmt* explain = node_cast<ExplainStmt>(&node);
  if (explain == nullptr) return false;
  for (const DefElem& option : each<DefElem>(explain->options)) {
    if (view_of(option.defname) != "analyze") continue;
    const std::string value = lower_case(string_of(option.arg));
    const Integer* number = node_cast<Integer>(option.arg);
    return value == "off" || value == "false" || value == "no" || (number != nullptr && number->ival == 0);
  }
  return true;
}

/// A way back runs on what the same file's way up has left. Where that is not known, who knows what it meets:
/// files that take others back may run after all the rest, or never.
bool meets_its_way_up(const ProjectView& project) {
  const auto made = project.schema.within.find(project.file);
  return made != project.schema.within.end() && !made->second.empty();
}

void blank(std::string& text, Span span) { text.replace(span.begin, span.size(), span.size(), ' '); }

/// libpg_query's scanner knows comments as tokens, so 'a' -- b ⏎ 'c' is no single literal to it, as it is to
/// PostgreSQL. Without its comments the same statement parses.
std::string without_comments(std::string_view sql) {
  std::string text(sql);
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    if (token.kind == TokenKind::Comment) blank(text, token.at);
  }
  return text;
}

}  // namespace

Direction direction_at(const Text& text, std::uint32_t offset) {
  const auto after = std::ranges::upper_bound(text.sections, offset, {}, &Section::begin);
  return after == text.sections.begin() ? text.direction : std::prev(after)->direction;
}

std::uint64_t byte_hash(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::uint64_t token_hash(std::string_view sql, std::uint64_t seed) {
  std::uint64_t hash = seed;
  for (const Token& token : significant_tokens(sql)) hash = byte_hash(slice(sql, token.at), hash);
  return hash;
}

/// Runs checks on one subject and notes whose findings came out.
template <class Checks>
void TextAnalyzer::run(const Checks& checks, const void* subject, RuleContext& ctx,
                       const Statement& statement, std::vector<Finding>& fresh, TextFindings& found) {
  for (const RuleSet::Check& check : checks) {
    check.run(subject, ctx);
    if (fresh.empty()) continue;
    const std::uint64_t hash = token_hash(ctx.text(statement.at));
    for (Finding& finding : fresh) found.findings.push_back({check.rule, std::move(finding), hash});
    fresh.clear();
  }
}

/// Parses a statement as it stands, or as psql would send it, or with its holes filled; reports what is no
/// SQL. Nothing if there is nothing to look at. `is_certain` is false where failure says nothing about the
/// user's SQL.
std::optional<TextAnalyzer::Parsed> TextAnalyzer::parse(const Text& text, const StatementText& statement,
                                                        const ScriptLayout& layout, TextFindings& found,
                                                        bool is_certain) {
  const ParseOptions options{.backslash_quotes = statement.backslash_quotes};
  std::string_view sql = slice(text.sql, statement.at);
  if (statement.has_gaps) {
    buffer_.assign(sql);
    for (auto found_gap = std::ranges::lower_bound(layout.gaps, statement.at.begin, {}, &Span::begin);
         found_gap != layout.gaps.end() && found_gap->begin < statement.at.end; ++found_gap) {
      const Span gap{found_gap->begin, std::min(found_gap->end, statement.at.end)};
      blank(buffer_, {gap.begin - statement.at.begin, gap.end - statement.at.begin});
    }
    sql = buffer_;
  }
  std::vector<Hole> holes;
  for (auto hole = std::ranges::lower_bound(text.holes, statement.at.begin, {},
                                            [](const Hole& h) { return h.sql.begin; });
       hole != text.holes.end() && hole->sql.end <= statement.at.end; ++hole) {
    holes.push_back(*hole);
    holes.back().sql = {hole->sql.begin - statement.at.begin, hole->sql.end - statement.at.begin};
    holes.back().is_spliced =
        text.depth == 0 && (hole->kind == HoleKind::Unknown || hole->kind == HoleKind::Fragment);
  }
  ++statements;
  bool may_fix = true;
  std::expected<const Node*, SyntaxError> tree = std::unexpected(SyntaxError{});
  if (!statement.has_template && holes.empty()) {
    tree = parser_.parse(sql, options);
    if (!tree) {
      const SyntaxError error = tree.error();
      std::string bare = without_comments(sql);
      tree = parser_.parse(bare, options);
      if (tree) {
        buffer_ = std::move(bare);
        sql = buffer_;
      } else {
        tree = std::unexpected(error);
      }
    }
  }
  if (!tree && !statement.damaged) {
    const bool has_holes = statement.has_template || !holes.empty();
    ParsedWithHoles filled = parse_with_holes(parser_, sql, std::move(holes), options);
    may_fix = !filled.is_skeleton;
    if (filled.tree || has_holes) tree = filled.tree;
    if (filled.tree) {
      buffer_ = std::move(filled.sql);
      sql = buffer_;
    }
    holes = std::move(filled.holes);
  }
  for (Hole& hole : holes)
    hole.sql = {hole.sql.begin + statement.at.begin, hole.sql.end + statement.at.begin};
  if (tree)
    return *tree == nullptr ? std::nullopt : std::optional(Parsed{*tree, sql, std::move(holes), may_fix});
  const bool depends = !holes.empty() || statement.has_template;
  if (depends || !is_certain || text.belief != Belief::Script) {
    if (is_certain) {
      found.silences.push_back(
          {statement.at, depends ? "not looked at: its meaning depends on what a template or a "
                                   "variable stands for"
                                 : "not looked at: PostgreSQL cannot parse it, and another database "
                                   "may be meant"});
    }
    return std::nullopt;
  }

  has_syntax_error = true;
  SyntaxError error = tree.error();
  error.at = {error.at.begin + statement.at.begin, error.at.end + statement.at.begin};
  const Statement whole{.at = statement.at, .direction = text.direction, .setting = text.setting};
  std::vector<Finding> fresh;
  const ScriptCatalog nothing;
  RuleContext ctx(text.sql, whole, {}, nothing, settings_, fresh, project_);
  run(rules_.checks_of(Subject::SyntaxError), &error, ctx, whole, fresh, found);
  return std::nullopt;
}

void TextAnalyzer::look_at_statement(const Text& text, const Statement& statement, const Parsed& parsed,
                                     ScriptCatalog& catalog, TextFindings& found,
                                     std::vector<CarriedBody>& bodies) {
  std::vector<Finding> fresh;
  RuleContext ctx(text.sql, statement, parsed.holes, catalog, settings_, fresh, project_);
  const std::size_t before = found.findings.size();
  if (!is_plain_explain(*statement.node)) {
    walk(statement.node, stack_, [&](const Node& node) {
      const std::span<const RuleSet::Check> checks = rules_.checks_of(node.type);
      if (!checks.empty()) run(checks, &node, ctx, statement, fresh, found);
    });
    add_table_uses(*statement.node, ctx, found.uses);
    const std::size_t known_losses = found.losses.size();
    add_losses(*statement.node, ctx, found.losses);
    for (std::size_t i = known_losses; i < found.losses.size(); ++i)
      found.losses[i].is_checked = found.checks_database;
    if (statement.direction == Direction::Up && facts_ == FactsWanted::Yes) {
      const std::size_t known_facts = found.schema.size();
      add_schema_statement(*statement.node, ctx, parsed.sql, text.may_run, found.schema);
      for (std::size_t i = known_facts; i < found.schema.size(); ++i)
        found.schema[i].is_lowered = text.is_lowered;
      found.wants_project = found.wants_project || wants_project(*statement.node);
    }
    if (facts_ == FactsWanted::Yes || project_ != nullptr) look_at_names(text, statement, ctx, fresh, found);
  }
  for (std::size_t i = before; !parsed.may_fix && i < found.findings.size(); ++i)
    found.findings[i].finding.fix.reset();
  if (text.depth < deepest_body) {
    if (std::optional<RoutineBody> body = routine_body(*statement.node, slice(text.sql, statement.at))) {
      bodies.push_back({std::move(*body), statement.at});
    }
  }
  if (settings_.believes_script) catalog.apply(*statement.node, parsed.sql);
  if (file_catalog_ != nullptr && statement.direction == Direction::Up && !text.may_run)
    file_catalog_->apply(*statement.node, parsed.sql);
}

/// Without a project: what has to be asked. With one: what it says.
void TextAnalyzer::look_at_names(const Text& text, const Statement& statement, RuleContext& ctx,
                                 std::vector<Finding>& fresh, TextFindings& found) {
  const ResolveContext context{.may_have_variables = 0 < text.depth,
                               .is_stand_in =
                                   [&](std::string_view name) {
                                     return std::ranges::any_of(ctx.holes(), [&](const Hole& hole) {
                                       return !hole.stand_in.empty() &&
                                              name.find(hole.stand_in) != std::string_view::npos;
                                     });
                                   },
                               .may_hide_sql = ctx.may_hide_sql(statement.at)};
  const Resolution& resolution = resolver_.resolve(*statement.node, context);
  add_needs(resolution, statement.at.begin, found.needs);
  const std::span<const RuleSet::Check> checks = rules_.checks_of(Subject::Names);
  if (project_ == nullptr || checks.empty()) return;
  const bool is_way_back = statement.direction == Direction::Down;
  if (is_way_back && !meets_its_way_up(*project_)) return;
  ProjectLookup lookup = is_way_back ? ProjectLookup(*project_, ctx.catalog()) : ProjectLookup(*project_);
  const Judgement judgement = judge(resolution, lookup.lookup());
  const StatementNames names{resolution, judgement};
  run(checks, &names, ctx, statement, fresh, found);
}

void TextAnalyzer::look_at_whole(const Text& text, std::span<const Span> long_identifiers,
                                 const ScriptCatalog& catalog, TextFindings& found) {
  const std::span<const RuleSet::Check> checks = rules_.checks_of(Subject::Script);
  Script script{text.sql, {}, {long_identifiers.begin(), long_identifiers.end()}};
  if (!text.is_step) script.uses = found.uses;
  if (checks.empty() || (script.uses.empty() && long_identifiers.empty())) return;
  for (const RuleSet::Check& check : checks) {
    const Statement whole{.at = {0, static_cast<std::uint32_t>(text.sql.size())},
                          .direction = text.direction,
                          .setting = text.setting};
    std::vector<Finding> fresh;
    RuleContext ctx(text.sql, whole, text.holes, catalog, settings_, fresh, project_);
    check.run(&script, ctx);
    for (Finding& finding : fresh) {
      const std::uint64_t hash = token_hash(slice(text.sql, finding.at));
      found.findings.push_back({check.rule, std::move(finding), hash});
    }
  }
}

void TextAnalyzer::look_at_routine(const Text& text, const RoutineFacts& routine, TextFindings& found) {
  const Statement whole{.at = routine.routine.at, .direction = text.direction, .setting = text.setting};
  const ScriptCatalog nothing;
  for (const RuleSet::Check& check : rules_.checks_of(Subject::Routine)) {
    std::vector<Finding> fresh;
    RuleContext ctx(text.sql, whole, {}, nothing, settings_, fresh, project_);
    check.run(&routine, ctx);
    for (Finding& finding : fresh)
      found.findings.push_back({check.rule, std::move(finding), byte_hash(routine.routine.name)});
  }
}

void TextAnalyzer::suppress(const Text& text, std::span<const Span> comments,
                            std::span<const Span> statements, TextFindings& found) {
  std::vector<Suppression> suppressions;
  if (settings_.heeds_comments) suppressions = find_suppressions(text.sql, comments, statements);
  std::ranges::move(found.pending, std::back_inserter(suppressions));
  found.pending.clear();
  std::vector<SuppressibleFinding> candidates;
  for (const RuleFinding& finding : found.findings) {
    candidates.push_back({finding.rule->rule->meta.id, finding.finding.at.begin, finding.run_at});
  }
  SuppressionResult result = match_suppressions(suppressions, candidates, rules_);
  // Whoever silences a finding has silenced those that it speaks for.
  const std::vector<std::optional<std::size_t>> speakers = speakers_for(found.findings);
  std::vector<RuleFinding> kept;
  for (std::size_t i = 0; i < found.findings.size(); ++i) {
    if (speakers[i] && !result.silenced[i]) speak_for(found.findings[*speakers[i]], found.findings[i]);
  }
  for (std::size_t i = 0; i < found.findings.size(); ++i) {
    if (result.silenced[i]) {
      ++suppressed;
      found.silences.push_back(
          {found.findings[i].finding.at, std::string(candidates[i].rule) + " is silenced by a comment"});
    } else if (!speakers[i]) {
      kept.push_back(std::move(found.findings[i]));
    }
  }
  found.findings = std::move(kept);
  if (text.more_follows) {
    found.pending = std::move(result.unused);
    return;
  }
  const ScriptCatalog nothing;
  for (const Suppression& subject : result.unused) {
    const Statement whole{.at = subject.at, .direction = text.direction, .setting = text.setting};
    std::vector<Finding> fresh;
    RuleContext ctx(text.sql, whole, {}, nothing, settings_, fresh, project_);
    run(rules_.checks_of(Subject::UnusedSuppression), &subject, ctx, whole, fresh, found);
  }
}

/// Whether a text that only looks like SQL is SQL from its first word to its last.
bool TextAnalyzer::is_all_sql(const Text& text, const ScriptLayout& layout) {
  const std::size_t statements_before = statements;
  TextFindings unused;
  const bool all = !layout.statements.empty() &&
                   std::ranges::all_of(layout.statements, [&](const StatementText& statement) {
                     const std::optional<Parsed> parsed = parse(text, statement, layout, unused, false);
                     return parsed && parsed->may_fix;
                   });
  statements = statements_before;
  return all;
}

TextFindings TextAnalyzer::look_at(const Text& text, ScriptCatalog& catalog) {
  TextFindings found;
  ScriptLayout layout = split_script(text.sql, {.is_psql_script = text.is_psql_script});
  if (text.belief == Belief::Shape && !is_all_sql(text, layout)) return found;
  std::vector<CarriedBody> bodies;
  std::vector<Span> statement_spans;
  std::vector<Span> unparsed;
  auto meta_command = layout.gaps.begin();
  std::optional<Direction> previous;
  const auto meet_meta_command = [&](Span command) {
    add_meta_command_use(text.sql, command, found.uses);
    const bool is_up = direction_at(text, command.begin) == Direction::Up;
    if (is_up && facts_ == FactsWanted::Yes) add_inclusion(text.sql, command, text.may_run, found.schema);
  };
  for (const StatementText& statement_text : layout.statements) {
    for (; meta_command != layout.gaps.end() && meta_command->begin < statement_text.at.begin;
         ++meta_command) {
      meet_meta_command(*meta_command);
      const std::string_view line = slice(text.sql, *meta_command);
      if (line.starts_with("\\connect") || line.starts_with("\\c "))
        catalog.start_section();  // another database
    }
    const Direction direction = direction_at(text, statement_text.at.begin);
    if (previous && direction != *previous) {
      catalog.start_section();
      found.checks_database = false;
      found.is_for_tests = false;
    }
    previous = direction;

    const auto look = [&](const StatementText& piece, bool is_certain) {
      const Stakes stakes = found.is_for_tests ? Stakes::Nothing : Stakes::Data;
      const std::size_t findings = found.findings.size();
      const std::size_t uses = found.uses.size();
      const std::optional<Parsed> parsed = parse(text, piece, layout, found, is_certain);
      if (!parsed) return false;
      const Statement statement{
          piece.at, parsed->node, direction,
          parsed->node->type == T_CreateFunctionStmt ? Setting::FunctionBody : text.setting};
      look_at_statement(text, statement, *parsed, catalog, found, bodies);
      for (const CarriedBody& carried : bodies) look_at_body(text, carried, catalog, found);
      bodies.clear();
      weigh(found, stakes, findings, uses);
      return true;
    };
    const bool errors_before = has_syntax_error;
    has_syntax_error = false;
    Span reported = statement_text.at;  // what a comment beside the statement speaks of
    std::vector<Span> recovered;
    const bool is_parsed = look(statement_text, true);
    if (!is_parsed) {
      unparsed.push_back(statement_text.at);
      if (direction == Direction::Up && facts_ == FactsWanted::Yes)
        add_unparsed_statement(text.sql, statement_text.at, found.schema);
    }
    if (!is_parsed && has_syntax_error) {
      for (const StatementText& piece : resynchronize(text.sql, statement_text.at)) {
        if (piece.at == statement_text.at) continue;
        reported.end = std::min(reported.end, piece.at.begin);
        recovered.push_back(piece.at);
        look(piece, false);
      }
    }
    statement_spans.push_back(reported);
    statement_spans.insert(statement_spans.end(), recovered.begin(), recovered.end());
    has_syntax_error = has_syntax_error || errors_before;
  }
  for (; meta_command != layout.gaps.end(); ++meta_command) meet_meta_command(*meta_command);
  std::erase_if(layout.long_identifiers, [&](Span name) {  // who knows what is a name in there
    const auto behind = std::ranges::upper_bound(unparsed, name.begin, {}, &Span::begin);
    return behind != unparsed.begin() && std::prev(behind)->contains(name);
  });
  look_at_whole(text, layout.long_identifiers, catalog, found);
  if (text.belief == Belief::Shape) {
    std::erase_if(found.findings,
                  [](const RuleFinding& finding) { return !finding.rule->rule->meta.is_specific; });
  }
  if (text.is_lowered) {
    std::erase_if(found.findings,
                  [](const RuleFinding& finding) { return finding.rule->rule->meta.judges_spelling; });
  }
  suppress(text, layout.comments, statement_spans, found);
  return found;
}

}  // namespace floodwall
