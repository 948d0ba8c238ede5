#include <string>

#include <fmt/core.h>

#include "analyzer/catalog/reach_words.h"
#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const CreateStmt& create, RuleContext& ctx) {
  if (ctx.project() == nullptr || create.if_not_exists) return;
  if (ctx.statement().direction == Direction::Down) return;
  const ProjectSchema& project = ctx.project()->schema;
  const auto known = project.conflicts.find(ctx.project()->file);
  if (known == project.conflicts.end()) return;
  const RelationName name = name_of(*create.relation);
  for (const DefinitionConflict& conflict : known->second) {
    if (conflict.name.name != name.name) continue;
    if (!name.schema.empty() && conflict.name.schema != name.schema) continue;
    // Made twice by one script: the second time is one too many, unless another database is connected to.
    const bool is_same_file = conflict.other.file == ctx.project()->file;
    if (is_same_file && !ctx.is_new_table(name)) continue;
    const std::string where = fmt::format("{}:{}", project.path_of(conflict.other.file), conflict.other.line);
    ctx.report({.at = ctx.span_of(*create.relation),
                .message = fmt::format("{} is also made in {}{}, with other columns: {}", ctx.name(name),
                                       where, conflict.is_end_of_chain ? " and the migrations behind it" : "",
                                       listed(conflict.differences))});
  }
}

}  // namespace

extern constexpr Rule conflicting_definition = {
    .meta = {.id = "conflicting-definition",
             .summary = "A table is made twice for one database, with different columns",
             .severity = Severity::Warning,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
