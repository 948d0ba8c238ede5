#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const DropStmt& drop, RuleContext& ctx) {
  if (drop.removeType != OBJECT_MATVIEW || drop.behavior == DROP_CASCADE) return;
  if (ctx.statement().direction == Direction::Down) return;
  const std::vector<Span> places = ctx.listed_after({"drop", "materialized", "view"});
  std::size_t index = 0;
  for (const Node& object : each<Node>(drop.objects)) {
    const Span at = index < places.size() ? places[index] : ctx.statement().at;
    ++index;
    const RelationName view = name_of(reinterpret_cast<const List*>(&object));
    if (ctx.is_new_table(view)) continue;
    ctx.report({.at = at,
                .message = "drops materialized view " + ctx.name(view, at) +
                           ": its rows must be computed anew, and its indexes are gone"});
  }
}

}  // namespace

extern constexpr Rule drop_materialized_view = {
    .meta = {.id = "drop-materialized-view",
             .summary = "DROP MATERIALIZED VIEW removes the stored rows and the indexes on them",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
