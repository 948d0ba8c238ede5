#include <map>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

/// One list of names in which each may stand once.
class SeenColumns {
 public:
  SeenColumns(std::string_view what, RuleContext& ctx) : what_(what), ctx_(ctx) {}

  void see(std::string_view column, int location) {
    if (column.empty()) return;
    const Span at = ctx_.token_at(location);
    if (ctx_.has_hole(at)) return;  // two holes may be two names
    const auto [first, is_new] = first_.try_emplace(std::string(column), at);
    if (is_new) return;
    ctx_.report({.at = at,
                 .message = "column " + quoted_identifier(column) + " " + std::string(what_) +
                            " more than once: PostgreSQL rejects the statement",
                 .notes = {{first->second, "here first"}}});
  }

 private:
  std::string_view what_;
  RuleContext& ctx_;
  std::map<std::string, Span> first_;
};

/// SET a = 1, a = 2; but SET a.x = 1, a.y = 2 and SET a[1] = …, a[2] = … touch different parts.
void check_assignments(const List* targets, std::string_view what, RuleContext& ctx) {
  SeenColumns seen(what, ctx);
  for (const ResTarget& target : each<ResTarget>(targets)) {
    if (target.indirection == nullptr) seen.see(view_of(target.name), target.location);
  }
}

void check_insert(const InsertStmt& insert, RuleContext& ctx) {
  check_assignments(insert.cols, "is inserted", ctx);
  if (insert.onConflictClause != nullptr)
    check_assignments(insert.onConflictClause->targetList, "is assigned", ctx);
}

void check_update(const UpdateStmt& update, RuleContext& ctx) {
  check_assignments(update.targetList, "is assigned", ctx);
}

void check_merge(const MergeWhenClause& when, RuleContext& ctx) {
  check_assignments(when.targetList, when.commandType == CMD_INSERT ? "is inserted" : "is assigned", ctx);
}

void check_create(const CreateStmt& table, RuleContext& ctx) {
  SeenColumns seen("is defined", ctx);
  for (const ColumnDef& column : each<ColumnDef>(table.tableElts))
    seen.see(view_of(column.colname), column.location);
}

}  // namespace

extern constexpr Rule duplicate_column = {
    .meta = {.id = "duplicate-column",
             .summary = "A column is assigned, inserted or defined twice in one statement",
             .severity = Severity::Error,
             .since = "0.1",
             .judges_spelling = true,
             .aliases = {"squawk:ban-duplicate-column-assignments"}},
    .trigger = on<check_insert, check_update, check_merge, check_create>,
};

}  // namespace floodwall::rules
