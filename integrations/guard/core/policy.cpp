#include "integrations/guard/core/policy.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "analyzer/sql/keywords.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/text/spelling.h"
#include "integrations/toml/toml_fields.h"

namespace floodwall::guard {
namespace {

constexpr std::int64_t most_budget_minutes = 60 * 24 * 365;
constexpr std::int64_t most_max_rows = std::int64_t{1} << 40;
constexpr std::int64_t most_counted_rows = 100'000'000;

using Actions = std::map<std::string, Action, std::less<>>;

Result<void> read_rules(const TomlField& field, Actions& rules) {
  const Result<const toml::table*> table = field.table();
  if (!table) return std::unexpected(table.error());
  for (const auto& [key, value] : **table) {
    const TomlField entry{field.file, key.str(), value};
    const RegisteredRule* rule = find_rule(key.str());
    if (rule == nullptr)
      return entry.wrong(
          fmt::format("there is no rule \"{}\"{}", key.str(), did_you_mean(nearest_rule(key.str()))));
    const Result<std::string> text = entry.text();
    if (!text) return std::unexpected(text.error());
    const std::optional<Action> action = action_named(*text);
    if (!action)
      return entry.wrong(fmt::format("\"{}\" must be \"allow\", \"warn\", \"ask\" or \"deny\"", key.str()));
    rules[std::string(rule->rule->meta.id)] = *action;
  }
  return {};
}

Result<void> read_scope(const TomlField& field, std::vector<PolicyScope>& scopes) {
  const Result<const toml::table*> table = field.table();
  if (!table) return std::unexpected(table.error());
  PolicyScope& scope = scopes.emplace_back();
  const auto number = [](std::optional<std::int64_t>& target) {
    return [&target](const TomlField& inner) { return store(inner.number(0, most_max_rows), target); };
  };
  const std::array<TomlKey, 7> keys = {{
      {"max-rows", number(scope.limits.rows)},
      {"max-rows-per-session", number(scope.limits.session_rows)},
      {"max-statements", number(scope.limits.statements)},
      {"tables", [&](const TomlField& inner) { return store(inner.texts(), scope.tables); }},
      {"databases", [&](const TomlField& inner) { return store(inner.texts(), scope.databases); }},
      {"roles", [&](const TomlField& inner) { return store(inner.texts(), scope.roles); }},
      {"rules", [&](const TomlField& inner) { return read_rules(inner, scope.rules); }},
  }};
  const Result<void> read = read_table(field.file, **table, keys);
  if (read && !scope.tables.empty() && !scope.limits.are_none())
    return field.wrong(
        "max-rows, max-rows-per-session and max-statements are for databases and roles, not for tables");
  return read;
}

Result<void> read_scopes(const TomlField& field, std::vector<PolicyScope>& scopes) {
  const Result<const toml::array*> array = field.array();
  if (!array) return std::unexpected(array.error());
  for (const toml::node& node : **array) {
    const Result<void> read = read_scope({field.file, field.name, node}, scopes);
    if (!read) return read;
  }
  return {};
}

Result<void> read_match(const TomlField& field, NameMatch& match) {
  const Result<std::string> text = field.text();
  if (!text) return std::unexpected(text.error());
  if (*text != "segment" && *text != "substring")
    return field.wrong("\"match\" must be \"segment\" or \"substring\"");
  match = *text == "segment" ? NameMatch::Segment : NameMatch::Substring;
  return {};
}

Result<void> read_minutes(const TomlField& field, std::optional<std::chrono::minutes>& period) {
  const Result<std::int64_t> minutes = field.number(1, most_budget_minutes);
  if (!minutes) return std::unexpected(minutes.error());
  period = std::chrono::minutes(*minutes);
  return {};
}

Result<void> read_mode(const TomlField& field, bool& is_dry_run) {
  const Result<std::string> text = field.text();
  if (!text) return std::unexpected(text.error());
  if (*text != "enforce" && *text != "dry-run")
    return field.wrong("\"mode\" must be \"enforce\" or \"dry-run\"");
  is_dry_run = *text == "dry-run";
  return {};
}

Result<void> read_words(const TomlField& field, std::vector<std::string>& words) {
  Result<std::vector<std::string>> texts = field.texts();
  if (!texts) return std::unexpected(texts.error());
  for (std::string& word : *texts) {
    if (word.empty()) return field.wrong("an empty word is in every name");
    word = lower_case(word);
  }
  words = std::move(*texts);
  return {};
}

Result<void> read_schema(const TomlField& field, std::string& schema) {
  Result<std::string> text = field.text();
  if (!text) return std::unexpected(text.error());
  if (quoted_identifier(*text) != *text || text->starts_with("pg_"))
    return field.wrong("\"backup-schema\" must be a name that needs no quotes and does not begin with pg_");
  schema = std::move(*text);
  return {};
}

Result<void> read_guard(const std::string& file, const toml::table& table, Policy& policy) {
  const auto number = [](const TomlField& field, int most, int& target) -> Result<void> {
    const Result<std::int64_t> value = field.number(1, most);
    if (!value) return std::unexpected(value.error());
    target = static_cast<int>(*value);
    return {};
  };
  const std::array<TomlKey, 22> keys = {{
      {"rules", [&](const TomlField& field) { return read_rules(field, policy.rules); }},
      {"where", [&](const TomlField& field) { return read_scopes(field, policy.scopes); }},
      {"mode", [&](const TomlField& field) { return read_mode(field, policy.is_dry_run); }},
      {"test-words", [&](const TomlField& field) { return read_words(field, policy.test_words); }},
      {"match", [&](const TomlField& field) { return read_match(field, policy.match); }},
      {"test-databases", [&](const TomlField& field) { return store(field.texts(), policy.test_databases); }},
      {"production-databases",
       [&](const TomlField& field) { return store(field.texts(), policy.production_databases); }},
      {"test-hosts", [&](const TomlField& field) { return store(field.texts(), policy.test_hosts); }},
      {"production-hosts",
       [&](const TomlField& field) { return store(field.texts(), policy.production_hosts); }},
      {"strict", [&](const TomlField& field) { return store(field.boolean(), policy.is_strict); }},
      {"audit-log", [&](const TomlField& field) { return store(field.text(), policy.audit_log); }},
      {"log-statements",
       [&](const TomlField& field) { return store(field.boolean(), policy.logs_statements); }},
      {"max-rows",
       [&](const TomlField& field) { return store(field.number(0, most_max_rows), policy.limits.rows); }},
      {"max-rows-per-session",
       [&](const TomlField& field) {
         return store(field.number(0, most_max_rows), policy.limits.session_rows);
       }},
      {"max-statements",
       [&](const TomlField& field) {
         return store(field.number(0, most_max_rows), policy.limits.statements);
       }},
      {"budget-minutes", [&](const TomlField& field) { return read_minutes(field, policy.budget_period); }},
      {"count-exactly-below",
       [&](const TomlField& field) {
         return store(field.number(0, most_counted_rows), policy.counts_below);
       }},
      {"backup", [&](const TomlField& field) { return store(field.boolean(), policy.backs_up); }},
      {"backup-schema", [&](const TomlField& field) { return read_schema(field, policy.backup_schema); }},
      {"backup-runs", [&](const TomlField& field) { return number(field, 10'000, policy.backup_runs); }},
      {"backup-days", [&](const TomlField& field) { return number(field, 36'500, policy.backup_days); }},
      {"guard-tests-too",
       [&](const TomlField& field) { return store(field.boolean(), policy.guards_tests_too); }},
  }};
  return read_table(file, table, keys);
}

bool names(const PolicyScope& scope, const RelationName& table) {
  return std::ranges::any_of(scope.tables, [&](std::string_view pattern) {
    const std::size_t dot = pattern.find('.');
    if (dot == std::string_view::npos) return pattern == table.name;
    const std::string_view name = pattern.substr(dot + 1);
    return pattern.substr(0, dot) == table.schema && (name == "*" || name == table.name);
  });
}

bool is_about_loss(const RegisteredRule& rule) {
  return group_of(rule) == "data_loss" && rule.rule->meta.is_about_live_data;
}

/// Where it speaks of a text, a rule about loss is silent.
bool stands_in_for_loss(const RegisteredRule& rule) {
  const bool is_of_texts = std::ranges::any_of(rule.rule->trigger, [](const Trigger& trigger) {
    return trigger.run != nullptr && trigger.subject == Subject::Script;
  });
  return is_of_texts && std::ranges::any_of(all_rules(), [&](const RegisteredRule& other) {
           const auto& stronger = other.rule->meta.yields_to;
           return is_about_loss(other) && std::ranges::find(stronger, rule.rule->meta.id) != stronger.end();
         });
}

bool fits(const std::vector<std::string>& names, std::string_view name) {
  return names.empty() || std::ranges::find(names, name) != names.end();
}

}  // namespace

bool is_limit(std::string_view name) {
  return name == "max-rows" || name == "max-rows-per-session" || name == "max-statements";
}

Action usual_action(const RegisteredRule& rule) {
  if (group_of(rule) != "data_loss") return Action::Allow;
  return is_about_loss(rule) || stands_in_for_loss(rule) ? Action::Deny : Action::Allow;
}

Action Policy::action_for(const RegisteredRule& rule, const PolicySubject& subject) const {
  const std::string_view id = rule.rule->meta.id;
  const auto own = rules.find(id);
  Action action = own == rules.end() ? usual_action(rule) : own->second;
  for (const PolicyScope& scope : scopes) {
    const auto said = scope.rules.find(id);
    if (said == scope.rules.end() || !fits(scope.databases, subject.database) ||
        !fits(scope.roles, subject.role))
      continue;
    if (scope.tables.empty()) {
      action = said->second;
    } else if (!subject.tables) {
      action = std::max(action, said->second);
    } else {
      const auto is_named = [&](const RelationName& table) { return names(scope, table); };
      const bool counts = action < said->second ? std::ranges::any_of(*subject.tables, is_named)
                                                : std::ranges::all_of(*subject.tables, is_named);
      if (counts && !subject.tables->empty()) action = said->second;
    }
  }
  return action;
}

Limits Policy::limits_for(std::string_view database, std::string_view role) const {
  Limits found = limits;
  for (const PolicyScope& scope : scopes) {
    if (!fits(scope.databases, database) || !fits(scope.roles, role)) continue;
    if (scope.limits.rows) found.rows = scope.limits.rows;
    if (scope.limits.session_rows) found.session_rows = scope.limits.session_rows;
    if (scope.limits.statements) found.statements = scope.limits.statements;
  }
  return found;
}

bool Policy::has_limits() const {
  return !limits.are_none() ||
         std::ranges::any_of(scopes, [](const PolicyScope& scope) { return !scope.limits.are_none(); });
}

bool Policy::speaks_of(std::string_view rule) const {
  return rules.contains(rule) ||
         std::ranges::any_of(scopes, [&](const PolicyScope& scope) { return scope.rules.contains(rule); });
}

Result<Policy> parse_policy(const std::string& file, std::string_view toml) {
  const Result<toml::table> parsed = parse_toml(file, toml);
  if (!parsed) return std::unexpected(parsed.error());
  Policy policy;
  const toml::node* const guard = parsed->get("guard");
  if (guard == nullptr) return policy;
  const Result<const toml::table*> table = TomlField{file, "guard", *guard}.table();
  if (!table) return std::unexpected(table.error());
  const Result<void> read = read_guard(file, **table, policy);
  if (!read) return std::unexpected(read.error());
  const std::size_t slash = file.rfind('/');
  const bool is_beside = !policy.audit_log.empty() && policy.audit_log.front() != '/';
  if (is_beside && slash != std::string::npos) policy.audit_log.insert(0, file.substr(0, slash + 1));
  return policy;
}

}  // namespace floodwall::guard
