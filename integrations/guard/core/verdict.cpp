#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "integrations/guard/core/backup.h"
#include "integrations/guard/core/emptiness.h"
#include "integrations/guard/core/fork_safety.h"
#include "integrations/guard/core/guard.h"
#include "integrations/guard/core/row_counts.h"

namespace floodwall::guard {
namespace {

constexpr double doubtful_factor = 10;
constexpr int most_identity_questions = 2;  // with and without what a role may have no right to

}  // namespace

Verdict::Verdict(Session& session, std::string_view sql) : session_(session) {
  is_own_ = session.is_own(sql) && !is_for_real();
  findings_ = is_own_ ? std::make_shared<const StatementFindings>() : session.guard().findings_in(sql);
  rows_ = findings_->rows;
  deletes_ = findings_->deletes;
  if (!findings_->executes.empty()) {
    const PreparedStatement* const known = session.prepared(findings_->executes);
    rows_.counts = rows_.counts && known != nullptr && known->counts;
    deletes_ += known == nullptr ? 0 : known->deletes;
  }
  const bool is_limited =
      (rows_.counts || deletes_ != 0 || findings_->prepares) && session.guard().policy().has_limits();
  if (findings_->findings.empty() && findings_->unread.empty() && !is_limited && !is_for_real()) return;
  const ForkPass pass;
  sql_ = sql;
  tables_ = tables_in(findings_->findings);
  judge();
  ask();
}

/// What the policy says without the database, then less, where the database is one for tests, nothing is
/// there to be lost, or somebody answers for it.
Action Verdict::action_of(const StatementFinding& each, const Toll& toll, std::string& allowed_by) {
  const Policy& policy = session_.guard().policy();
  std::vector<RelationName> tables;
  for (const TakenTable& table : toll.tables) tables.push_back(table.name);
  PolicySubject about = subject();
  if (live_) about.tables = tables;
  const Action action = policy.action_for(*each.rule, about);
  if (action == Action::Allow) return action;
  const DatabaseJudgement judgement = judgement_for(each);
  if (!policy.guards(judgement.is_test)) {
    allowed_by = judgement.because;
    return Action::Allow;
  }
  if (each.is_doubt && !live_) return Action::Allow;
  const std::string* reason =
      session_.overrides.reason_for(each.rule->rule->meta.id, Overrides::Clock::now());
  if (reason == nullptr) return action;
  allowed_by = "override: " + *reason;
  return Action::Allow;
}

/// DROP DATABASE is run from another one.
DatabaseJudgement Verdict::judgement_for(const StatementFinding& each) const {
  return each.finding.database.empty() ? session_.judgement() : session_.judgement_of(each.finding.database);
}

void Verdict::judge() {
  judged_.clear();
  action_ = Action::Allow;
  for (const StatementFinding& each : findings_->findings) {
    JudgedFinding judged{.found = &each};
    if (live_) judged.toll = toll_of(each, tables_, *live_);
    judged.action = action_of(each, judged.toll, judged.allowed_by);
    const bool may_be_nothing = findings_->is_single || each.is_doubt;
    if (live_ && judged.toll.is_nothing && may_be_nothing) {
      judged.action = Action::Allow;
      judged.allowed_by = "there is nothing that was there before";
    }
    const bool is_usual = !session_.guard().policy().speaks_of(each.rule->rule->meta.id);
    if (live_ && judged.toll.is_empty && findings_->is_single && is_usual) {
      judged.must_stay_empty = judged.action != Action::Allow;
      judged.action = Action::Allow;
      judged.allowed_by = "the tables are empty";
    }
    if (wants_backup(judged) && !live_ && has_asked_tables_) {
      judged.action = Action::Deny;
      judged.allowed_by = "a backup must be made first, and the database does not say of what";
    }
    action_ = std::max(action_, judged.action);
    judged_.push_back(std::move(judged));
  }
  const bool counts = session_.guard().policy().is_strict && is_guarded();
  unread_action_ = findings_->unread.empty() || !counts ? Action::Allow : Action::Deny;
  if (unread_action_ != Action::Allow &&
      session_.overrides.reason_for("syntax-error", Overrides::Clock::now()) != nullptr)
    unread_action_ = Action::Allow;
  judge_budget();
  const bool is_denied = !too_many_.empty() || !over_budget_.empty() || is_for_real();
  action_ = std::max({action_, unread_action_, is_denied ? Action::Deny : Action::Allow});
}

/// Whether the policy has anything against the text, in some database.
bool Verdict::has_stakes() const {
  const Policy& policy = session_.guard().policy();
  if (is_for_real()) return true;
  if (!findings_->unread.empty() && policy.is_strict) return true;
  if ((rows_.counts || deletes_ != 0) && policy.has_limits()) return true;
  const bool is_known = session_.identity().has_value();
  return std::ranges::any_of(findings_->findings, [&](const StatementFinding& each) {
    return policy.action_for(*each.rule, subject()) != Action::Allow || (!is_known && !policy.scopes.empty());
  });
}

/// Without the tables, which the database has to tell.
PolicySubject Verdict::subject() const {
  const std::optional<Identity>& identity = session_.identity();
  if (!identity) return {};
  return {.database = identity->database, .role = identity->user};
}

void Verdict::ask() {
  question_.clear();
  if (!has_stakes()) return;
  asks_identity_ = session_.question() != nullptr && identity_questions_ < most_identity_questions;
  if (asks_identity_) {
    ++identity_questions_;
    question_ = *session_.question();
    return;
  }
  const bool is_doubtful = std::ranges::any_of(findings_->findings, [](const StatementFinding& each) {
    return each.is_doubt && !each.finding.tables.empty();
  });
  const bool counts = action_ != Action::Allow || is_doubtful ||
                      std::ranges::any_of(judged_, [&](const auto& each) { return wants_backup(each); });
  if (!has_asked_tables_ && !tables_.empty() && is_guarded() && counts) {
    has_asked_tables_ = true;
    question_ = live_tables_question(tables_);
    return;
  }
  if (!has_asked_counts_ && live_ && action_ != Action::Allow) {
    has_asked_counts_ = true;
    question_ = question_of_counts();
    if (!question_.empty()) return;
  }
  if (!has_asked_plan_ && action_ != Action::Deny && row_limit() && rows_.can_be_explained) {
    has_asked_plan_ = true;
    question_ = plan_question(sql_);
  }
}

/// Empty: there is nothing to count.
std::string Verdict::question_of_counts() const {
  const std::int64_t most = session_.guard().policy().counts_below;
  std::vector<TakenTable> taken;
  for (const JudgedFinding& each : judged_) {
    if (each.action != Action::Allow)
      taken.insert(taken.end(), each.toll.tables.begin(), each.toll.tables.end());
  }
  const std::vector<std::int64_t> tables = countable(*live_, taken, most);
  return tables.empty() ? "" : counts_question(*live_, tables, most);
}

bool Verdict::answer(std::optional<std::string_view> text) {
  if (question_.empty()) return false;
  bool is_good = true;
  if (asks_identity_) {
    std::optional<Identity> identity;
    if (text) identity = parse_identity(*text);
    is_good = !text || identity.has_value();
    session_.tell(std::move(identity));
  } else if (has_asked_plan_) {
    const std::optional<double> rows = text ? expected_rows(*text) : std::nullopt;
    const std::optional<std::int64_t> limit = row_limit();  // none, if somebody has allowed it meanwhile
    is_good = !text || rows.has_value();
    // An estimate may be far off: what it surely is too much for is refused, the rest is counted.
    if (rows && limit && static_cast<double>(std::max<std::int64_t>(1, *limit)) * doubtful_factor < *rows)
      too_many_ = reason_against(
          fmt::format("would take or change about {} rows, as PostgreSQL expects", grouped(*rows)), *rows);
  } else if (has_asked_counts_) {
    is_good = !text || take_counts(*text, session_.guard().policy().counts_below, *live_);
  } else if (text) {
    live_ = parse_live_tables(*text);
    is_good = live_.has_value();
  }
  judge();
  ask();
  return is_good;
}

bool Verdict::wants_backup(const JudgedFinding& each) const {
  const Policy& policy = session_.guard().policy();
  if (!policy.backs_up || each.found->finding.tables.empty() || each.action == Action::Deny) return false;
  if (usual_action(*each.found->rule) == Action::Allow || each.found->is_doubt || each.toll.is_nothing ||
      each.toll.is_empty)
    return false;
  return is_guarded();
}

std::string Verdict::preparation() const {
  std::vector<BackupWish::Table> tables;
  std::string why;
  for (const JudgedFinding& each : judged_) {
    if (!wants_backup(each)) continue;
    const std::string_view rule = each.found->rule->rule->meta.id;
    const Loss loss = rule == "update-without-where"      ? Loss::Values
                      : each.found->finding.takes_columns ? Loss::Columns
                                                          : Loss::Rows;
    why += (why.empty() ? "" : ", ") + std::string(rule);
    for (const TakenTable& table : each.toll.tables) {
      const auto known = std::ranges::find(tables, table.oid, &BackupWish::Table::oid);
      if (known == tables.end()) {
        tables.push_back({table.oid, loss});
      } else {
        known->loss = std::max(known->loss, loss);
      }
    }
  }
  if (action_ == Action::Deny) return "";
  if (tables.empty()) {
    std::vector<TakenTable> empty;
    for (const JudgedFinding& each : judged_) {
      if (each.must_stay_empty) empty.insert(empty.end(), each.toll.tables.begin(), each.toll.tables.end());
    }
    return empty.empty() ? "" : emptiness_statement(empty, tables_, *live_);
  }
  return backup_statement({.tables = tables, .why = why, .statement = masked(sql_)},
                          session_.guard().policy());
}

}  // namespace floodwall::guard
