#include "analyzer/catalog/reach.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"

namespace floodwall {
namespace {

std::uint32_t ordinal_of(const Catalog& catalog, const RelationName& name) {
  const Relation* relation = catalog.find(name);
  return relation == nullptr ? 0 : relation->ordinal;
}

/// Those that depend on a relation, oldest first.
std::vector<const Relation*> relations_on(const Catalog& catalog, const RelationName& support) {
  std::vector<const Relation*> found;
  for (const RelationName& name : catalog.dependents_of(support)) {
    if (const Relation* relation = catalog.find(name)) found.push_back(relation);
  }
  std::ranges::sort(found, {}, [](const Relation* each) { return std::tie(each->ordinal, each->name); });
  return found;
}

/// What inherits directly.
std::vector<const Relation*> children_of(const Catalog& catalog, const RelationName& table) {
  std::vector<const Relation*> children = relations_on(catalog, table);
  std::erase_if(children, [&](const Relation* each) {
    return each->kind == RelationKind::Index ||
           std::ranges::find(each->parents, table) == each->parents.end();
  });
  return children;
}

/// A table, then its partitions on every level.
std::vector<RelationName> with_partitions(const Catalog& catalog, const RelationName& table) {
  std::vector<RelationName> found = {table};
  std::set<RelationName> seen = {table};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const Relation* child : children_of(catalog, RelationName(found[i]))) {
      if (child->is_partition && seen.insert(child->name).second) found.push_back(child->name);
    }
  }
  return found;
}

/// A table, then what it is a partition of, and so on: their keys see its rows.
std::vector<RelationName> with_partitioned(const Catalog& catalog, const RelationName& table) {
  std::vector<RelationName> found = {table};
  for (const Relation* each = catalog.find(table);
       each != nullptr && each->is_partition && !each->parents.empty(); each = catalog.find(found.back())) {
    if (std::ranges::find(found, each->parents.front()) != found.end()) break;
    found.push_back(each->parents.front());
  }
  return found;
}

/// The tables that a statement has reached so far.
class Reached {
 public:
  explicit Reached(const Catalog& catalog) : catalog_(catalog) {}

  bool has(const RelationName& table) const { return seen_.contains(table); }
  const std::vector<ReachedTable>& tables() const { return tables_; }
  std::vector<ReachedTable> take() { return std::move(tables_); }

  void add(ReachedTable table) {
    if (seen_.insert(table.table).second) tables_.push_back(std::move(table));
  }

  /// With its inheritors, in the order of find_all_inheritors (src/backend/catalog/pg_inherits.c).
  void add_target(const TargetTable& target) {
    if (has(target.table)) return;
    const std::size_t first = tables_.size();
    add({.table = target.table});
    if (target.only) return;
    for (std::size_t i = first; i < tables_.size(); ++i) {
      const RelationName parent = tables_[i].table;
      for (const Relation* child : children_of(catalog_, parent)) {
        const ReachKind kind = child->is_partition ? ReachKind::Partition : ReachKind::Inheritor;
        add({.table = child->name, .kind = kind, .from = parent});
      }
    }
  }

  /// The keys that see the rows of a table.
  std::vector<ReferringKey> keys_at(const RelationName& table) const {
    std::vector<ReferringKey> keys;
    for (const RelationName& parent : with_partitioned(catalog_, table)) {
      std::ranges::move(keys_to(catalog_, parent), std::back_inserter(keys));
    }
    return keys;
  }

 private:
  const Catalog& catalog_;
  std::vector<ReachedTable> tables_;
  std::set<RelationName> seen_;
};

/// The table of a key and its partitions, which the key holds for, too.
std::vector<ReachedTable> tables_of(const Catalog& catalog, const ReferringKey& key) {
  std::vector<ReachedTable> tables;
  for (const RelationName& name : with_partitions(catalog, key.child)) {
    const bool is_child = name == key.child;
    const Relation* partition = is_child ? nullptr : catalog.find(name);
    tables.push_back({.table = name,
                      .kind = is_child ? ReachKind::ForeignKey : ReachKind::Partition,
                      .from = partition == nullptr ? key.constraint.parent : partition->parents.front(),
                      .key = key});
  }
  return tables;
}

/// The tables that refer to those from `first` on and are not there yet: one NOTICE each, by OID.
std::vector<ReachedTable> next_round(const Catalog& catalog, const Reached& reached, std::size_t first) {
  std::vector<ReachedTable> round;
  std::set<RelationName> seen;
  for (std::size_t i = first; i < reached.tables().size(); ++i) {
    for (const ReferringKey& key : reached.keys_at(reached.tables()[i].table)) {
      for (ReachedTable& table : tables_of(catalog, key)) {
        if (!reached.has(table.table) && seen.insert(table.table).second) round.push_back(std::move(table));
      }
    }
  }
  std::ranges::sort(round, {}, [&](const ReachedTable& each) {
    return std::pair(ordinal_of(catalog, each.table), each.table);
  });
  return round;
}

/// The first time that a key is met.
bool is_new(std::set<std::pair<RelationName, std::string>>& seen, const ReferringKey& key) {
  return seen.insert({key.child, key.constraint.name}).second;
}

std::string why_more_than(const Catalog& catalog, const std::vector<ReachedTable>& tables) {
  for (const ReachedTable& each : tables) {
    if (catalog.find(each.table) == nullptr) return "no definition of " + display(each.table) + " is known";
  }
  return why_more(catalog);
}

}  // namespace

std::vector<ReferringKey> keys_to(const Catalog& catalog, const RelationName& table) {
  std::vector<ReferringKey> keys;
  for (const Relation* child : relations_on(catalog, table)) {
    for (const TableConstraint& constraint : child->constraints) {
      if (constraint.kind != ConstraintKind::ForeignKey || constraint.parent != table) continue;
      if (constraint.is_inherited && child->is_partition) continue;
      keys.push_back({child->name, constraint});
    }
  }
  return keys;
}

TruncateReach truncate_reach(const Catalog& catalog, std::span<const TargetTable> targets,
                             DropBehavior behavior) {
  Reached reached(catalog);
  for (const TargetTable& target : targets) reached.add_target(target);
  TruncateReach result;
  if (behavior == DROP_CASCADE) {
    std::size_t first = 0;
    while (first < reached.tables().size()) {
      std::vector<ReachedTable> round = next_round(catalog, reached, first);
      first = reached.tables().size();
      for (ReachedTable& table : round) reached.add(std::move(table));
    }
  } else {
    std::set<std::pair<RelationName, std::string>> seen;
    for (const ReachedTable& table : reached.tables()) {
      for (ReferringKey& key : reached.keys_at(table.table)) {
        if (reached.has(key.child) || !is_new(seen, key)) continue;
        result.refused_for.push_back(std::move(key));
      }
    }
  }
  result.tables = reached.take();
  result.open = why_more_than(catalog, result.tables);
  return result;
}

DeleteReach delete_reach(const Catalog& catalog, const TargetTable& target) {
  Reached reached(catalog);
  reached.add_target(target);
  std::set<RelationName> emptied;
  for (const ReachedTable& each : reached.tables()) emptied.insert(each.table);
  DeleteReach result;
  std::set<std::pair<RelationName, std::string>> seen;
  for (std::size_t i = 0; i < reached.tables().size(); ++i) {
    const RelationName parent = reached.tables()[i].table;
    for (const ReferringKey& key : reached.keys_at(parent)) {
      if (!is_new(seen, key)) continue;
      switch (key.constraint.on_delete) {
        case FKCONSTR_ACTION_CASCADE:
          for (ReachedTable& table : tables_of(catalog, key)) reached.add(std::move(table));
          break;
        case FKCONSTR_ACTION_SETNULL:
        case FKCONSTR_ACTION_SETDEFAULT:
          if (!emptied.contains(key.child)) result.changed.push_back(key);
          break;
        default:
          if (!emptied.contains(key.child)) result.stopped_by.push_back(key);
      }
    }
  }
  result.tables = reached.take();
  result.open = why_more_than(catalog, result.tables);
  return result;
}

const std::vector<std::string>& changed_columns(const TableConstraint& key) {
  return key.set_columns.empty() ? key.columns : key.set_columns;
}

std::string why_more(const Catalog& catalog) {
  if (!catalog.open.empty()) return catalog.open;
  std::string reason;
  catalog.schemas.for_each([&](const std::string& name, const Schema& schema) {
    if (reason.empty() && !schema.open.empty()) {
      reason = "schema " + quoted_identifier(name) + ": " + schema.open;
    }
  });
  return reason;
}

}  // namespace floodwall
