#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/engine/database_check.h"
#include "analyzer/engine/place.h"
#include "analyzer/engine/text_analysis.h"
#include "analyzer/sql/lexer.h"

namespace floodwall {

/// The pieces of a PL/pgSQL body share one Script: together they are what runs.
TextFindings TextAnalyzer::look_at_plpgsql(const Text& body, ScriptCatalog& catalog) {
  TextFindings found;
  std::vector<Span> places;
  std::vector<Span> long_identifiers;
  std::size_t branches = 0;
  for (const EmbeddedSql& piece : plpgsql_statements(body.sql)) {
    for (std::uint32_t i = 0; i < piece.branches_left; ++i) catalog.leave_branch();
    for (std::uint32_t i = 0; i < piece.branches_entered; ++i) catalog.enter_branch();
    branches += piece.branches_entered;
    branches -= piece.branches_left;
    const Text text{.sql = piece.sql,
                    .holes = piece.holes,
                    .sections = {},
                    .setting = body.setting,
                    .direction = body.direction,
                    .depth = body.depth + 1,
                    .may_run = body.may_run || branches != 0};
    const ScriptLayout layout = split_script(text.sql, {.is_psql_script = false});
    std::vector<CarriedBody> bodies;
    TextFindings inner;
    for (const StatementText& each_text : layout.statements) {
      const std::optional<Parsed> parsed = parse(text, each_text, layout, inner, false);
      if (!parsed) continue;
      const Statement statement{each_text.at, parsed->node, text.direction, text.setting};
      look_at_statement(text, statement, *parsed, catalog, inner, bodies);
    }
    for (const CarriedBody& carried : bodies) look_at_body(text, carried, catalog, inner);
    for (const Span name : layout.long_identifiers) {
      if (!piece.dynamic) long_identifiers.push_back(piece.map.locate(name));
    }
    lift(inner, piece.map, piece.dynamic ? Host::Literal : Host::Plain);
    add(std::move(inner), found);
    add_places(body.sql, piece.map, places);
  }
  for (; branches != 0; --branches) catalog.leave_branch();
  look_at_whole(body, long_identifiers, catalog, found);

  std::vector<Span> comments;
  if (body.sql.find("ignore") != std::string_view::npos) {
    Lexer lexer(body.sql);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
      if (token.kind == TokenKind::Comment) comments.push_back(token.at);
    }
  }
  suppress(body, comments, sorted_and_joined(std::move(places)), found);
  return found;
}

void TextAnalyzer::look_at_body(const Text& text, const CarriedBody& carried, ScriptCatalog& catalog,
                                TextFindings& found) {
  const RoutineBody& body = carried.body;
  const Text inside{.sql = body.text,
                    .holes = {},
                    .sections = {},
                    .setting = body.runs_now ? text.setting : Setting::FunctionBody,
                    .direction = direction_at(text, carried.statement.begin),
                    .depth = text.depth + 1,
                    .may_run = text.may_run || !body.runs_now};
  ScriptCatalog when_called(&catalog);
  ScriptCatalog& known = body.runs_now ? catalog : when_called;
  TextFindings inner;
  if (body.language == "plpgsql") {
    inner = look_at_plpgsql(inside, known);
  } else if (body.language == "sql") {
    inner = look_at(inside, known);
  }
  const DatabaseCheck check = body.runs_now ? database_check_of(body.text) : DatabaseCheck::None;
  found.checks_database = found.checks_database || check != DatabaseCheck::None;
  found.is_for_tests = found.is_for_tests || check == DatabaseCheck::TestOnly;
  lift(inner, body.map, Host::Literal);  // into the statement's text, and that stands in ours
  lift(inner, SourceMap::verbatim(carried.statement.size(), carried.statement.begin));
  for (Loss& loss : inner.losses) loss.is_checked = loss.is_checked || found.checks_database;
  if (!body.runs_now) inner.losses.clear();
  inner.uses.clear();
  add(std::move(inner), found);
}

}  // namespace floodwall
