#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/engine/rule_set.h"
#include "integrations/guard/core/action.h"
#include "integrations/guard/core/audit_log.h"
#include "integrations/guard/core/budget.h"
#include "integrations/guard/core/dry_run.h"
#include "integrations/guard/core/findings_cache.h"
#include "integrations/guard/core/identity.h"
#include "integrations/guard/core/overrides.h"
#include "integrations/guard/core/policy.h"
#include "integrations/guard/core/toll.h"

namespace floodwall::guard {

/// Rules and policy. Immutable but for what it remembers of texts; threads share it.
class Guard {
 public:
  explicit Guard(Policy policy);

  const Policy& policy() const { return policy_; }
  StatementFindingsPtr findings_in(std::string_view sql) const;
  AuditLog& audit() const { return audit_; }

 private:
  Policy policy_;
  RuleSet rules_;
  StatementFindingsPtr nothing_ = std::make_shared<const StatementFindings>();
  bool is_about_losses_;  ///< the policy asks of nothing but lost data
  mutable FindingsCache texts_;
  mutable FindingsCache shapes_;  ///< what all texts of a shape have in common: nothing is found
  mutable AuditLog audit_;
};

/// One connection. Belongs to one thread at a time.
class Session {
 public:
  Session(const Guard& guard, std::string host) : guard_(guard), host_(std::move(host)) {}

  const Guard& guard() const { return guard_; }
  void reset();
  /// Asks which database this is: nullptr once that is known.
  const std::string* question() const;
  /// The same for another database of the same server, by its name alone.
  DatabaseJudgement judgement_of(const std::string& database) const;
  /// Nothing: the database does not say, for now.
  void tell(std::optional<Identity> identity);
  const std::optional<Identity>& identity() const { return identity_; }
  const DatabaseJudgement& judgement() const { return judgement_; }
  std::string identity_json() const;
  /// Writes to the audit log what has become of something that a rule has been asked about elsewhere.
  void decided(std::string_view rule, std::string_view about, bool is_let_through);
  /// What has gone wrong with the audit log since somebody asked last; empty: nothing.
  std::string trouble() const { return guard_.audit().trouble(); }

  /// The statement that puts a run back, which may then be sent as it is.
  const std::string& restore_statement(std::string_view run);
  bool is_own(std::string_view sql) const { return !own_.empty() && sql == own_; }
  /// What PREPARE has made of the session, for EXECUTE. nullptr: nothing that is known here.
  void remember(const PreparedStatement& statement);
  const PreparedStatement* prepared(std::string_view name) const;
  /// What is removed by a dry run counts while it lasts.
  void begin_dry_run();
  void end_dry_run();

  Overrides overrides;
  Budget budget;
  std::optional<DryRun> dry_run = {};  ///< there is one once a step of it has been asked for

 private:
  const Guard& guard_;
  std::string host_;
  std::string own_;  ///< what it has handed out last
  std::map<std::string, PreparedStatement, std::less<>> prepared_;
  Budget before_dry_run_;
  bool is_system_hidden_ = false;  ///< the last question was not answered: perhaps for want of a right
  std::optional<Identity> identity_;
  DatabaseJudgement judgement_ = {false, "nobody has asked which database this is"};
};

/// A finding with what is to be done about it.
struct JudgedFinding {
  const StatementFinding* found = nullptr;
  Action action = Action::Allow;
  std::string allowed_by = {};   ///< why less is done than the policy says
  bool must_stay_empty = false;  ///< it passes for want of rows alone
  Toll toll = {};
};

/// The answer for one text, question by question.
class Verdict {
 public:
  Verdict(Session& session, std::string_view sql);

  /// Empty: there is none, or no more.
  const std::string& question() const { return question_; }
  /// False if the text is no answer; it then counts as none.
  bool answer(std::optional<std::string_view> text);

  Action action() const { return action_; }
  /// What must run before, on the same connection and in the same transaction; empty: nothing. Ask when there
  /// are no more questions.
  std::string preparation() const;
  /// So many rows the statement may take or change: whoever sends it counts, and undoes it if there are more.
  /// Nothing: any number.
  std::optional<std::int64_t> row_limit() const;
  /// How many it has been; `action` and `message` then speak of that. Fewer than none: it has not been run.
  void counted(std::int64_t rows);
  std::string message() const;
  std::string json() const;
  /// Writes to the audit log, once: what is denied, let through in spite of a rule, or destroys.
  void decided(bool is_let_through);

 private:
  void judge();
  void ask();
  Action action_of(const StatementFinding& each, const Toll& toll, std::string& allowed_by);
  PolicySubject subject() const;
  /// The policy wants a dry run, and whoever sends the text knows nothing of that.
  bool is_for_real() const { return session_.guard().policy().is_dry_run && !session_.dry_run; }
  bool is_guarded() const { return session_.guard().policy().guards(session_.judgement().is_test); }
  DatabaseJudgement judgement_for(const StatementFinding& each) const;
  bool has_stakes() const;
  Limits limits() const;
  /// Whether somebody answers for going beyond a limit.
  bool may_exceed(std::string_view limit) const;
  /// So many statements of the text remove data, as far as is known by now.
  int removals() const;
  std::string reason_against(std::string_view takes, double rows) const;
  void judge_budget();
  void spend();
  void take_back();
  std::string question_of_counts() const;
  /// Whether what a finding takes is to be copied if it is let through.
  bool wants_backup(const JudgedFinding& each) const;

  Session& session_;
  std::string sql_;  ///< kept where there is something to say
  StatementFindingsPtr findings_;
  RowChange rows_;  ///< of what it runs
  int deletes_ = 0;
  std::vector<JudgedFinding> judged_;
  Action unread_action_ = Action::Allow;
  Action action_ = Action::Allow;
  std::string question_;
  std::vector<std::string> tables_;
  std::optional<LiveTables> live_;
  int identity_questions_ = 0;  ///< asked so far
  bool asks_identity_ = false;
  bool has_asked_tables_ = false;
  bool has_asked_counts_ = false;
  bool has_asked_plan_ = false;
  std::string too_many_ = {};                ///< "max-rows: changes 1,200 rows, where the policy allows 100"
  std::string over_budget_ = {};             ///< the same of the session's statements
  std::optional<Budget::Share> share_ = {};  ///< of the session's budget
  bool is_run_ = true;                       ///< not only prepared
  bool is_own_ = false;                      ///< the guard has handed it out
  bool is_decided_ = false;
};

}  // namespace floodwall::guard
