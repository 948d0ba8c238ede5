#include <string>
#include <utility>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const DropStmt& drop, RuleContext& ctx) {
  if (drop.removeType != OBJECT_TABLE || drop.behavior == DROP_CASCADE) return;  // CASCADE is drop-cascade's
  const std::vector<Span> places = ctx.listed_after({"drop", "table"});
  std::size_t index = 0;
  for (const Node& object : each<Node>(drop.objects)) {
    const Span at = index < places.size() ? places[index] : ctx.statement().at;
    ++index;
    const RelationName table = name_of(reinterpret_cast<const List*>(&object));
    if (ctx.is_new_table(table)) continue;
    // Taking back what the way up made is what a down section is for.
    if (ctx.statement().direction == Direction::Down && !ctx.catalog().undoes_more(table)) continue;
    Finding finding{.at = at,
                    .message = "drops table " + ctx.name(table, at) + " with all its rows",
                    .tables = {display(table)}};
    const bool is_way_back = ctx.statement().direction == Direction::Down;
    const std::string uses = ctx.project() == nullptr || is_way_back ? "" : ctx.project()->still_used(table);
    if (!uses.empty()) finding.notes.push_back({{}, uses});
    ctx.report(std::move(finding));
  }
}

}  // namespace

extern constexpr Rule drop_table = {
    .meta = {.id = "drop-table",
             .summary = "DROP TABLE removes a table with its rows, and breaks the code that still uses it",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true,
             .yields_to = {"unguarded-test-database", "unguarded-downgrade"},
             .aliases = {"squawk:ban-drop-table", "pgls:banDropTable"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
