#include "analyzer/catalog/catalog.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <span>
#include <utility>

#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

/// What a relation depends on: its keys' parents, its own parents, the table of an index or a sequence, what
/// a view reads, the types of its columns, the
/// sequences of its defaults.
std::vector<RelationName> supports_of(const Relation& relation) {
  std::vector<RelationName> supports = relation.parents;
  for (const TableConstraint& constraint : relation.constraints) {
    if (constraint.kind == ConstraintKind::ForeignKey) supports.push_back(constraint.parent);
  }
  if (!relation.table.name.empty()) supports.push_back(relation.table);
  for (const ColumnUse& use : relation.uses) supports.push_back(use.relation);
  for (const Column& column : relation.columns) {
    if (column.type.contains('.')) {
      if (RelationName type = user_type_of(column.type); !type.name.empty())
        supports.push_back(std::move(type));
    }
    if (!column.sequence.name.empty()) supports.push_back(column.sequence);
  }
  if (!relation.of_type.name.empty()) supports.push_back(relation.of_type);
  std::ranges::sort(supports);
  supports.erase(std::ranges::unique(supports).begin(), supports.end());
  return supports;
}

void add_dependent(Catalog& catalog, const RelationName& support, const RelationName& dependent) {
  std::shared_ptr<const std::vector<RelationName>>* known = catalog.dependents.own_value(support);
  if (known == nullptr) {
    catalog.dependents.set(support, std::make_shared<const std::vector<RelationName>>(1, dependent));
    return;
  }
  std::vector<RelationName> names = **known;
  const auto place = std::ranges::lower_bound(names, dependent);
  if (place != names.end() && *place == dependent) return;
  names.insert(place, dependent);
  *known = std::make_shared<const std::vector<RelationName>>(std::move(names));
}

void remove_dependent(Catalog& catalog, const RelationName& support, const RelationName& dependent) {
  const auto* known = catalog.dependents.find(support);
  if (known == nullptr) return;
  std::vector<RelationName> names = **known;
  std::erase(names, dependent);
  if (names.empty()) {
    catalog.dependents.erase(support);
  } else {
    catalog.dependents.set(support, std::make_shared<const std::vector<RelationName>>(std::move(names)));
  }
}

/// For a relation of `schema` whose constraints had names and have others now.
void count_constraints(Catalog& catalog, const std::string& schema, std::span<const std::string> before,
                       std::span<const std::string> after) {
  if (std::ranges::equal(before, after)) return;
  for (const std::string& constraint : after) {
    const RelationName name = {schema, constraint};
    if (std::size_t* count = catalog.constraint_names.own_value(name)) {
      ++*count;
    } else {
      catalog.constraint_names.set(name, 1);
    }
  }
  for (const std::string& constraint : before) {
    const RelationName name = {schema, constraint};
    std::size_t* count = catalog.constraint_names.own_value(name);
    if (count != nullptr && 1 < *count) {
      --*count;
    } else {
      catalog.constraint_names.erase(name);
    }
  }
}

/// What of a relation the catalog has entries for elsewhere.
struct Entries {
  std::vector<RelationName> supports;
  std::vector<std::string> constraints;
};

Entries entries_of(const Relation& relation) {
  Entries entries{supports_of(relation), {}};
  entries.constraints.reserve(relation.constraints.size());
  for (const TableConstraint& constraint : relation.constraints)
    entries.constraints.push_back(constraint.name);
  return entries;
}

void update_entries(Catalog& catalog, const RelationName& name, const Entries& before, const Entries& after) {
  count_constraints(catalog, name.schema, before.constraints, after.constraints);
  for (const RelationName& support : before.supports) {
    if (!std::ranges::binary_search(after.supports, support)) remove_dependent(catalog, support, name);
  }
  for (const RelationName& support : after.supports) {
    if (!std::ranges::binary_search(before.supports, support)) add_dependent(catalog, support, name);
  }
}

/// The end of an identifier that begins at `begin`.
std::size_t end_of_identifier(std::string_view text, std::size_t begin) {
  if (begin < text.size() && text[begin] == '"') {
    for (std::size_t at = begin + 1; at < text.size(); ++at) {
      if (text[at] != '"') continue;
      if (at + 1 < text.size() && text[at + 1] == '"') {
        ++at;
      } else {
        return at + 1;
      }
    }
    return text.size();
  }
  return std::min(text.find_first_of(".([ ", begin), text.size());
}

}  // namespace

RelationName user_type_of(std::string_view type) {
  if (!type.contains('.')) return {};
  const std::size_t dot = end_of_identifier(type, 0);
  if (type.size() <= dot || type[dot] != '.') return {};
  const std::size_t end = end_of_identifier(type, dot + 1);
  return {identifier_of(type.substr(0, dot)), identifier_of(type.substr(dot + 1, end - dot - 1))};
}

const Column* Relation::column(std::string_view wanted) const {
  const auto found = std::ranges::find(columns, wanted, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

const TableConstraint* Relation::primary_key() const {
  const auto found = std::ranges::find(constraints, ConstraintKind::PrimaryKey, &TableConstraint::kind);
  return found == constraints.end() ? nullptr : &*found;
}

std::size_t NameHash::operator()(const RelationName& name) const {
  const std::hash<std::string> hash;
  return (hash(name.schema) * 0x9E3779B97F4A7C15ULL) ^ hash(name.name);
}

std::size_t TextHash::operator()(const std::string& text) const { return std::hash<std::string>()(text); }

Catalog Catalog::empty_database() {
  Catalog catalog;
  catalog.schemas.set("public", {});
  return catalog;
}

const Relation* Catalog::find(NameView qualified) const {
  const RelationPtr* found = relations.find(qualified);
  return found == nullptr ? nullptr : found->get();
}

void Catalog::put(Relation relation) {
  const RelationName name = relation.name;
  const Relation* before = find(name);
  if (relation.ordinal == 0) relation.ordinal = before != nullptr ? before->ordinal : last_ordinal + 1;
  last_ordinal = std::max(last_ordinal, relation.ordinal);
  update_entries(*this, name, before == nullptr ? Entries() : entries_of(*before), entries_of(relation));
  relations.set(name, std::make_shared<Relation>(std::move(relation)));
}

bool Catalog::change(const RelationName& qualified, const std::function<void(Relation&)>& change) {
  RelationPtr* place = relations.own_value(qualified);
  if (place == nullptr) return false;
  const RelationName name = (*place)->name;
  std::shared_ptr<Relation> relation;
  if (place->use_count() == 1) {
    std::atomic_thread_fence(std::memory_order_acquire);   // with the last other owner's release
    relation = std::const_pointer_cast<Relation>(*place);  // `put` made it, and nobody else has it
  } else {
    relation = std::make_shared<Relation>(**place);
    *place = relation;
  }
  const Entries before = entries_of(*relation);
  change(*relation);
  update_entries(*this, name, before, entries_of(*relation));
  return true;
}

void Catalog::remove(const RelationName& qualified) {
  const Relation* before = find(qualified);
  if (before == nullptr) return;
  const RelationPtr keep = *relations.find(qualified);  // `qualified` may be a part of it
  update_entries(*this, keep->name, entries_of(*keep), {});
  relations.erase(keep->name);
}

std::vector<RelationName> Catalog::dependents_of(const RelationName& qualified) const {
  const auto* known = dependents.find(qualified);
  return known == nullptr ? std::vector<RelationName>() : **known;
}

}  // namespace floodwall
