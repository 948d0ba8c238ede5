#include "analyzer/catalog/drop_reach.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/replay/dependencies.h"
#include "analyzer/catalog/replay/removal.h"

namespace floodwall {
namespace {

bool is_part_of_relation(const Object& object) {
  return object.kind == ObjectKind::Column || object.kind == ObjectKind::Constraint ||
         object.kind == ObjectKind::Default;
}

/// Follows what depends on what, breadth first.
class DropWalk {
 public:
  explicit DropWalk(const Catalog& catalog) : catalog_(catalog) {}

  void name(const Object& object) { add({.object = object, .is_silent = true, .is_named = true}); }

  DropReach finish() {
    for (std::size_t i = 0; i < objects_.size(); ++i) {
      const Object object = objects_[i].object;
      const bool is_dropped_by_name = objects_[i].is_named || is_same_column_of_child(objects_[i]);
      note_unknown(object);
      for (const Dependency& each : dependencies_of(catalog_, object)) {
        if (is_copy_on_partition(each.object)) continue;
        add({.object = each.object, .is_silent = each.is_part, .because = object});
      }
      if (object.kind == ObjectKind::Relation) follow_partitioned(object);
      if (object.kind == ObjectKind::Column && is_dropped_by_name) follow_inherited_column(object);
    }
    return {.objects = listed_objects(), .open = open_.empty() ? why_more(catalog_) : open_};
  }

 private:
  /// One way that goes without CASCADE is enough.
  void add(DroppedObject object) {
    const auto [known, is_new] = seen_.insert({object.object, objects_.size()});
    if (!is_new) {
      if (object.is_silent) objects_[known->second].is_silent = true;
      return;
    }
    if (const Relation* relation = catalog_.find(object.object.name)) object.relation_kind = relation->kind;
    objects_.push_back(std::move(object));
  }

  void note_unknown(const Object& object) {
    if (!open_.empty()) return;
    const bool is_relation = object.kind == ObjectKind::Relation || is_part_of_relation(object);
    if (is_relation && catalog_.find(object.name) == nullptr) {
      open_ = "no definition of " + display(object.name) + " is known";
    }
  }

  /// The copy of a partitioned table's key: PostgreSQL speaks of the key alone.
  bool is_copy_on_partition(const Object& object) const {
    if (object.kind != ObjectKind::Constraint) return false;
    const Relation* table = catalog_.find(object.name);
    if (table == nullptr || !table->is_partition) return false;
    return std::ranges::any_of(table->constraints, [&](const TableConstraint& each) {
      return each.name == object.part && each.kind == ConstraintKind::ForeignKey && each.is_inherited;
    });
  }

  /// A key to a partitioned table leans on each of its partitions.
  void follow_partitioned(const Object& object) {
    const Relation* table = catalog_.find(object.name);
    while (table != nullptr && table->is_partition && !table->parents.empty()) {
      const RelationName above = table->parents.front();
      for (const ReferringKey& key : keys_to(catalog_, above)) {
        add({.object = {.kind = ObjectKind::Constraint, .name = key.child, .part = key.constraint.name},
             .because = object});
      }
      table = catalog_.find(above);
    }
  }

  static bool is_same_column_of_child(const DroppedObject& dropped) {
    return dropped.because.kind == ObjectKind::Column && dropped.because.part == dropped.object.part &&
           dropped.because.name != dropped.object.name;
  }

  /// ALTER TABLE goes on to the children; the columns do not depend on each other.
  void follow_inherited_column(const Object& object) {
    for (const RelationName& name : catalog_.dependents_of(object.name)) {
      const Relation* child = catalog_.find(name);
      if (child == nullptr || std::ranges::find(child->parents, object.name) == child->parents.end())
        continue;
      const Column* column = child->column(object.part);
      if (column == nullptr || !column->is_inherited) continue;
      add({.object = {.kind = ObjectKind::Column, .name = name, .part = object.part},
           .is_silent = true,
           .because = object});
    }
  }

  std::vector<DroppedObject> listed_objects() {
    std::set<RelationName> gone;
    std::set<std::pair<RelationName, std::string>> gone_columns;
    for (const auto& [object, index] : seen_) {
      if (object.kind == ObjectKind::Relation) gone.insert(object.name);
      if (object.kind == ObjectKind::Column) gone_columns.insert({object.name, object.part});
    }
    std::erase_if(objects_, [&](const DroppedObject& each) {
      const Object& object = each.object;
      if (each.is_named) return false;
      if (is_part_of_relation(object) && gone.contains(object.name)) return true;
      if (object.kind == ObjectKind::Type && gone.contains(object.name))
        return true;  // the same under two names
      return object.kind == ObjectKind::Default && gone_columns.contains({object.name, object.part});
    });
    return std::move(objects_);
  }

  const Catalog& catalog_;
  std::vector<DroppedObject> objects_;
  std::map<Object, std::size_t> seen_;
  std::string open_;
};

}  // namespace

DropReach drop_reach(const Catalog& catalog, std::span<const Object> named) {
  DropWalk walk(catalog);
  for (const Object& each : named) walk.name(each);
  return walk.finish();
}

}  // namespace floodwall
