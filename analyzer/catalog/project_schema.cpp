#include "analyzer/catalog/project_schema.h"

#include <algorithm>
#include <array>

#include "analyzer/catalog/builtins.h"
#include "analyzer/catalog/key_indexes.h"

namespace floodwall {
namespace {

/// `*` stands for any letters, also none.
bool matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  const std::size_t last = rest.rfind('*');
  const std::string_view end = last == std::string_view::npos ? rest : rest.substr(last + 1);
  return star + end.size() <= name.size() && name.ends_with(end);
}

void add_named(const std::vector<RelationPtr>& relations, const RelationName& name,
               std::vector<const Relation*>& meant) {
  for (const RelationPtr& relation : relations) {
    const bool may_be =
        name.schema.empty() || relation->is_schema_assumed || relation->name.schema == name.schema;
    if (may_be) meant.push_back(relation.get());
  }
}

}  // namespace

std::vector<const Relation*> ProjectSchema::relations_of(const RelationName& name, FileId file,
                                                         bool in_tests_too) const {
  std::vector<const Relation*> meant;
  if (const auto catalog_before = before.find(file); catalog_before != before.end()) {
    const Catalog& there = catalog_before->second;
    const auto add_in = [&](const std::string& schema) {
      const Relation* relation = there.find({schema, name.name});
      if (relation != nullptr && !relation->is_assumed) meant.push_back(relation);
    };
    there.schemas.for_each([&](const std::string& schema, const Schema&) {
      if (name.schema.empty() || name.schema == schema) add_in(schema);
    });
    const auto& made = within.at(file);
    if (const auto found = made.find(name.name); found != made.end()) add_named(found->second, name, meant);
    if (!meant.empty()) return meant;
  }
  if (const auto found = definitions.find(name.name); found != definitions.end())
    add_named(found->second, name, meant);
  if (!in_tests_too) return meant;
  if (const auto found = in_tests.find(name.name); found != in_tests.end())
    add_named(found->second, name, meant);
  return meant;
}

std::optional<BuiltinRelation> ProjectSchema::builtin_of(const RelationName& name) const {
  std::optional<BuiltinRelation> found = builtin_relation(name);
  catalog.extensions.for_each([&](const std::string& each, const Extension& extension) {
    if (found) return;
    const std::optional<BuiltinExtension> known = builtin_extension(each);
    if (!known) return;
    found = known->relations.find(name);
    if (!found && name.schema == extension.schema) found = known->relations.find({{}, name.name});
  });
  return found;
}

Presence ProjectSchema::presence_of(const RelationName& name, FileId file, bool in_tests_too) const {
  if (!relations_of(name, file, in_tests_too).empty()) return Presence::Defined;
  if (builtin_of(name) || is_tool_table(name.name) || is_tool_schema(name.schema)) return Presence::Defined;
  if (!open.empty() || meet_older_tables.contains(file)) return Presence::Unknown;
  if (std::ranges::any_of(patterns, [&](const std::string& each) { return matches(each, name.name); }))
    return Presence::Unknown;
  if (name.schema.empty()) {
    const Schema* schema = catalog.schemas.find(std::string("public"));
    return schema != nullptr && !schema->open.empty() ? Presence::Unknown : Presence::Undefined;
  }
  const Schema* schema = catalog.schemas.find(name.schema);
  return schema == nullptr || !schema->open.empty() ? Presence::Unknown : Presence::Undefined;
}

bool ProjectSchema::meets(FileId file, const Relation& relation) const {
  if (!meet_older_tables.contains(file)) return true;
  return relation.at.file == file || (before.contains(file) && before.contains(relation.at.file));
}

bool ProjectSchema::has_unindexed_key(const RelationName& table,
                                      const std::vector<std::string>& columns) const {
  const Relation* last = catalog.find(table);
  const auto known = definitions.find(table.name);
  if (last == nullptr || known == definitions.end() || columns.empty()) return false;
  const bool has_key = std::ranges::any_of(last->constraints, [&](const TableConstraint& each) {
    return each.kind == ConstraintKind::ForeignKey && each.columns == columns && each.is_enforced;
  });
  const auto is_meant = [&](const std::string& pattern) { return matches(pattern, table.name); };
  if (std::ranges::any_of(indexed_patterns, is_meant)) return false;
  return has_key && !may_have_index_for(catalog, *last, columns) &&
         std::ranges::none_of(known->second, [&](const RelationPtr& each) {
           return may_have_index_for(catalog, *each, columns);
         });
}

const Catalog& ProjectSchema::catalog_at(FileId file) const {
  const auto found = before.find(file);
  return found == before.end() ? catalog : found->second;
}

std::vector<std::string> ProjectSchema::why_open() const {
  const auto sentence = [&](const std::string& what, const std::string& reason, const Place& at) {
    const std::string_view path = path_of(at.file);
    const bool has_place = at.at.size() != 0 && !path.empty();
    const std::string place = has_place ? " in " + std::string(path) + ":" + std::to_string(at.line) : "";
    return what + " is open: " + reason + place;
  };
  std::vector<std::string> reasons;
  if (!open.empty()) reasons.push_back(sentence("the schema", open, opened_at));
  catalog.schemas.for_each([&](const std::string& name, const Schema& schema) {
    if (!schema.open.empty()) reasons.push_back(sentence("schema " + name, schema.open, schema.opened_at));
  });
  return reasons;
}

std::string_view ProjectSchema::path_of(FileId file) const {
  const auto found = paths.find(file);
  return found == paths.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace floodwall
