// What a verdict says of the limits on rows and statements.
#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "integrations/guard/core/guard.h"

namespace floodwall::guard {

Limits Verdict::limits() const {
  const PolicySubject about = subject();
  return session_.guard().policy().limits_for(about.database, about.role);
}

bool Verdict::may_exceed(std::string_view limit) const {
  return session_.overrides.reason_for(limit, Overrides::Clock::now()) != nullptr;
}

int Verdict::removals() const {
  if (findings_->prepares) return 0;
  int others = 0;
  int deletes = 0;
  for (const JudgedFinding& each : judged_) {
    const std::string_view rule = each.found->rule->rule->meta.id;
    if (usual_action(*each.found->rule) == Action::Allow || rule == "update-without-where") continue;
    if (each.found->is_doubt || each.toll.is_nothing || each.toll.is_empty) continue;
    rule == "delete-without-where" ? ++deletes : ++others;
  }
  return others + std::max(deletes, deletes_);
}

void Verdict::judge_budget() {
  over_budget_.clear();
  if (share_ || !is_guarded()) return;
  const std::optional<std::int64_t> most = limits().statements;
  const int more = removals();
  session_.budget.pass_time(Budget::Clock::now(), session_.guard().policy().budget_period);
  if (!most || more == 0 || session_.budget.statements() + more <= *most || may_exceed("max-statements"))
    return;
  over_budget_ = fmt::format("max-statements: the policy allows a session {} statement{} that remove{} data",
                             *most, *most == 1 ? "" : "s", *most == 1 ? "s" : "");
  const std::string before = session_.budget.words_of_statements();
  if (!before.empty()) over_budget_ += "; " + before;
}

/// What is let through counts, be it rolled back later.
void Verdict::spend() {
  if (share_ || !is_run_ || !is_guarded() || !session_.guard().policy().has_limits()) return;
  const int more = removals();
  if (more == 0 && !(rows_.counts && limits().session_rows)) return;
  share_ = session_.budget.add(Budget::Clock::now(), more, masked(sql_));
}

void Verdict::take_back() {
  if (share_) session_.budget.take_back(*std::exchange(share_, std::nullopt));
}

std::optional<std::int64_t> Verdict::row_limit() const {
  if (!rows_.counts || !is_guarded()) return std::nullopt;
  const Limits most = limits();
  std::optional<std::int64_t> least;
  if (most.rows && !may_exceed("max-rows")) least = most.rows;
  if (most.session_rows && !may_exceed("max-rows-per-session")) {
    const std::int64_t left = std::max<std::int64_t>(0, *most.session_rows - session_.budget.rows());
    least = least ? std::min(*least, left) : left;
  }
  // Without a limit for this one they are counted all the same: others of the session may have one.
  const bool has_budget = most.session_rows || (most.statements && deletes_ != 0);
  return least || !has_budget ? least : std::optional(std::numeric_limits<std::int64_t>::max());
}

/// Why so many rows are too many, which they are.
std::string Verdict::reason_against(std::string_view takes, double rows) const {
  const Limits most = limits();
  if (most.rows && static_cast<double>(*most.rows) < rows && !may_exceed("max-rows"))
    return fmt::format("max-rows: {}, where the policy allows {}", takes,
                       grouped(static_cast<double>(*most.rows)));
  const std::string before = session_.budget.words_of_rows();
  return fmt::format("max-rows-per-session: {}, where the policy allows a session {}{}{}", takes,
                     grouped(static_cast<double>(most.session_rows.value_or(0))), before.empty() ? "" : "; ",
                     before);
}

void Verdict::counted(std::int64_t rows) {
  if (rows < 0) {
    take_back();
    is_run_ = false;
    return;
  }
  const std::optional<std::int64_t> limit = row_limit();
  const auto exact = static_cast<double>(rows);
  if (limit && *limit < rows) {
    take_back();
    is_decided_ = false;  // whatever was written before it ran
    too_many_ = reason_against(fmt::format("takes or changes {} rows", grouped(exact)), exact);
    judge();
    return;
  }
  spend();
  if (share_) session_.budget.tell_rows(*share_, rows);
}

}  // namespace floodwall::guard
