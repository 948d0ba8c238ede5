#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "analyzer/rule/rule.h"
#include "analyzer/text/spelling.h"

namespace floodwall::rules {
namespace {

/// "db/0005_tidy.sql:12".
std::string place(const ProjectSchema& project, const Place& at) {
  return fmt::format("{}:{}", project.path_of(at.file), at.line);
}

/// What became of a relation of this name, if it once was there; empty if it never was.
std::string end_of(const ProjectSchema& project, const RelationName& name) {
  const auto known = project.history.find(name.name);
  if (known == project.history.end()) return "";
  const SchemaEvent& last = known->second.back();
  if (last.kind == SchemaEvent::Kind::Dropped) return "dropped in " + place(project, last.at);
  if (last.kind != SchemaEvent::Kind::Renamed) return "";
  return fmt::format("renamed to {} in {}", display({last.name.schema, last.new_name}),
                     place(project, last.at));
}

/// Where else a relation of this name is, if that is where a schema was written wrongly.
std::string elsewhere(const ProjectSchema& project, const RelationName& name) {
  const auto known = project.definitions.find(name.name);
  if (name.schema.empty() || known == project.definitions.end()) return "";
  return "defined only as " + display(known->second.front()->name);
}

std::string in_tests_only(const ProjectSchema& project, const RelationName& name) {
  const auto known = project.in_tests.find(name.name);
  if (known == project.in_tests.end()) return "";
  return "defined only for tests, in " + place(project, known->second.front()->at);
}

std::string similar(const ProjectSchema& project, const RelationName& name) {
  std::vector<std::string_view> names;
  for (const auto& [each, relations] : project.definitions) {
    if (relations.front()->kind != RelationKind::Sequence) names.emplace_back(each);
  }
  return std::string(nearest_word(name.name, names));
}

/// As it is written: `table`, `schema.table`.
Span place_of(const TableReference& table, const RuleContext& ctx) {
  const bool has_schema = !table.name.schema.empty();
  if (0 <= table.location) return ctx.name_at(table.location, has_schema ? 2 : 1);
  const std::span<const Token> tokens = ctx.tokens();  // COMMENT ON: the tree does not tell
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (identifier_of(ctx.text(tokens[i].at)) != table.name.name) continue;
    return has_schema && 1 < i ? Span{tokens[i - 2].at.begin, tokens[i].at.end} : tokens[i].at;
  }
  return ctx.token_at(table.location);
}

/// ALTER INDEX, COMMENT ON INDEX, REINDEX INDEX: constraints make indexes, too, under names of PostgreSQL's.
bool is_about_index(const RuleContext& ctx) {
  const std::span<const Token> tokens = ctx.tokens().first(std::min<std::size_t>(3, ctx.tokens().size()));
  return std::ranges::any_of(tokens,
                             [&](const Token& each) { return is_word(ctx.text(each.at), "index"); }) &&
         !is_word(ctx.text(tokens.front().at), "create");
}

void check(const StatementNames& names, RuleContext& ctx) {
  if (is_about_index(ctx)) return;
  const ProjectSchema& project = ctx.project()->schema;
  for (std::size_t i = 0; i < names.resolution.tables.size(); ++i) {
    const TableReference& table = names.resolution.tables[i];
    if (names.judgement.tables[i].existence != Existence::Undefined || table.may_be_missing) continue;
    if (table.use == ReferenceUse::Drops) continue;  // an error that takes nothing along
    const Span at = place_of(table, ctx);
    Finding finding{
        .at = at, .message = ctx.name(table.name, at) + " is defined nowhere", .severity = Severity::Error};
    if (const std::string end = end_of(project, table.name); !end.empty()) {
      finding.message = ctx.name(table.name, at) + " is not there any more: " + end;
    } else if (const std::string other = elsewhere(project, table.name); !other.empty()) {
      finding.message += ": " + other;
    } else if (const std::string tests = in_tests_only(project, table.name); !tests.empty()) {
      finding.message = ctx.name(table.name, at) + " is " + tests;
      finding.severity = Severity::Warning;
    } else if (const std::string near = similar(project, table.name); !near.empty()) {
      finding.message += "; similar: " + quoted_identifier(near);
    } else {
      finding.severity = Severity::Warning;
    }
    ctx.report(std::move(finding));
  }
}

}  // namespace

extern constexpr Rule undefined_table = {
    .meta = {.id = "undefined-table",
             .summary = "A statement uses a table or view that nothing in the repository defines",
             .severity = Severity::Warning,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
