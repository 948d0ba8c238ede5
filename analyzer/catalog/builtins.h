#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include "analyzer/catalog/names.h"

namespace floodwall {

/// Names out of the program's tables: a range of std::string_view that live as long as the program.
class BuiltinNames {
 public:
  using Id = std::uint16_t;

  class iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    explicit iterator(const Id* id) : id_(id) {}
    std::string_view operator*() const { return name(*id_); }
    iterator& operator++() {
      ++id_;
      return *this;
    }
    iterator operator++(int) { return iterator(id_++); }
    friend bool operator==(iterator, iterator) = default;

   private:
    const Id* id_ = nullptr;
  };

  BuiltinNames() = default;
  explicit BuiltinNames(std::span<const Id> ids) : ids_(ids) {}

  iterator begin() const { return iterator(ids_.data()); }
  iterator end() const { return iterator(ids_.data() + ids_.size()); }
  std::size_t size() const { return ids_.size(); }
  bool empty() const { return ids_.empty(); }
  std::string_view operator[](std::size_t index) const { return name(ids_[index]); }
  bool contains(std::string_view wanted) const;

 private:
  static std::string_view name(Id id);
  std::span<const Id> ids_;
};

/// A relation that PostgreSQL, or an extension, brings along; indexes and sequences are among them.
struct BuiltinRelation {
  /// pg_catalog, information_schema. Of an extension: where it insists on being ("cron"); empty: where the
  /// extension is.
  std::string_view schema;
  std::string_view name;
  BuiltinNames columns;  ///< those of all versions together; system columns are not among them
  bool is_open = false;  ///< there may be others
};

/// The relations of an extension.
class BuiltinRelations {
 public:
  BuiltinRelations() = default;
  BuiltinRelations(std::size_t first, std::size_t count) : first_(first), count_(count) {}

  std::size_t size() const { return count_; }
  BuiltinRelation operator[](std::size_t index) const;
  /// An empty schema finds only what may be anywhere; the others are to be named with theirs.
  std::optional<BuiltinRelation> find(const RelationName& name) const;

 private:
  std::size_t first_ = 0;  ///< in the program's tables
  std::size_t count_ = 0;
};

/// The major versions of PostgreSQL whose definitions were there when Floodwall was built, newest first.
/// None: then everything that is asked for below may exist, as long as its schema or the start of its name
/// ("pg_") say that it is PostgreSQL's.
std::span<const int> builtin_majors();

/// The relation, if a major version has it. An unqualified name is looked up in pg_catalog. Of pg_toast all
/// may exist, under no name.
std::optional<BuiltinRelation> builtin_relation(const RelationName& name);

/// Whether some version has a function (procedure, aggregate, window function) of this name in pg_catalog or
/// information_schema, or a type: its name may be called to cast.
bool is_builtin_function(std::string_view name);
/// Whether one has a type of this name there: array types ("_int4"), those that relations have, and what only
/// CREATE TABLE takes for one ("serial") are among them.
bool is_builtin_type(std::string_view name);

/// What `CREATE EXTENSION name` brings, in all versions together.
struct BuiltinExtension {
  std::string_view name;
  /// Where it insists on being ("pg_cron": pg_catalog), and which is then made if it is not there ("pgmq":
  /// pgmq); empty: anywhere.
  std::string_view schema;
  BuiltinNames schemas;   ///< that it makes ("pg_cron": cron)
  BuiltinNames growing;   ///< schemas in which it makes relations as it is used; empty name: where it is
  BuiltinNames required;  ///< extensions that CASCADE brings along
  BuiltinRelations relations;
  BuiltinNames functions;              ///< whatever their schema; sorted
  BuiltinNames types;                  ///< the same
  bool has_unknown_relations = false;  ///< there may be others than its relations, in any of these schemas
  bool has_unknown_functions = false;  ///< there may be other functions and types
};

/// nullopt: an extension that we do not know; then its schema holds what we do not know.
std::optional<BuiltinExtension> builtin_extension(std::string_view name);

/// Whether a migration tool or framework makes a table of this name for itself: alembic_version,
/// django_migrations, schema_migrations, flyway_schema_history, …
bool is_tool_table(std::string_view name);
/// Whether it makes a schema of this name: sqitch, graphile_worker, …
bool is_tool_schema(std::string_view name);

}  // namespace floodwall
