#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/rule/rule_value.h"

namespace floodwall {

struct RegisteredRule {
  std::string_view file;  ///< rules/<group>/<name>
  const Rule* rule;
  std::string_view doc;  ///< the .md beside it
};

/// Every pair of files under rules/, by path. Generated; lives as long as the program.
std::span<const RegisteredRule> all_rules();

/// "data_loss" for rules/data_loss/drop_table.
std::string_view group_of(const RegisteredRule& rule);
/// Whether some rule is in this group: "data_loss" or "data-loss".
bool is_group(std::string_view name);
/// By id or former id; nullptr if there is none.
const RegisteredRule* find_rule(std::string_view id);
/// What another linter calls a rule: "squawk:ban-drop-table" is squawk's ban-drop-table.
struct Alias {
  std::string_view linter;  ///< empty if the text does not say
  std::string_view name;
};
Alias alias_of(std::string_view text);
std::vector<Alias> aliases_of(const RuleMeta& rule);

/// By what another linter calls it, with or without that linter's name: "squawk:ban-drop-table",
/// "banDropTable".
const RegisteredRule* find_rule_by_alias(std::string_view alias);
/// The known id that `id` was probably meant to be, or empty.
std::string_view nearest_rule(std::string_view id);

}  // namespace floodwall
