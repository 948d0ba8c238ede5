#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const TruncateStmt& truncate, RuleContext& ctx) {
  if (truncate.behavior == DROP_CASCADE) return;  // truncate-cascade says more
  std::string named;
  Span names = ctx.statement().at;
  for (const RangeVar& relation : each<RangeVar>(truncate.relations)) {
    if (ctx.is_new_table(relation)) continue;
    const Span at = ctx.span_of(relation);
    names = named.empty() ? at : names.joined(at);
    named += (named.empty() ? "" : ", ") + ctx.name(relation);
  }
  if (named.empty()) return;
  const std::optional<Span> verb = ctx.words_before(names.begin, {"truncate"});
  ctx.report({
      .at = verb ? verb->joined(names) : names,
      .message = "removes every row of " + named + " at once, partitions and inheritance children included",
      .notes = {{{}, "TRUNCATE fires no row triggers, so nothing that listens to deletes will know"}},
  });
}

}  // namespace

extern constexpr Rule truncate_table = {
    .meta = {.id = "truncate-table",
             .summary = "TRUNCATE removes every row of a table",
             .severity = Severity::Warning,
             .since = "0.1",
             .aliases = {"pgls:banTruncate"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
