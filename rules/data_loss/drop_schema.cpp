#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const DropStmt& drop, RuleContext& ctx) {
  if (drop.removeType != OBJECT_SCHEMA || drop.behavior == DROP_CASCADE) return;
  if (ctx.statement().direction == Direction::Down) return;
  const std::vector<Span> places = ctx.listed_after({"drop", "schema"});
  std::size_t index = 0;
  for (const String& schema : each<String>(drop.objects)) {
    const Span at = index < places.size() ? places[index] : ctx.statement().at;
    ++index;
    if (ctx.catalog().is_new_object(OBJECT_SCHEMA, {"", schema.sval})) continue;
    ctx.report(
        {.at = at,
         .message = "drops schema " + ctx.name({"", schema.sval}, at) + ", a namespace that others may use"});
  }
}

}  // namespace

extern constexpr Rule drop_schema = {
    .meta = {.id = "drop-schema",
             .summary = "DROP SCHEMA removes a namespace",
             .severity = Severity::Error,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true,
             .yields_to = {"unguarded-test-database", "unguarded-downgrade"},
             .aliases = {"pgls:banDropSchema"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
