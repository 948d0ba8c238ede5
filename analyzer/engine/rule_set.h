#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/rule/registry.h"

namespace floodwall {

/// The rules of one run, indexed by what they look at. Immutable once made: threads share it.
class RuleSet {
 public:
  /// `rules` point into all_rules().
  explicit RuleSet(std::vector<const RegisteredRule*> rules);

  /// What looks at a node of this tag; `rule` says whose check it is.
  struct Check {
    const RegisteredRule* rule;
    void (*run)(const void* subject, RuleContext& ctx);
  };
  std::span<const Check> checks_of(NodeTag tag) const;
  std::span<const Check> checks_of(Subject subject) const;
  std::span<const RegisteredRule* const> rules() const { return rules_; }
  bool contains(std::string_view id) const;

 private:
  std::vector<const RegisteredRule*> rules_;
  std::vector<std::vector<Check>> by_tag_;
  std::vector<std::vector<Check>> by_subject_;
};

/// The rules that are on by default.
std::vector<const RegisteredRule*> default_rules();

}  // namespace floodwall
