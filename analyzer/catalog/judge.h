#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/builtins.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/references.h"

namespace floodwall {

enum class Existence : std::uint8_t { Defined, NotKnown, Undefined };

/// What a catalog says about a relation's name. Pointers live as long as what was asked.
struct FoundRelation {
  Existence existence = Existence::NotKnown;
  const Relation* relation = nullptr;
  std::optional<BuiltinRelation> builtin = {};
};

/// Whom a judge asks: a seam, so that one statement may be judged by a Session, a version of a Catalog, or
/// the union of all versions. Undefined must be said of nothing that may be defined.
struct CatalogLookup {
  /// The name as written: an empty schema is "by search_path".
  std::function<FoundRelation(const RelationName&)> relation;
  /// What the user defined under this name; nullptr: nothing that is known.
  std::function<FunctionsPtr(const RelationName&)> functions = {};
  /// The type of a cast as format_type() prints it; for output_columns alone.
  std::function<std::string(const TypeName&)> type_text = {};
};

enum class ColumnFate : std::uint8_t {
  Resolved,
  NotKnown,
  Undefined,           ///< where it may be, everything is known, and it is not there
  UndefinedQualifier,  ///< no table of that name is in the query: "missing FROM-clause entry"
  Ambiguous,           ///< two relations in scope have it
};

/// A column, as far as something is known about it.
struct ColumnVerdict {
  ColumnFate fate = ColumnFate::NotKnown;
  /// Where it comes from in the end, or, if it is undefined, where alone it could have been: an index into
  /// Resolution::tables. no_index: from nothing that the database defines.
  Index table = no_index;
  std::string_view column = {};   ///< its name there; empty: a whole row
  const Column* known = nullptr;  ///< what the catalog says about it
};

enum class InsertFit : std::uint8_t { Fits, NotKnown, MoreValues, MoreColumns };

struct InsertVerdict {
  InsertFit fit = InsertFit::NotKnown;
  std::size_t columns = 0;  ///< how many it has to be
  std::size_t values = 0;   ///< how many there are in the row that does not fit
};

/// Whether a unique index or constraint backs an ON CONFLICT.
enum class ConflictFit : std::uint8_t { Backed, NotKnown, Unbacked };

/// The verdicts, one for each entry of the lists of a Resolution, in their order. Views and pointers point
/// into the tree and the catalog.
struct Judgement {
  std::vector<FoundRelation> tables;
  std::vector<ColumnVerdict> columns;
  std::vector<InsertVerdict> inserts;
  std::vector<ConflictFit> conflicts;
};

Judgement judge(const Resolution& resolution, const CatalogLookup& lookup);

struct OutputColumns {
  std::vector<Column> columns;  ///< names; types where they are known
  bool is_open = false;         ///< there are more, or others, that are not known
};

/// What CREATE VIEW, CREATE TABLE AS or SELECT INTO makes of the statement's query. Types are
/// format_type()'s, as far as a column, a cast or a constant tells.
OutputColumns output_columns(const Resolution& resolution, const CatalogLookup& lookup);

/// What a view that is defined by the statement depends on: columns of relations, those of `*` included, and
/// each relation as such; sorted, each once. Names are as the catalog has them (with a schema); what is not
/// known, and what PostgreSQL itself defines, is left out.
std::vector<ColumnUse> column_uses(const Resolution& resolution, const CatalogLookup& lookup);

}  // namespace floodwall
