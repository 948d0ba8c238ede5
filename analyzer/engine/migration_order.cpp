#include "analyzer/engine/migration_order.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace floodwall {
namespace {

using Identities = std::span<const MigrationIdentity* const>;

/// Which chain each belongs to: those of one tool and folder; Alembic's folders that name each other are one.
class Groups {
 public:
  explicit Groups(std::size_t count) : parent_(count) {
    for (std::size_t i = 0; i < count; ++i) parent_[i] = i;
  }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t left, std::size_t right) {
    const auto [first, second] = std::minmax({root(left), root(right)});
    parent_[second] = first;
  }

 private:
  std::vector<std::size_t> parent_;
};

using ByName = std::map<std::pair<std::string_view, std::string_view>, std::size_t>;  ///< tool and id

ByName by_name(Identities migrations, std::span<const std::size_t> sorted) {
  ByName names;
  for (const std::size_t i : sorted)
    names.emplace(std::pair(std::string_view(migrations[i]->tool), std::string_view(migrations[i]->id)), i);
  // A squashed migration answers to the names of those it replaces, where these are gone.
  for (const std::size_t i : sorted) {
    for (const std::string& replaced : migrations[i]->replaces)
      names.emplace(std::pair(std::string_view(migrations[i]->tool), std::string_view(replaced)), i);
  }
  return names;
}

/// How far the walk has come with a migration.
enum class Walk : std::uint8_t { Unseen, Open, Done };

/// Puts each behind those that it names; a stack of its own, because chains of thousands are usual.
void add_in_order(std::size_t first, Identities migrations, const ByName& names, std::vector<Walk>& state,
                  MigrationChain& chain) {
  struct Frame {
    std::size_t file;
    std::size_t next = 0;
  };
  std::vector<Frame> stack = {{first}};
  if (state[first] != Walk::Unseen) return;
  state[first] = Walk::Open;
  while (!stack.empty()) {
    Frame& frame = stack.back();
    const MigrationIdentity& migration = *migrations[frame.file];
    if (frame.next == migration.after.size()) {
      state[frame.file] = Walk::Done;
      chain.files.push_back(frame.file);
      stack.pop_back();
      continue;
    }
    const std::string& wanted = migration.after[frame.next++];
    const auto found = names.find({migration.tool, wanted});
    if (found == names.end()) {
      if (chain.gap.empty() && migration.tool != "django") {
        chain.gap = migration.id + " comes after " + wanted + ", which is not here";
        chain.gap_at = frame.file;
      }
    } else if (state[found->second] == Walk::Unseen) {
      state[found->second] = Walk::Open;
      stack.push_back({found->second});
    }
  }
}

}  // namespace

std::vector<MigrationChain> chains_of(Identities migrations) {
  std::vector<std::size_t> sorted;
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    if (!migrations[i]->tool.empty()) sorted.push_back(i);
  }
  std::ranges::sort(sorted, {}, [&](std::size_t i) {
    const MigrationIdentity& each = *migrations[i];
    return std::tie(each.tool, each.chain, each.is_repeatable, each.version, each.id);
  });
  // A baseline stands for what comes before it.
  std::map<std::pair<std::string_view, std::string_view>, const MigrationIdentity*> baselines;
  for (const std::size_t i : sorted) {
    if (migrations[i]->is_baseline) baselines[{migrations[i]->tool, migrations[i]->chain}] = migrations[i];
  }
  std::erase_if(sorted, [&](std::size_t i) {
    const MigrationIdentity& each = *migrations[i];
    const auto baseline = baselines.find({each.tool, each.chain});
    return baseline != baselines.end() && &each != baseline->second && !each.is_repeatable &&
           each.version <= baseline->second->version;
  });
  // What is squashed runs as it is written as long as it is there; then what replaces it makes nothing new.
  const ByName names = by_name(migrations, sorted);
  Groups groups(migrations.size());
  for (std::size_t n = 1; n < sorted.size(); ++n) {
    const MigrationIdentity& each = *migrations[sorted[n]];
    const MigrationIdentity& before = *migrations[sorted[n - 1]];
    if (each.tool == before.tool && each.chain == before.chain) groups.join(sorted[n], sorted[n - 1]);
  }
  for (const std::size_t i : sorted) {
    for (const std::string& wanted : migrations[i]->after) {
      const auto found = names.find({migrations[i]->tool, wanted});
      if (found != names.end()) groups.join(i, found->second);
    }
  }
  std::vector<MigrationChain> chains;
  std::map<std::size_t, std::size_t> chain_of;
  std::vector<Walk> state(migrations.size());
  for (const std::size_t i : sorted) {
    const auto [place, is_new] = chain_of.emplace(groups.root(i), chains.size());
    if (is_new) chains.emplace_back();
    add_in_order(i, migrations, names, state, chains[place->second]);
  }
  return chains;
}

}  // namespace floodwall
