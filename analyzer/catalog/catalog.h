#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/names.h"
#include "analyzer/catalog/versioned_map.h"
#include "analyzer/sql/nodes.h"
#include "analyzer/text/source_file.h"
#include "analyzer/text/span.h"

namespace floodwall {

/// Where something is written; an empty span is "not known".
struct Place {
  FileId file{};
  Span at;                 ///< file bytes
  std::uint32_t line = 0;  ///< counted from 1; 0 is "not known"
};

/// What pg_class.relkind tells apart.
enum class RelationKind : std::uint8_t {
  Table,
  PartitionedTable,
  ForeignTable,
  View,
  MaterializedView,
  Sequence,
  Index,
  CompositeType,
};

/// What pg_attribute tells of a column.
struct Column {
  std::string name;
  /// As format_type() prints it under an empty search_path: "character varying(20)", "public.mood[]"; empty:
  /// not known.
  std::string type;
  bool not_null = false;
  bool is_inherited = false;     ///< only there because a parent has it (not attislocal)
  char generated = '\0';         ///< attgenerated: 's'tored, 'v'irtual
  char identity = '\0';          ///< attidentity: 'a'lways, by 'd'efault
  std::string default_sql = {};  ///< the expression; empty: none
  RelationName sequence = {};    ///< that the default takes its numbers from (nextval)
  std::string collation = {};
  Place at = {};
  std::uint32_t ordinal =
      0;  ///< as Relation::ordinal, if ALTER TABLE has added it; 0: as old as its relation
};

enum class ConstraintKind : std::uint8_t { Check, NotNull, PrimaryKey, Unique, Exclusion, ForeignKey };

/// What pg_constraint tells of a table's constraint.
struct TableConstraint {
  ConstraintKind kind = ConstraintKind::Check;
  std::string name;                              ///< given, or as PostgreSQL makes it: "t_pkey"
  std::vector<std::string> columns;              ///< of the table, as far as they are known
  RelationName parent = {};                      ///< of a foreign key
  std::vector<std::string> parent_columns = {};  ///< those of its primary key if none are written
  char on_delete = FKCONSTR_ACTION_NOACTION;     ///< FKCONSTR_ACTION_*
  char on_update = FKCONSTR_ACTION_NOACTION;
  std::vector<std::string> set_columns = {};  ///< ON DELETE SET NULL (these)
  char match = FKCONSTR_MATCH_SIMPLE;         ///< FKCONSTR_MATCH_*
  std::vector<std::string> including = {};    ///< of a key: INCLUDE (these)
  bool is_deferrable = false;
  bool is_deferred = false;  ///< INITIALLY DEFERRED
  bool is_valid = true;
  bool is_enforced = true;
  bool is_no_inherit = false;
  bool is_nulls_not_distinct = false;
  bool is_inherited = false;
  std::string sql = {};  ///< of a CHECK or EXCLUDE: from that word on, as written
  Place at = {};
};

/// A column of another relation, that a view or a default is built on.
struct ColumnUse {
  RelationName relation;
  std::string column;  ///< empty: the relation as such
  friend auto operator<=>(const ColumnUse&, const ColumnUse&) = default;
};

/// One entry of pg_class, with what hangs on it. Immutable once in a Catalog.
struct Relation {
  RelationKind kind = RelationKind::Table;
  RelationName name;  ///< with its schema, always
  /// Later ones have greater ones, as with OIDs, by which PostgreSQL orders what depends on something.
  /// `Catalog::put` gives it to those that have none; who renames a relation keeps it.
  std::uint32_t ordinal = 0;
  /// The user wrote no schema: it is where the search_path of the day says.
  bool is_schema_assumed = false;
  char persistence = 'p';  ///< relpersistence: 'p'ermanent, 'u'nlogged, 't'emporary
  std::vector<Column> columns;
  std::vector<TableConstraint> constraints;
  std::vector<RelationName> indexes;  ///< of a table; those of its keys, too, which are named as the keys are
  /// INHERITS, or the one it is a partition of; of a partition's index, the index of the partitioned table.
  std::vector<RelationName> parents;
  bool is_partition = false;
  std::string partition_sql = {};  ///< of a partitioned table: "RANGE (day)"
  std::string bound_sql = {};      ///< of a partition: "FOR VALUES …", "DEFAULT"

  // Of an index.
  RelationName table = {};                      ///< also of a sequence: the one that owns it
  std::vector<std::string> index_columns = {};  ///< an empty name stands for an expression
  bool is_unique = false;
  bool is_partial = false;

  RelationName of_type = {};  ///< of a table: CREATE TABLE … OF
  std::string server = {};    ///< of a foreign table
  /// Of a view (pg_class.reloptions): "security_barrier=true"; sorted.
  std::vector<std::string> options = {};

  /// Of a view: what its query reads; of an index: what its expressions and its WHERE read; of a sequence:
  /// the column that owns it.
  std::vector<ColumnUse> uses = {};
  /// A view's query, an index's part behind the table's name, a sequence's options: as written, with what
  /// has been renamed since under its new name.
  std::string sql = {};

  std::string open = {};    ///< why there may be columns that we do not know; empty: all are known
  bool is_assumed = false;  ///< nothing defines it, something refers to it
  Place at = {};

  const Column* column(std::string_view wanted) const;
  const TableConstraint* primary_key() const;
};
using RelationPtr = std::shared_ptr<const Relation>;

/// One entry of pg_proc.
struct Function {
  char kind = 'f';                               ///< prokind: 'f'unction, 'p'rocedure, 'a'ggregate, 'w'indow
  std::vector<std::string> argument_types = {};  ///< those that are passed in, as format_type() prints them
  std::string returns = {};
  std::vector<Column> columns = {};  ///< OUT parameters, or those of RETURNS TABLE
  std::string sql = {};              ///< the whole statement
  Place at = {};
};
using FunctionsPtr = std::shared_ptr<const std::vector<Function>>;

/// What pg_type.typtype tells apart; a composite type is a Relation, too.
struct Type {
  char kind = 'b';  ///< 'b'ase or shell, 'c'omposite, 'd'omain, 'e'num, 'r'ange, 'm'ultirange
  std::vector<std::string> labels = {};  ///< of an enum
  /// What a domain is over, a range's subtype, a multirange's range; as Column::type.
  std::string base = {};
  std::string sql = {};  ///< what CREATE TYPE or CREATE DOMAIN says behind the name
  Place at = {};
};
using TypePtr = std::shared_ptr<const Type>;

struct Schema {
  std::string open = {};  ///< why there may be relations that we do not know: "IMPORT FOREIGN SCHEMA"
  Place opened_at = {};
  Place at = {};
};

struct Extension {
  std::string schema = {};  ///< where its objects are; empty: not known
  Place at = {};
};

/// What `search_path` is set to.
struct SearchPath {
  std::vector<std::string> schemas = {"$user", "public"};
  bool is_unknown = false;  ///< set to something that only the run knows: a name may be in any schema
};

struct NameHash {
  std::size_t operator()(const RelationName& name) const;
};
struct TextHash {
  std::size_t operator()(const std::string& text) const;
};

/// The type that a Column::type names if it is not PostgreSQL's own; of an array, that of its elements. Empty
/// if it is PostgreSQL's own.
RelationName user_type_of(std::string_view type);

/// What a database defines, as far as statements tell: a value whose copies are cheap. Names are as
/// PostgreSQL stores them, and always with a schema; temporary objects are in `pg_temp`. What PostgreSQL
/// itself defines is in builtins.h. "Not in here" means "does not exist" only where nothing is open.
struct Catalog {
  VersionedMap<RelationName, RelationPtr, NameHash> relations;
  VersionedMap<RelationName, FunctionsPtr, NameHash> functions;
  VersionedMap<RelationName, TypePtr, NameHash> types;
  VersionedMap<std::string, Schema, TextHash> schemas;  ///< `public` is there from the start
  VersionedMap<std::string, Extension, TextHash> extensions;
  VersionedMap<std::string, std::string, TextHash> servers;  ///< foreign servers, and their wrappers
  /// Who depends on a relation: children by foreign keys, views, partitions and inheritors, owned sequences.
  /// Also who has a column of a type, by the type's name (a table's row type has the table's).
  VersionedMap<RelationName, std::shared_ptr<const std::vector<RelationName>>, NameHash> dependents;
  /// How many tables of a schema have a constraint of a name: PostgreSQL makes no name up that is there.
  VersionedMap<RelationName, std::size_t, NameHash> constraint_names;
  /// With what search_path a session begins, once ALTER DATABASE or ALTER ROLE has said it.
  SearchPath session_path = {};
  std::uint32_t last_ordinal = 0;
  std::string open = {};  ///< why anything may be there: "CREATE TABLE with a name known only at run time"
  Place opened_at = {};

  /// With the schema `public`.
  static Catalog empty_database();

  const Relation* find(NameView qualified) const;
  /// Takes the place of one of the same name; keeps `dependents` true for foreign keys, parents, tables of
  /// indexes and sequences, and uses.
  void put(Relation relation);
  /// Changes one, as `put` would; its name stays. False if there is none.
  bool change(const RelationName& qualified, const std::function<void(Relation&)>& change);
  void remove(const RelationName& qualified);
  std::vector<RelationName> dependents_of(const RelationName& qualified) const;
};

}  // namespace floodwall
