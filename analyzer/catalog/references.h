#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/names.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// What a statement does with a relation that it names.
enum class ReferenceUse : std::uint8_t {
  Reads,     ///< FROM, JOIN, USING, TABLE t, COPY … TO, what a view is built on
  Writes,    ///< target of INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY … FROM
  Alters,    ///< ALTER, CREATE INDEX ON, TRIGGER ON, COMMENT ON, GRANT ON, LOCK …
  RefersTo,  ///< foreign key, INHERITS, LIKE, PARTITION OF
  Drops,
};

/// A relation that a statement names and that the database has to define: no CTE, no function.
struct TableReference {
  RelationName name;  ///< as written: an empty schema is "by search_path"
  int location = -1;  ///< ParseLoc of the RangeVar (bytes of the statement's text); -1: it has none
  ReferenceUse use = ReferenceUse::Reads;
  bool may_be_missing = false;  ///< IF EXISTS
};

/// Something in FROM, or the target of a statement: what a column may come from.
struct ColumnSource {
  std::string alias;        ///< by which a qualified name means it; the relation's own name if there is none
  std::string schema = {};  ///< for s.t.c: the schema written before the name, if there is no alias
  /// The columns that the statement itself tells: aliases, a subquery's target list, a function's definition
  /// list. They hide the first of the relation's.
  std::vector<std::string> columns = {};
  /// Relations whose columns are in it, too, all of them (indices into Resolution::tables): the table itself,
  /// or those under a `*` of a subquery. Behind `columns`, in this order.
  std::vector<std::size_t> relations = {};
  std::size_t renamed = 0;  ///< how many of the relations' leading columns `columns` renames (t AS x(a, b))
  bool is_open = false;     ///< it may have columns that nobody here tells: a function, a hole, a record
  bool is_target = false;   ///< the table that a statement writes
};

/// Sources among which a name is looked up together; then those of `outer`.
struct Scope {
  std::vector<ColumnSource> sources;
  std::vector<std::string> merged;  ///< USING (these), NATURAL's are not known: is_natural
  bool is_natural = false;
  std::size_t outer = none;
  static constexpr std::size_t none = ~std::size_t{0};
};

/// A column that a statement names.
struct ColumnReference {
  std::string qualifier = {};  ///< alias or table before the dot; empty: any source
  std::string schema = {};     ///< before that
  std::string column;
  int location = -1;  ///< ParseLoc of the ColumnRef or ResTarget
  std::size_t scope = 0;
  /// Only this source (an index into the scope) counts: INSERT's column list, UPDATE's SET, ON CONFLICT.
  std::size_t only_source = Scope::none;
  /// An unqualified name may also mean something else that the statement does not tell: an output column in
  /// ORDER BY, a PL/pgSQL variable, a parameter of a SQL function, a whole row (then a table's alias is no
  /// error).
  bool may_be_other = false;
};

/// An INSERT whose columns and values can be counted.
struct InsertShape {
  std::size_t table = 0;  ///< index into Resolution::tables
  int location = -1;
  std::vector<std::string> columns = {};  ///< empty: none are written
  std::vector<std::size_t> widths = {};   ///< of each row of VALUES, or of the SELECT; empty: not known
};

/// ON CONFLICT (these) of an INSERT into a table.
struct ConflictTarget {
  std::size_t table = 0;
  std::vector<std::string> columns = {};  ///< empty: an expression is among them, or a constraint is named
  std::string constraint = {};            ///< ON CONFLICT ON CONSTRAINT
  bool is_partial = false;                ///< has a WHERE
  int location = -1;
};

/// What one statement refers to, before anybody has looked into a catalog: a function of the statement alone.
struct Resolution {
  std::vector<TableReference> tables;
  std::vector<Scope> scopes;
  std::vector<ColumnReference> columns;
  std::vector<InsertShape> inserts;
  std::vector<ConflictTarget> conflicts;
  /// The output columns of a query as a source: what a view or CREATE TABLE AS has. `alias` is empty.
  ColumnSource output;
};

/// Names that mean something else than a column in the text around a statement.
struct ResolveContext {
  /// Variables, parameters, records: lower case as PostgreSQL stores them. NEW and OLD of a trigger included.
  std::vector<std::string> variables = {};
  bool may_have_variables =
      false;  ///< a body whose variables are not known: unqualified names are `may_be_other`
};

/// Follows PostgreSQL's scoping (parse_clause.c, parse_relation.c, parse_target.c): CTEs, LATERAL, USING,
/// functions in FROM, RETURNING, `excluded`, MERGE, OLD and NEW. Uses a stack of its own; statements nested
/// deeper than it cares for yield fewer references, never wrong ones.
Resolution resolve(const Node& statement, const ResolveContext& context = {});

}  // namespace floodwall
