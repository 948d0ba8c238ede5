#include "analyzer/catalog/replay/implicit_names.h"

#include <algorithm>

#include "analyzer/text/utf8.h"

namespace floodwall {
namespace {

constexpr std::size_t longest_name = 63;  // NAMEDATALEN - 1

template <class IsTaken>
std::string first_free(std::string_view name1, std::string_view name2, std::string_view label,
                       IsTaken is_taken) {
  std::string name = object_name(name1, name2, label);
  for (int pass = 1; is_taken(name); ++pass) {
    name = object_name(name1, name2, std::string(label) + std::to_string(pass));
  }
  return name;
}

}  // namespace

std::string object_name(std::string_view name1, std::string_view name2, std::string_view label) {
  const std::size_t overhead = (name2.empty() ? 0 : 1) + (label.empty() ? 0 : label.size() + 1);
  const std::size_t available = longest_name < overhead ? 0 : longest_name - overhead;
  std::size_t size1 = name1.size();
  std::size_t size2 = name2.size();
  while (available < size1 + size2) --(size2 < size1 ? size1 : size2);
  std::string name(clipped(name1, size1));
  if (!name2.empty()) name.append("_").append(clipped(name2, size2));
  if (!label.empty()) name.append("_").append(label);
  return name;
}

std::string choose_relation_name(const Catalog& catalog, std::string_view schema, std::string_view name1,
                                 std::string_view name2, std::string_view label) {
  return first_free(name1, name2, label, [&](const std::string& name) {
    return catalog.find(RelationName{std::string(schema), name}) != nullptr;
  });
}

std::string choose_key_name(const Catalog& catalog, std::string_view schema, std::string_view name1,
                            std::string_view name2, std::string_view label,
                            const std::vector<std::string>& others) {
  return first_free(name1, name2, label, [&](const std::string& name) {
    const RelationName qualified = {std::string(schema), name};
    return catalog.find(qualified) != nullptr || catalog.constraint_names.find(qualified) != nullptr ||
           std::ranges::find(others, name) != others.end();
  });
}

std::string choose_constraint_name(const Catalog& catalog, std::string_view schema, std::string_view name1,
                                   std::string_view name2, std::string_view label,
                                   const std::vector<std::string>& others) {
  return first_free(name1, name2, label, [&](const std::string& name) {
    return catalog.constraint_names.find(RelationName{std::string(schema), name}) != nullptr ||
           std::ranges::find(others, name) != others.end();
  });
}

std::vector<std::string> distinct_names(std::vector<std::string> names) {
  std::vector<std::string> distinct;
  for (const std::string& name : names) {
    std::string free_name = name;
    for (int i = 1; std::ranges::find(distinct, free_name) != distinct.end(); ++i) {
      const std::string digits = std::to_string(i);
      free_name = std::string(clipped(name, longest_name - digits.size())) + digits;
    }
    distinct.push_back(std::move(free_name));
  }
  return distinct;
}

std::string joined_columns(const std::vector<std::string>& columns) {
  std::string joined;
  for (const std::string& column : columns) {
    if (!joined.empty()) joined += '_';
    joined += column;
    if (longest_name < joined.size()) break;
  }
  return joined;
}

}  // namespace floodwall
