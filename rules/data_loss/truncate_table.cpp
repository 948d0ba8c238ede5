#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

/// What becomes of the tables below those named: ONLY before a name leaves them alone.
std::string and_below(const std::vector<std::string>& with_children, std::size_t named) {
  if (with_children.empty()) return ", inheritance children left out";
  std::string text = ", partitions and inheritance children ";
  if (with_children.size() < named) {
    for (const std::string& name : with_children)
      text += (&name == &with_children.front() ? "of " : ", ") + name;
    text += " ";
  }
  return text + "included";
}

void check(const TruncateStmt& truncate, RuleContext& ctx) {
  if (truncate.behavior == DROP_CASCADE) return;  // truncate-cascade says more
  std::string named;
  std::size_t count = 0;
  std::vector<std::string> with_children;
  std::vector<std::string> tables;
  Span names = ctx.statement().at;
  for (const RangeVar& relation : each<RangeVar>(truncate.relations)) {
    if (ctx.is_new_table(relation)) continue;
    const Span at = ctx.span_of(relation);
    names = named.empty() ? at : names.joined(at);
    named += (named.empty() ? "" : ", ") + ctx.name(relation);
    tables.push_back(display(name_of(relation)));
    ++count;
    if (relation.inh) with_children.push_back(ctx.name(relation));
  }
  if (named.empty()) return;
  const std::optional<Span> verb = ctx.words_before(names.begin, {"truncate"});
  ctx.report({
      .at = verb ? verb->joined(names) : names,
      .message = "removes every row of " + named + " at once" + and_below(with_children, count),
      .notes = {{{}, "TRUNCATE fires no row triggers, so nothing that listens to deletes will know"}},
      .tables = std::move(tables),
  });
}

}  // namespace

extern constexpr Rule truncate_table = {
    .meta = {.id = "truncate-table",
             .summary = "TRUNCATE removes every row of a table",
             .severity = Severity::Warning,
             .since = "0.1",
             .is_about_live_data = true,
             .yields_to = {"truncate-cascade", "replace-without-backup", "unguarded-test-database",
                           "unguarded-downgrade"},
             .aliases = {"pgls:banTruncate"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
