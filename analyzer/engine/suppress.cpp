#include "analyzer/engine/suppress.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "analyzer/rule/registry.h"

namespace floodwall {
namespace {

/// What other linters' names mean: `lint/safety/banDropTable` is one rule to pgls, `lint` and `lint/safety`
/// are many.
bool is_alias(const Alias& alias, std::string_view tool, std::string_view name) {
  if (alias.linter != tool) return false;
  if (tool != "pgls" || alias.name == name) return alias.name == name;
  const std::size_t slash = name.rfind('/');
  const bool is_group =
      std::ranges::count(name, '/') < 2 && (slash == std::string_view::npos || name.starts_with("lint/"));
  return is_group ? name == "lint" || slash != std::string_view::npos : name.substr(slash + 1) == alias.name;
}

/// Whether `name`, as `suppression`'s tool spells rules, means `rule`.
bool means(const Suppression& suppression, std::string_view name, std::string_view rule) {
  if (suppression.tool == "floodwall") {
    if (name == rule) return true;
    const RegisteredRule* named = find_rule(name);
    return named != nullptr && named->rule->meta.id == rule;
  }
  const RegisteredRule* found = find_rule(rule);
  return found != nullptr && std::ranges::any_of(aliases_of(found->rule->meta), [&](const Alias& alias) {
           return is_alias(alias, suppression.tool, name);
         });
}

/// Which of its names have silenced something; one more entry for the comment as a whole.
using Used = std::vector<bool>;

void add_unused(const Suppression& suppression, const Used& used, const RuleSet& rules,
                std::vector<Suppression>& unused) {
  if (suppression.tool != "floodwall") return;
  Suppression rest = suppression;
  rest.names.clear();
  rest.name_spans.clear();
  for (std::size_t i = 0; i < suppression.names.size(); ++i) {
    const RegisteredRule* rule = find_rule(suppression.names[i]);
    if (used[i] || (rule != nullptr && !rules.contains(rule->rule->meta.id))) continue;
    rest.names.push_back(suppression.names[i]);
    rest.name_spans.push_back(suppression.name_spans[i]);
  }
  if (suppression.names.empty() ? !used.back() : !rest.names.empty()) unused.push_back(std::move(rest));
}

/// Findings of one rule, and where the comments silence them.
struct Places {
  std::vector<std::uint32_t> begins;  ///< where they may be spoken of, sorted
  std::vector<Span> reaches;          ///< of the suppressions
};

/// A finding may stand at the very end of its text.
Span reach_of(const Suppression& suppression) {
  if (suppression.scope != SuppressionScope::Text) return suppression.reach;
  return {0, std::numeric_limits<std::uint32_t>::max()};
}

/// Says whether there is a finding to silence.
bool silence(Places& places, Span reach) {
  const auto first = std::ranges::lower_bound(places.begins, reach.begin);
  if (first == places.begins.end() || reach.end <= *first) return false;
  places.reaches.push_back(reach);
  return true;
}

/// Sorted, and those that overlap as one: a place is in at most one of them.
void merge(std::vector<Span>& reaches) {
  std::ranges::sort(reaches, {}, &Span::begin);
  std::vector<Span> merged;
  for (const Span reach : reaches) {
    if (merged.empty() || merged.back().end < reach.begin) merged.push_back(reach);
    merged.back().end = std::max(merged.back().end, reach.end);
  }
  reaches = std::move(merged);
}

bool is_in(const std::vector<Span>& reaches, std::uint32_t at) {
  const auto after = std::ranges::upper_bound(reaches, at, {}, &Span::begin);
  return after != reaches.begin() && at < std::prev(after)->end;
}

/// The findings by rule; what a name means is looked up once.
class FindingsByRule {
 public:
  explicit FindingsByRule(std::span<const SuppressibleFinding> findings) {
    for (const SuppressibleFinding& finding : findings) {
      std::vector<std::uint32_t>& begins = by_rule_[finding.rule].begins;
      begins.push_back(finding.begin);
      if (finding.run_at) begins.push_back(*finding.run_at);
    }
    for (auto& [rule, places] : by_rule_) {
      std::ranges::sort(places.begins);
      all_.push_back(&places);
    }
  }

  Places& of(std::string_view rule) { return by_rule_.at(rule); }
  const std::vector<Places*>& all() const { return all_; }

  /// Those that `name` means, as `suppression`'s tool spells rules.
  const std::vector<Places*>& named(const Suppression& suppression, std::string_view name) {
    const auto [known, is_new] = by_name_.try_emplace({suppression.tool, name});
    for (auto& [rule, places] : by_rule_) {
      if (is_new && means(suppression, name, rule)) known->second.push_back(&places);
    }
    return known->second;
  }

 private:
  std::map<std::string_view, Places> by_rule_;
  std::vector<Places*> all_;
  std::map<std::pair<std::string_view, std::string_view>, std::vector<Places*>> by_name_;
};

/// Silences what `suppression` reaches.
Used silence(const Suppression& suppression, FindingsByRule& findings) {
  Used used(suppression.names.size() + 1);
  const auto try_all = [&](const std::vector<Places*>& rules, std::size_t name) {
    for (Places* places : rules) {
      if (silence(*places, reach_of(suppression))) used[name] = true;
    }
  };
  if (suppression.names.empty()) try_all(findings.all(), 0);
  for (std::size_t i = 0; i < suppression.names.size(); ++i)
    try_all(findings.named(suppression, suppression.names[i]), i);
  return used;
}

}  // namespace

SuppressionResult match_suppressions(std::span<const Suppression> suppressions,
                                     std::span<const SuppressibleFinding> findings, const RuleSet& rules) {
  SuppressionResult result{.silenced = std::vector<bool>(findings.size()), .unused = {}};
  if (suppressions.empty()) return result;

  FindingsByRule by_rule(findings);
  for (const Suppression& suppression : suppressions)
    add_unused(suppression, silence(suppression, by_rule), rules, result.unused);
  for (Places* places : by_rule.all()) merge(places->reaches);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::vector<Span>& reaches = by_rule.of(findings[i].rule).reaches;
    const std::optional<std::uint32_t> run_at = findings[i].run_at;
    result.silenced[i] = is_in(reaches, findings[i].begin) || (run_at && is_in(reaches, *run_at));
  }
  return result;
}

}  // namespace floodwall
