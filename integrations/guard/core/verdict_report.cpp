// What a verdict tells: to people, to programs, to the audit log; and what a session tells that one.
#include <algorithm>
#include <utility>

#include <unistd.h>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "integrations/guard/core/guard.h"

namespace floodwall::guard {
namespace {

using Json = nlohmann::ordered_json;

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

void add_limits(const std::string& rows, const std::string& statements, Json& json) {
  if (!rows.empty()) json["max_rows"] = rows;
  if (!statements.empty()) json["max_statements"] = statements;
}

/// What every line of the audit log says.
Json audit_line(const Session& session, bool is_let_through, Action action, Json rules) {
  Json line{{"time", audit_time()},
            {"process", ::getpid()},
            {"decision", is_let_through ? "let through" : "refused"},
            {"action", name_of(action)},
            {"rules", std::move(rules)}};
  if (session.identity()) {
    line["database"] = session.identity()->database;
    line["user"] = session.identity()->user;
  }
  return line;
}

}  // namespace

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
  if (!too_many_.empty()) line(too_many_);
  if (!over_budget_.empty()) line(over_budget_);
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
  add_limits(too_many_, over_budget_, json);
  return dumped(json);
}

void Verdict::decided(bool is_let_through) {
  if (is_let_through && too_many_.empty()) spend();
  if (is_let_through && findings_->prepares && session_.guard().policy().has_limits())
    session_.remember(*findings_->prepares);
  AuditLog& audit = session_.guard().audit();
  if (is_decided_ || !audit.is_on() || !(is_own_ || has_stakes())) return;
  if (!is_own_ && over_budget_.empty() && judged_.empty() && findings_->unread.empty() && too_many_.empty() &&
      !is_for_real())
    return;
  is_decided_ = true;
  Json rules = Json::array();
  std::string why;
  for (const JudgedFinding& each : judged_) {
    rules.push_back(each.found->rule->rule->meta.id);
    if (!each.allowed_by.empty()) why = each.allowed_by;
  }
  Json line = audit_line(session_, is_let_through, action_, std::move(rules));
  if (session_.dry_run) line["dry_run"] = true;
  if (is_own_) line["allowed_by"] = "the guard's own: it puts a backup back";
  if (!why.empty()) line["allowed_by"] = why;
  add_limits(too_many_, over_budget_, line);
  if (session_.guard().policy().logs_statements && !is_own_) line["statement"] = masked(sql_);
  audit.append(dumped(line));
}

void Session::decided(std::string_view rule, std::string_view about, bool is_let_through) {
  AuditLog& audit = guard_.audit();
  if (!audit.is_on()) return;
  Json line =
      audit_line(*this, is_let_through, is_let_through ? Action::Allow : Action::Deny, Json::array({rule}));
  line["about"] = about;
  const std::string* const reason = overrides.reason_for(rule, Overrides::Clock::now());
  if (is_let_through && reason != nullptr)
    line["allowed_by"] = "override: " + *reason;
  else if (is_let_through && judgement_.is_test)
    line["allowed_by"] = judgement_.because;
  audit.append(dumped(line));
}

}  // namespace floodwall::guard
