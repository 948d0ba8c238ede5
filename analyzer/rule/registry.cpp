#include "analyzer/rule/registry.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace floodwall {
namespace {

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t substituted = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

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

const RegisteredRule* find_rule_by_alias(std::string_view alias) {
  for (const RegisteredRule& rule : all_rules()) {
    for (const std::string_view known : rule.rule->meta.aliases) {
      if (!known.empty() && (known == alias || known.substr(known.find(':') + 1) == alias)) return &rule;
    }
  }
  return nullptr;
}

std::string_view nearest_rule(std::string_view id) {
  std::string_view nearest;
  std::size_t best = std::max<std::size_t>(2, id.size() / 3) + 1;
  for (const RegisteredRule& rule : all_rules()) {
    const std::size_t distance = edit_distance(id, rule.rule->meta.id);
    if (distance < best) {
      best = distance;
      nearest = rule.rule->meta.id;
    }
  }
  return nearest;
}

}  // namespace floodwall
