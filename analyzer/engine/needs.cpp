#include "analyzer/engine/needs.h"

#include <compare>
#include <tuple>

#include "analyzer/engine/text_analysis.h"

namespace floodwall {
namespace {

std::weak_ordering order_of(const Need& left, const Need& right) {
  const auto by_hash = std::lexicographical_compare_three_way(left.any_of.begin(), left.any_of.end(),
                                                              right.any_of.begin(), right.any_of.end());
  if (by_hash != 0) return by_hash;
  return std::tuple(left.is_column, left.line) <=> std::tuple(right.is_column, right.line);
}

}  // namespace

void Needs::add(const Need& need) {
  entries_.push_back({static_cast<std::uint32_t>(need.any_of.size()), need.line, need.is_column});
  hashes_.insert(hashes_.end(), need.any_of.begin(), need.any_of.end());
}

void Needs::add(const Needs& more) {
  entries_.insert(entries_.end(), more.entries_.begin(), more.entries_.end());
  hashes_.insert(hashes_.end(), more.hashes_.begin(), more.hashes_.end());
}

void Needs::settle() {
  std::vector<Need> sorted;
  sorted.reserve(entries_.size());
  for (const Need need : *this) sorted.push_back(need);
  std::ranges::sort(sorted, [](const Need& left, const Need& right) { return order_of(left, right) < 0; });
  const auto repeated = std::ranges::unique(sorted, [](const Need& left, const Need& right) {
    return std::ranges::equal(left.any_of, right.any_of);
  });
  sorted.erase(repeated.begin(), repeated.end());
  Needs settled;
  settled.entries_.reserve(sorted.size());
  settled.hashes_.reserve(hashes_.size());
  for (const Need& need : sorted) settled.add(need);
  *this = std::move(settled);
}

std::uint64_t need_of_table(std::string_view table) { return byte_hash(table); }

std::uint64_t need_of_column(std::string_view table, std::string_view column) {
  return byte_hash(column, byte_hash(table));
}

}  // namespace floodwall
