#include "integrations/guard/core/guard.h"

#include <algorithm>
#include <utility>

#include <unistd.h>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "integrations/guard/core/backup.h"
#include "integrations/guard/core/fork_safety.h"
#include "integrations/guard/core/literal_shape.h"
#include "integrations/guard/core/row_counts.h"

namespace floodwall::guard {
namespace {

using Json = nlohmann::ordered_json;

constexpr double doubtful_factor = 10;
constexpr int most_identity_questions = 2;  // with and without what a role may have no right to

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json json_of(const Toll& toll) {
  Json taken = Json::array();
  for (const TakenTable& each : toll.tables) {
    Json& table = taken.emplace_back(Json{{"table", each.table}});
    if (0 <= each.rows) table["rows"] = static_cast<std::int64_t>(each.rows);
    if (0 < each.rows && each.counted != Counted::Exactly) table["is_estimate"] = true;
    if (!each.by.empty()) table["by"] = each.by;
  }
  return taken;
}

/// Whether no rule but those about lost data is anything but allowed.
bool asks_of_losses_alone(const Policy& policy) {
  const auto is_of_losses = [](const auto& entry) {
    return entry.second == Action::Allow || usual_action(*find_rule(entry.first)) != Action::Allow;
  };
  return std::ranges::all_of(policy.rules, is_of_losses) &&
         std::ranges::all_of(policy.scopes, [&](const PolicyScope& scope) {
           return std::ranges::all_of(scope.rules, is_of_losses);
         });
}

}  // namespace

Guard::Guard(Policy policy)
    : policy_(std::move(policy)),
      rules_(default_rules()),
      is_about_losses_(asks_of_losses_alone(policy_)),
      audit_(policy_.audit_log) {
  const ForkPass pass;  // what every session needs is ready before there are any
  identity_question();
  identity_question_without_system();
}

StatementFindingsPtr Guard::findings_in(std::string_view sql) const {
  if (is_about_losses_ && !may_lose_data(sql)) return nothing_;
  if (StatementFindingsPtr known = texts_.find(sql); known != nullptr) return known;
  const ForkPass pass;
  const LiteralShape shape(sql);
  StatementFindingsPtr known = shape.is_empty() ? nullptr : shapes_.find(shape.text());
  if (known != nullptr) return known;
  known = std::make_shared<StatementFindings>(guard::findings_in(sql, rules_));
  const bool says_shape =
      !shape.is_empty() && known->are_none() && known->indifferent_literals == shape.literals();
  if (says_shape) {
    shapes_.keep(shape.text(), known);
  } else {
    texts_.keep(sql, known);
  }
  return known;
}

void Session::reset() {
  is_system_hidden_ = false;
  identity_.reset();
  judgement_ = {false, "nobody has asked which database this is"};
  overrides.end_all();
  dry_run.reset();
}

const std::string* Session::question() const {
  if (identity_) return nullptr;
  return is_system_hidden_ ? &identity_question_without_system() : &identity_question();
}

void Session::tell(std::optional<Identity> identity) {
  is_system_hidden_ = !identity && !is_system_hidden_;
  identity_ = std::move(identity);
  judgement_ = judge(identity_, host_, guard_.policy());
}

DatabaseJudgement Session::judgement_of(const std::string& database) const {
  std::optional<Identity> other = identity_;
  if (!other) return judgement_;
  if (other->database != database) other->mark.clear();
  other->database = database;
  return judge(other, host_, guard_.policy());
}

std::string Session::identity_json() const {
  Json json = Json::object();
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
  };
  if (identity_) {
    add("database", identity_->database);
    add("user", identity_->user);
    add("address", identity_->address);
    add("system", identity_->system);
  }
  add("host", host_);
  json["is_test"] = judgement_.is_test;
  json["because"] = judgement_.because;
  return dumped(json);
}

Verdict::Verdict(Session& session, std::string_view sql)
    : session_(session), findings_(session.guard().findings_in(sql)) {
  const bool is_limited = findings_->rows.counts && session.guard().policy().most_rows.has_value();
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
  const bool is_denied = !too_many_.empty() || is_for_real();
  action_ = std::max({action_, unread_action_, is_denied ? Action::Deny : Action::Allow});
}

/// Whether the policy has anything against the text, in some database.
bool Verdict::has_stakes() const {
  const Policy& policy = session_.guard().policy();
  if (is_for_real()) return true;
  if (!findings_->unread.empty() && policy.is_strict) return true;
  if (findings_->rows.counts && policy.most_rows) return true;
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
  if (!has_asked_plan_ && action_ != Action::Deny && row_limit() && findings_->rows.can_be_explained) {
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

std::optional<std::int64_t> Verdict::row_limit() const {
  if (!findings_->rows.counts || !is_guarded()) return std::nullopt;
  if (session_.overrides.reason_for("", Overrides::Clock::now()) != nullptr) return std::nullopt;
  return session_.guard().policy().most_rows;
}

void Verdict::counted(std::int64_t rows) {
  const std::optional<std::int64_t> limit = row_limit();
  if (!limit || rows <= *limit) return;
  too_many_ = fmt::format("takes or changes {} rows, where the policy allows {}",
                          grouped(static_cast<double>(rows)), grouped(static_cast<double>(*limit)));
  judge();
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
    if (rows && limit && static_cast<double>(*limit) * doubtful_factor < *rows)
      too_many_ =
          fmt::format("would take or change about {} rows, as PostgreSQL expects, where the policy allows {}",
                      grouped(*rows), grouped(static_cast<double>(*limit)));
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
  if (action_ == Action::Deny || tables.empty()) return "";
  return backup_statement({.tables = tables, .why = why, .statement = masked(sql_)},
                          session_.guard().policy());
}

std::string Verdict::message() const {
  std::string text;
  const auto line = [&](const std::string& words) { text += (text.empty() ? "" : "\n") + words; };
  for (const JudgedFinding& each : judged_) {
    if (each.action == Action::Allow) continue;
    line(fmt::format("{}: {}", each.found->rule->rule->meta.id, each.found->finding.message));
    const std::string toll = words_for(each.toll);
    if (!toll.empty()) line("  " + toll);
  }
  if (unread_action_ != Action::Allow)
    line(fmt::format(
        "syntax-error: PostgreSQL's grammar, as it is known here, cannot read the text, and it holds {}",
        findings_->unread));
  if (!too_many_.empty()) line("max-rows: " + too_many_);
  if (is_for_real()) line("mode: the policy wants a dry run, and this program does none");
  if (text.empty()) return text;
  const auto worst = std::ranges::find(judged_, action_, &JudgedFinding::action);
  const bool is_here = worst == judged_.end() || worst->found->finding.database.empty();
  const DatabaseJudgement judgement = is_here ? session_.judgement() : judgement_for(*worst->found);
  std::string head = "floodwall: ";
  head += action_ == Action::Deny ? "refused" : action_ == Action::Ask ? "asks" : "warns";
  if (is_here && session_.identity()) head += " in database " + session_.identity()->database;
  return head + " (" + judgement.because + ")\n" + text;
}

std::string Verdict::json() const {
  Json json{
      {"action", name_of(action_)}, {"because", session_.judgement().because}, {"findings", Json::array()}};
  for (const JudgedFinding& each : judged_) {
    Json& finding = json["findings"].emplace_back(Json{{"rule", each.found->rule->rule->meta.id},
                                                       {"action", name_of(each.action)},
                                                       {"message", each.found->finding.message},
                                                       {"begin", each.found->finding.at.begin},
                                                       {"end", each.found->finding.at.end}});
    if (!each.allowed_by.empty()) finding["allowed_by"] = each.allowed_by;
    if (!each.toll.tables.empty()) finding["takes"] = json_of(each.toll);
  }
  if (!findings_->unread.empty()) json["unread"] = findings_->unread;
  if (!too_many_.empty()) json["max_rows"] = too_many_;
  return dumped(json);
}

void Verdict::decided(bool is_let_through) {
  AuditLog& audit = session_.guard().audit();
  if (is_decided_ || !audit.is_on() || !has_stakes()) return;
  if (judged_.empty() && findings_->unread.empty() && too_many_.empty() && !is_for_real()) return;
  is_decided_ = true;
  Json rules = Json::array();
  std::string why;
  for (const JudgedFinding& each : judged_) {
    rules.push_back(each.found->rule->rule->meta.id);
    if (!each.allowed_by.empty()) why = each.allowed_by;
  }
  Json line{{"time", audit_time()},
            {"process", ::getpid()},
            {"decision", is_let_through ? "let through" : "refused"},
            {"action", name_of(action_)},
            {"rules", std::move(rules)}};
  if (session_.dry_run) line["dry_run"] = true;
  if (!why.empty()) line["allowed_by"] = why;
  if (!too_many_.empty()) line["max_rows"] = too_many_;
  if (session_.identity()) {
    line["database"] = session_.identity()->database;
    line["user"] = session_.identity()->user;
  }
  if (session_.guard().policy().logs_statements) line["statement"] = masked(sql_);
  audit.append(dumped(line));
}

}  // namespace floodwall::guard
