#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/reach_words.h"
#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

constexpr std::size_t most_named = 12;

/// What the project's keys lead to, with the keys as notes; the named tables are not in it.
std::vector<std::string> reached_by_keys(const TruncateStmt& truncate, RuleContext& ctx,
                                         std::vector<Note>& notes, std::string& open) {
  std::vector<std::string> names;
  if (ctx.project() == nullptr) return names;
  std::vector<TargetTable> targets;
  for (const RangeVar& relation : each<RangeVar>(truncate.relations)) {
    const Relation* known = ctx.project()->find(name_of(relation));
    if (known != nullptr) targets.push_back({known->name, !relation.inh});
  }
  const TruncateReach reach = truncate_reach(ctx.project()->catalog, targets, DROP_CASCADE);
  if (!targets.empty()) open = ctx.project()->schema.open.empty() ? reach.open : ctx.project()->schema.open;
  for (const ReachedTable& each : reach.tables) {
    if (each.kind == ReachKind::Named) continue;
    names.push_back(shown(each.table));
    if (each.kind == ReachKind::ForeignKey && notes.size() < most_named)
      notes.push_back({{}, shown(each.table) + " by " + shown(each.key)});
  }
  return names;
}

void check(const TruncateStmt& truncate, RuleContext& ctx) {
  if (truncate.behavior != DROP_CASCADE) return;
  std::vector<std::string> named;
  std::vector<std::string> tables;
  std::vector<std::string> reached;
  Span first = ctx.statement().at;
  std::uint32_t last_end = ctx.statement().at.begin;
  bool all_new = true;
  for (const RangeVar& relation : each<RangeVar>(truncate.relations)) {
    const Span at = ctx.span_of(relation);
    if (named.empty()) first = at;
    last_end = at.end;
    all_new = all_new && ctx.is_new_table(relation);
    named.push_back(ctx.name(relation));
    tables.push_back(display(name_of(relation)));
    for (const RelationName& table : ctx.catalog().truncate_reach(name_of(relation))) {
      reached.push_back(shown(table));
    }
  }
  std::vector<Note> keys;
  std::string open;
  for (std::string& name : reached_by_keys(truncate, ctx, keys, open)) reached.push_back(std::move(name));
  std::set<std::string> listed_already(named.begin(), named.end());
  std::erase_if(reached, [&](const std::string& name) { return !listed_already.insert(name).second; });
  if (named.empty() || all_new) return;

  const Span verb = ctx.words_before(first.begin, {"truncate"}).value_or(ctx.statement().at);
  const std::optional<Span> cascade = ctx.words_after(last_end, {"cascade"});
  Finding finding{.at = cascade ? verb.joined(*cascade) : ctx.statement().at,
                  .message = "empties " + listed(named, most_named)};
  if (reached.empty()) {
    finding.message += " and every table that refers to " + std::string(named.size() == 1 ? "it" : "them") +
                       " by a foreign key, and so on from there";
  } else {
    finding.message = "empties " + std::to_string(named.size() + reached.size()) +
                      " tables: " + listed(named, most_named) + ", and through foreign keys " +
                      listed(reached, most_named);
  }
  if (!reached.empty() && !open.empty()) finding.message += ", and perhaps more: " + open;
  finding.tables = std::move(tables);
  finding.notes = std::move(keys);
  finding.notes.push_back(
      {{},
       "TRUNCATE follows every foreign key, whatever its ON DELETE action, and empties the whole "
       "table at its other end, rows with a NULL key included"});
  if (cascade) {
    finding.fix =
        Fix::needs_review("drop CASCADE: PostgreSQL then refuses while another table refers to this one",
                          {remove(ctx.with_blank_before(*cascade))});
  }
  ctx.report(std::move(finding));
}

}  // namespace

extern constexpr Rule truncate_cascade = {
    .meta = {.id = "truncate-cascade",
             .summary = "TRUNCATE … CASCADE also empties every table that refers to the named ones",
             .severity = Severity::Error,
             .fix = FixOffer::Sometimes,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true,
             .yields_to = {"unguarded-test-database"},
             .aliases = {"squawk:ban-truncate-cascade", "pgls:banTruncateCascade"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
