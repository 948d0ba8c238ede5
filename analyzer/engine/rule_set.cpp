#include "analyzer/engine/rule_set.h"

#include <algorithm>

namespace floodwall {

RuleSet::RuleSet(std::vector<const RegisteredRule*> rules) : rules_(std::move(rules)) {
  for (const RegisteredRule* rule : rules_) {
    for (const Trigger& trigger : rule->rule->trigger) {
      if (trigger.run == nullptr) continue;
      const bool looks_at_node = trigger.subject == Subject::Node;
      std::vector<std::vector<Check>>& index = looks_at_node ? by_tag_ : by_subject_;
      const std::size_t slot =
          looks_at_node ? static_cast<std::size_t>(trigger.tag) : static_cast<std::size_t>(trigger.subject);
      if (index.size() <= slot) index.resize(slot + 1);
      index[slot].push_back({rule, trigger.run});
    }
  }
}

std::span<const RuleSet::Check> RuleSet::checks_of(NodeTag tag) const {
  const auto slot = static_cast<std::size_t>(tag);
  return slot < by_tag_.size() ? std::span<const Check>(by_tag_[slot]) : std::span<const Check>();
}

std::span<const RuleSet::Check> RuleSet::checks_of(Subject subject) const {
  const auto slot = static_cast<std::size_t>(subject);
  return slot < by_subject_.size() ? std::span<const Check>(by_subject_[slot]) : std::span<const Check>();
}

bool RuleSet::contains(std::string_view id) const {
  return std::ranges::any_of(rules_, [&](const RegisteredRule* rule) { return rule->rule->meta.id == id; });
}

std::vector<const RegisteredRule*> default_rules() {
  std::vector<const RegisteredRule*> rules;
  for (const RegisteredRule& rule : all_rules()) {
    if (rule.rule->meta.on_by_default) rules.push_back(&rule);
  }
  return rules;
}

}  // namespace floodwall
