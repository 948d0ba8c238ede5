#include "analyzer/catalog/replay/removal.h"

#include <algorithm>
#include <set>

#include "analyzer/catalog/replay/dependencies.h"
#include "analyzer/catalog/replay/family.h"

namespace floodwall {
namespace {

/// Everything that goes with some objects.
struct Closure {
  std::set<Object> objects;    ///< what goes silently; with CASCADE, also what is built on it
  std::vector<Object> in_way;  ///< without CASCADE: what is built on it
};

Closure closure(const Catalog& catalog, const std::vector<Object>& objects, DropBehavior behavior) {
  Closure reached{{objects.begin(), objects.end()}, {}};
  std::vector<Object> work(objects);
  while (!work.empty()) {
    const Object object = std::move(work.back());
    work.pop_back();
    for (Dependency& dependency : dependencies_of(catalog, object)) {
      if (!dependency.is_part && behavior == DROP_RESTRICT) {
        reached.in_way.push_back(std::move(dependency.object));
      } else if (reached.objects.insert(dependency.object).second) {
        work.push_back(std::move(dependency.object));
      }
    }
  }
  return reached;
}

bool goes_with(const std::set<Object>& removed, const Object& object) {
  if (removed.contains(object)) return true;
  const bool is_of_relation = object.kind == ObjectKind::Column || object.kind == ObjectKind::Constraint ||
                              object.kind == ObjectKind::Default;
  if (!is_of_relation) return false;
  return removed.contains({.name = object.name}) ||
         removed.contains({.kind = ObjectKind::Column, .name = object.name, .part = object.part});
}

/// In words, for the reason of a refusal.
std::string words_for(const Object& object) {
  return object.part.empty() ? display(object.name) : object.part + " of " + display(object.name);
}

void remove_function(Catalog& catalog, const Object& object) {
  const FunctionsPtr* known = catalog.functions.find(object.name);
  if (known == nullptr) return;
  std::vector<Function> left = **known;
  std::erase_if(left, [&](const Function& function) { return function.argument_types == object.arguments; });
  if (left.empty()) {
    catalog.functions.erase(object.name);
  } else {
    catalog.functions.set(object.name, std::make_shared<const std::vector<Function>>(std::move(left)));
  }
}

void remove_column(Relation& relation, const std::string& name) {
  std::erase_if(relation.columns, [&](const Column& column) { return column.name == name; });
}

void remove_relation(Catalog& catalog, const std::set<Object>& removed, const RelationName& name) {
  const Relation* relation = catalog.find(name);
  if (relation == nullptr) return;
  const RelationName table = relation->kind == RelationKind::Index ? relation->table : RelationName();
  catalog.remove(name);
  if (!table.name.empty() && !removed.contains({.name = table}))
    edit(catalog, table, [&](Relation& owner) { std::erase(owner.indexes, name); });
}

void remove_part(Catalog& catalog, const std::set<Object>& removed, const Object& object) {
  if (removed.contains({.name = object.name})) return;  // goes as a whole
  edit(catalog, object.name, [&](Relation& relation) {
    if (object.kind == ObjectKind::Column) return remove_column(relation, object.part);
    if (object.kind == ObjectKind::Constraint) {
      std::erase_if(relation.constraints,
                    [&](const TableConstraint& constraint) { return constraint.name == object.part; });
      return;
    }
    for (Column& column : relation.columns) {
      if (column.name != object.part) continue;
      column.default_sql.clear();
      column.sequence = {};
    }
  });
}

}  // namespace

Outcome remove_objects(Catalog& catalog, const std::vector<Object>& objects, DropBehavior behavior) {
  if (objects.empty()) return {};
  const auto [all, in_way] = closure(catalog, objects, behavior);
  for (const Object& object : in_way) {
    if (!goes_with(all, object)) return refused(words_for(object) + " depends on it");
  }
  for (const Object& object : all) {
    if (object.kind == ObjectKind::Column || object.kind == ObjectKind::Constraint ||
        object.kind == ObjectKind::Default)
      remove_part(catalog, all, object);
  }
  for (const Object& object : all) {
    switch (object.kind) {
      case ObjectKind::Relation:
        remove_relation(catalog, all, object.name);
        break;
      case ObjectKind::Type:
        catalog.types.erase(object.name);
        break;
      case ObjectKind::Function:
        remove_function(catalog, object);
        break;
      case ObjectKind::Schema:
        catalog.schemas.erase(object.name.name);
        break;
      case ObjectKind::Column:
      case ObjectKind::Constraint:
      case ObjectKind::Default:
        break;
    }
  }
  return {};
}

}  // namespace floodwall
