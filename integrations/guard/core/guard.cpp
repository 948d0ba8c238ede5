#include "integrations/guard/core/guard.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "integrations/guard/core/backup.h"
#include "integrations/guard/core/fork_safety.h"
#include "integrations/guard/core/literal_shape.h"

namespace floodwall::guard {
namespace {

using Json = nlohmann::ordered_json;

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
  budget.begin_anew();
  prepared_.clear();
  own_.clear();
}

void Session::remember(const PreparedStatement& statement) {
  constexpr std::size_t most = 10'000;  // who never deallocates them
  if (most <= prepared_.size()) prepared_.clear();
  prepared_.insert_or_assign(statement.name, statement);
}

const PreparedStatement* Session::prepared(std::string_view name) const {
  const auto known = prepared_.find(name);
  return known == prepared_.end() ? nullptr : &known->second;
}

const std::string& Session::restore_statement(std::string_view run) {
  own_ = guard::restore_statement(run, guard_.policy());
  return own_;
}

void Session::begin_dry_run() {
  if (dry_run) return;
  dry_run.emplace();
  before_dry_run_ = budget;
}

void Session::end_dry_run() {
  if (dry_run) budget = std::exchange(before_dry_run_, {});
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
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace floodwall::guard
