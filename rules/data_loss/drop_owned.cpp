#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const DropOwnedStmt& drop, RuleContext& ctx) {
  const std::vector<Span> roles = ctx.listed_after({"drop", "owned", "by"});
  std::string named;
  for (const Span role : roles) named += (named.empty() ? "" : ", ") + std::string(ctx.text(role));
  ctx.report({
      .at = ctx.leading({"drop", "owned", "by"}).joined(roles.empty() ? ctx.statement().at : roles.back()),
      .message = "drops every object in this database that " + named +
                 (roles.size() == 1 ? " owns" : " own") + ", tables with their rows included" +
                 (drop.behavior == DROP_CASCADE ? ", and everything that depends on them" : ""),
      .notes = {{{}, "to keep the objects, give them to another role first: REASSIGN OWNED BY … TO …"}},
  });
}

}  // namespace

extern constexpr Rule drop_owned = {
    .meta = {.id = "drop-owned",
             .summary = "DROP OWNED removes everything that a role owns",
             .severity = Severity::Error,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true,
             .yields_to = {"unguarded-test-database", "unguarded-downgrade"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
