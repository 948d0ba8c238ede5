#include "analyzer/engine/defined_elsewhere.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/engine/needs.h"

namespace floodwall {
namespace {

constexpr std::size_t fewest_undefined = 3;

}  // namespace

std::string why_defined_elsewhere(std::span<const LinkedFile> files, const NeedSet& answers,
                                  const ProjectSchema& schema) {
  std::unordered_set<std::uint64_t> known_once;
  const auto remember = [&](const auto& by_name) {
    for (const auto& [name, each] : by_name) {
      known_once.insert(need_of_table(name));
      known_once.insert(need_of_table("*." + name));
    }
  };
  remember(schema.history);
  remember(schema.in_tests);
  std::unordered_map<std::uint64_t, bool> used;  // by the name as written: is it defined?
  for (const LinkedFile& file : files) {
    if (file.facts->is_test) continue;
    for (const Need need : file.facts->needs) {
      if (need.is_column) continue;
      const auto [name, is_new] = used.try_emplace(need.any_of.front());
      if (!is_new) continue;
      name->second = std::ranges::any_of(need.any_of, [&](std::uint64_t each) {
        return answers.contains(each) || known_once.contains(each);
      });
    }
  }
  const auto undefined =
      static_cast<std::size_t>(std::ranges::count_if(used, [](const auto& each) { return !each.second; }));
  if (undefined < fewest_undefined || undefined <= used.size() - undefined) return "";
  return std::to_string(undefined) + " of the " + std::to_string(used.size()) +
         " tables that are used are defined nowhere, so that their definitions seem to be elsewhere";
}

}  // namespace floodwall
