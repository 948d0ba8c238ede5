#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/diagnostics/severity.h"
#include "analyzer/rule/registry.h"

namespace floodwall {

/// The rules that a name stands for: an id or a former id, a group ("data_loss"), `all`, `default` (what is
/// on unless asked otherwise) or `strict` (what is off unless asked for). The error says what was probably
/// meant.
Result<std::vector<const RegisteredRule*>> rules_named(std::string_view name);

/// What `[rules]` says about a rule; none: off.
using RuleLevel = std::optional<Severity>;

/// Name -> level, in which an id counts for more than a group, and a group for more than `all`.
class RuleLevels {
 public:
  /// "error", "warning", "info" or "off".
  Result<void> set(std::string_view name, std::string_view level);
  /// nullptr if nothing is said about the rule.
  const RuleLevel* of(const RegisteredRule& rule) const;

 private:
  struct Ranked {
    RuleLevel level;
    int rank;
  };
  std::map<const RegisteredRule*, Ranked> by_rule_;
};

}  // namespace floodwall
