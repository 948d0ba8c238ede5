#include "analyzer/rule/registry.h"

#include <algorithm>

#include "analyzer/text/spelling.h"

namespace floodwall {
std::string_view group_of(const RegisteredRule& rule) {
  const std::size_t name = rule.file.rfind('/');
  const std::size_t group = rule.file.rfind('/', name - 1);
  return rule.file.substr(group + 1, name - group - 1);
}

bool is_group(std::string_view name) {
  const auto same = [](char written, char known) {
    return written == known || (written == '-' && known == '_');
  };
  return std::ranges::any_of(all_rules(), [&](const RegisteredRule& rule) {
    return std::ranges::equal(name, group_of(rule), same);
  });
}

const RegisteredRule* find_rule(std::string_view id) {
  for (const RegisteredRule& rule : all_rules()) {
    const RuleMeta& meta = rule.rule->meta;
    if (meta.id == id || (!id.empty() && std::ranges::find(meta.formerly, id) != meta.formerly.end()))
      return &rule;
  }
  return nullptr;
}

Alias alias_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::vector<Alias> aliases_of(const RuleMeta& rule) {
  std::vector<Alias> aliases;
  for (const std::string_view alias : rule.aliases) {
    if (!alias.empty()) aliases.push_back(alias_of(alias));
  }
  return aliases;
}

const RegisteredRule* find_rule_by_alias(std::string_view alias) {
  const Alias wanted = alias_of(alias);
  for (const RegisteredRule& rule : all_rules()) {
    for (const Alias& known : aliases_of(rule.rule->meta)) {
      if (known.name == wanted.name && (wanted.linter.empty() || known.linter == wanted.linter)) return &rule;
    }
  }
  return nullptr;
}

std::string_view nearest_rule(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const RegisteredRule& rule : all_rules()) ids.push_back(rule.rule->meta.id);
  return nearest_word(id, ids);
}

}  // namespace floodwall
