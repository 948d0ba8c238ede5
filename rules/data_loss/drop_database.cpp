#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const DropdbStmt& drop, RuleContext& ctx) {
  const std::vector<Span> places = ctx.listed_after({"drop", "database"});
  const Span name = places.empty() ? ctx.statement().at : places[0];
  ctx.report({.at = ctx.leading({"drop", "database"}).joined(name),
              .message = "drops database " + ctx.name({"", std::string(view_of(drop.dbname))}, name) +
                         " with everything in it; there is no way back but a backup",
              .database = std::string(view_of(drop.dbname))});
}

}  // namespace

extern constexpr Rule drop_database = {
    .meta = {.id = "drop-database",
             .summary = "DROP DATABASE removes a whole database",
             .severity = Severity::Error,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true,
             .yields_to = {"unguarded-test-database", "unguarded-downgrade"},
             .aliases = {"squawk:ban-drop-database", "pgls:banDropDatabase"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
