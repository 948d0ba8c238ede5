#include "analyzer/engine/suppress.h"

#include <algorithm>
#include <numeric>
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

bool silences(const Suppression& suppression, const SuppressibleFinding& finding, Used& used) {
  if (suppression.names.empty()) {
    used.back() = true;
    return true;
  }
  bool silenced = false;
  for (std::size_t i = 0; i < suppression.names.size(); ++i) {
    if (!means(suppression, suppression.names[i], finding.rule)) continue;
    used[i] = true;
    silenced = true;
  }
  return silenced;
}

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

/// A finding may stand at the very end of its text.
bool reaches(const Suppression& suppression, std::uint32_t at) {
  return at < suppression.reach.end || suppression.scope == SuppressionScope::Text;
}

/// 0 … size - 1, sorted by where they begin.
template <class Begin>
std::vector<std::size_t> order(std::size_t size, Begin begin) {
  std::vector<std::size_t> indexes(size);
  std::iota(indexes.begin(), indexes.end(), std::size_t{0});
  std::ranges::stable_sort(indexes, {}, begin);
  return indexes;
}

}  // namespace

SuppressionResult match_suppressions(std::span<const Suppression> suppressions,
                                     std::span<const SuppressibleFinding> findings, const RuleSet& rules) {
  SuppressionResult result{.silenced = std::vector<bool>(findings.size()), .unused = {}};
  if (suppressions.empty()) return result;

  std::vector<Used> used;
  for (const Suppression& suppression : suppressions) used.emplace_back(suppression.names.size() + 1);

  // From the begin of the text to its end, with the suppressions at hand that reach the place.
  const std::vector<std::size_t> by_reach =
      order(suppressions.size(), [&](std::size_t i) { return suppressions[i].reach.begin; });
  std::vector<std::size_t> at_hand;
  auto next = by_reach.begin();
  for (const std::size_t i : order(findings.size(), [&](std::size_t i) { return findings[i].begin; })) {
    const std::uint32_t at = findings[i].begin;
    for (; next != by_reach.end() && suppressions[*next].reach.begin <= at; ++next) at_hand.push_back(*next);
    std::erase_if(at_hand, [&](std::size_t s) { return !reaches(suppressions[s], at); });
    for (const std::size_t s : at_hand) {
      if (silences(suppressions[s], findings[i], used[s])) result.silenced[i] = true;
    }
  }
  for (std::size_t i = 0; i < suppressions.size(); ++i)
    add_unused(suppressions[i], used[i], rules, result.unused);
  return result;
}

}  // namespace floodwall
