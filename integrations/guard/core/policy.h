#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/catalog/names.h"
#include "analyzer/rule/registry.h"
#include "integrations/guard/core/action.h"
#include "integrations/guard/core/database_name.h"

namespace floodwall::guard {

/// How much may be taken. Nothing: any number.
struct Limits {
  std::optional<std::int64_t> rows =
      {};  ///< that a DELETE, UPDATE or MERGE takes or changes; else it is undone
  std::optional<std::int64_t> session_rows = {};  ///< those of a session together
  std::optional<std::int64_t> statements = {};    ///< of a session that remove data

  bool are_none() const { return !rows && !session_rows && !statements; }
};

/// Whether it is the name of one of them in a policy, which an override may name as well.
bool is_limit(std::string_view name);

/// What [[guard.where]] says: other actions for some databases and roles.
struct PolicyScope {
  std::vector<std::string> databases = {};  ///< empty: any
  std::vector<std::string> roles = {};      ///< empty: any
  /// `orders` in whatever schema, `app.orders`, `app.*`; empty: any. To be stricter it is enough that a
  /// statement reaches one of them, to be less strict it must reach no other.
  std::vector<std::string> tables = {};
  std::map<std::string, Action, std::less<>> rules = {};
  Limits limits = {};  ///< those that it says nothing of stay; only where it has no tables
};

/// What a finding is about, for the policy.
struct PolicySubject {
  std::string_view database = {};  ///< empty: not known
  std::string_view role = {};
  /// All that the statement would take rows of. Nothing: not known, so that a scope for tables counts if it
  /// is stricter.
  std::optional<std::span<const RelationName>> tables = {};
};

/// [guard] of floodwall.toml. A value; immutable once read.
struct Policy {
  std::map<std::string, Action, std::less<>> rules = {};  ///< by id; the others have `usual_action`
  std::vector<PolicyScope> scopes = {};                   ///< the last one that fits counts
  std::vector<std::string> test_words = {"test", "tmp", "dev", "local", "sandbox"};
  NameMatch match = NameMatch::Segment;
  std::vector<std::string> test_databases = {};        ///< whole names, as PostgreSQL stores them
  std::vector<std::string> production_databases = {};  ///< go before everything but a mark
  std::vector<std::string> test_hosts = {};
  std::vector<std::string> production_hosts = {};
  /// What the grammar cannot read is denied if a destructive verb is in it.
  bool is_strict = true;
  std::string audit_log = {};     ///< path; empty: none is kept
  bool logs_statements = true;    ///< the statement, its literals masked
  bool guards_tests_too = false;  ///< rules count in databases for tests as well
  /// Nothing that is sent stays (see dry_run.h): who sends without asking for the steps of a dry run is
  /// refused.
  bool is_dry_run = false;
  Limits limits = {};
  /// So long after a session has removed something its limits begin anew; nothing: never.
  std::optional<std::chrono::minutes> budget_period = {};
  /// A table that a statement would take is counted, not estimated, as far as this; 0: none is.
  std::int64_t counts_below = 10'000;
  /// What a statement that is let through takes is copied before.
  bool backs_up = false;
  std::string backup_schema = "floodwall_backup";  ///< a plain name that needs no quotes
  int backup_runs = 10;                            ///< so many are kept
  int backup_days = 30;                            ///< for so long

  Action action_for(const RegisteredRule& rule, const PolicySubject& subject) const;
  Limits limits_for(std::string_view database, std::string_view role) const;
  /// Whether it limits anything anywhere.
  bool has_limits() const;
  /// Whether somebody has said what is to be done about a rule.
  bool speaks_of(std::string_view rule) const;
  /// Whether rules count in a database that is one for tests, or is not.
  bool guards(bool is_test) const { return !is_test || guards_tests_too; }
};

/// Without a policy: what takes rows or objects that cannot be had back is denied, also where another rule of
/// group data_loss says so in place of the one that would; all else is allowed.
Action usual_action(const RegisteredRule& rule);

/// Reads [guard] of a floodwall.toml and passes over the linter's tables; `file` is for messages, and where a
/// path that is not absolute begins.
Result<Policy> parse_policy(const std::string& file, std::string_view toml);

}  // namespace floodwall::guard
