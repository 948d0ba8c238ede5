#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/sql_fragment.h"

/// What the pages about host languages are made of.
namespace floodwall {

/// As code in a cell of a table.
std::string code(std::string_view text);

/// Who gets a text.
std::string_view shown(Certainty certainty);

/// The items in groups, in the order in which each group first appears.
template <class Item, class Group>
std::vector<std::vector<const Item*>> grouped(std::span<const Item> items, Group group) {
  std::vector<std::vector<const Item*>> groups;
  for (const Item& item : items) {
    const auto known = std::ranges::find_if(
        groups, [&](const std::vector<const Item*>& each) { return each.front()->*group == item.*group; });
    if (known == groups.end()) {
      groups.push_back({&item});
    } else {
      known->push_back(&item);
    }
  }
  return groups;
}

}  // namespace floodwall
