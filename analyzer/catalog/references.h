#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/names.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// An index into one of the lists of a Resolution.
using Index = std::uint32_t;
inline constexpr Index no_index = ~Index{0};

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
  bool may_be_missing = false;     ///< IF EXISTS
  bool is_schema_unknown = false;  ///< the schema holds a stand-in: it may be in any
};

/// Where the columns of a source come from, and what `of` counts in.
enum class SourceKind : std::uint8_t {
  Relation,   ///< Resolution::tables: its columns, and the system's
  Query,      ///< Resolution::outputs
  Join,       ///< Resolution::joins
  JoinUsing,  ///< Resolution::joins: of JOIN … USING (a) AS x, the merged columns alone
  Source,     ///< Resolution::sources: the same columns (a CTE, OLD, excluded)
  Open,       ///< nobody tells: a function that we do not know, a stand-in, a record
};

/// A run of Resolution::names.
struct NameRange {
  Index begin = 0;
  Index end = 0;
};

/// Something in FROM, or the target of a statement: what a column may come from.
struct ColumnSource {
  SourceKind kind = SourceKind::Open;
  bool is_alias_written = false;  ///< then it hides the relation's name
  bool has_system_columns = false;
  bool merges_names = false;  ///< equal names are one column: a table with its parents
  Index of = no_index;
  std::string_view alias = {};   ///< by which a qualified name means it; empty: by none
  std::string_view schema = {};  ///< written before a relation's name
  NameRange renames = {};        ///< of the leading columns: t AS x(a, b)
  NameRange appended = {};       ///< behind them: the columns of a CTE's SEARCH and CYCLE
};

/// One JOIN: first the merged columns, then what is left of the left side, then of the right side.
struct SourceJoin {
  Index left = no_index;  ///< Resolution::sources
  Index right = no_index;
  NameRange merged = {};    ///< USING (these)
  bool is_natural = false;  ///< merged is what both sides have
};

/// A source as it takes part in name lookup. An item that joins stands behind what it joins, [begin, itself),
/// and hides the columns of that from unqualified names; with an alias it hides the aliases, too.
struct ScopeItem {
  Index source = no_index;
  Index begin = no_index;         ///< no_index: it joins nothing
  bool is_for_qualified = false;  ///< unqualified names do not find it: NEW and OLD of a rule
};

/// Items among which a name is looked up together; then those of `outer`.
struct Scope {
  Index begin = 0;  ///< Resolution::items
  Index end = 0;
  Index outer = no_index;
  bool is_open = false;  ///< there may be items that nobody tells
};

enum class PieceKind : std::uint8_t {
  Column,   ///< one, of this name
  Unnamed,  ///< one, whose name follows from its value (scope_output_name.h)
  Star,     ///< all columns of a source
  Call,     ///< what a function in FROM returns: `name` if that is a scalar
  Open,     ///< nobody tells: a composite's fields, a stand-in
};

/// A part of what a query yields.
struct OutputPiece {
  PieceKind kind = PieceKind::Column;
  std::string_view name = {};
  const Node* value = nullptr;  ///< the expression; of a defined column its TypeName
  Index source = no_index;      ///< of a star over the whole FROM
  Index reference = no_index;   ///< of `t.*`, and of a value that is nothing but a column
};

/// What a query yields, in order.
struct QueryOutput {
  Index begin = 0;  ///< Resolution::pieces
  Index end = 0;
  Index next_arm = no_index;  ///< of a set operation, Resolution::outputs: names come from the first arm
};

/// Whether a name may also mean an output column of the query.
enum class OutputLookup : std::uint8_t {
  None,
  First,       ///< ORDER BY, DISTINCT ON
  AfterLocal,  ///< GROUP BY: behind the columns of the query's own FROM
};

/// A column that a statement names, or a whole row.
struct ColumnReference {
  std::string_view schema = {};     ///< s.t.c
  std::string_view qualifier = {};  ///< alias or table before the dot; empty: any source
  std::string_view column = {};     ///< empty: the whole of `qualifier`: t.*, FOR UPDATE OF t
  int location = -1;                ///< ParseLoc of the ColumnRef or ResTarget; -1: it has none
  Index scope = 0;
  /// Only this source counts, and no system column: INSERT's list, UPDATE's SET, USING, a key's columns.
  Index only_source = no_index;
  Index output = no_index;  ///< Resolution::outputs, for `output_lookup`
  OutputLookup output_lookup = OutputLookup::None;
  bool may_be_missing = false;  ///< DROP COLUMN IF EXISTS
  /// The name may mean something else that the statement does not tell, or not be needed: a variable, a
  /// parameter of a function, a function's name.
  bool may_be_other = false;
};

/// An INSERT whose columns and values can be counted.
struct InsertShape {
  Index target = 0;  ///< Resolution::sources
  int location = -1;
  Index column_count = 0;  ///< 0: none are written
  /// Of the rows of VALUES; 0: not known.
  Index narrowest = 0;
  Index widest = 0;
  Index output = no_index;  ///< Resolution::outputs, of INSERT … SELECT
};

/// ON CONFLICT (these) of an INSERT into a table.
struct ConflictTarget {
  Index target = 0;  ///< Resolution::sources
  int location = -1;
  NameRange columns = {};
  bool has_expression = false;  ///< besides `columns`
  std::string_view constraint = {};
  bool is_partial = false;  ///< has a WHERE
};

/// What one statement refers to, before anybody has looked into a catalog: a function of the statement alone.
/// Views and nodes point into its tree.
struct Resolution {
  std::vector<TableReference> tables;
  std::vector<ColumnReference> columns;
  std::vector<InsertShape> inserts;
  std::vector<ConflictTarget> conflicts;
  /// What CREATE VIEW or CREATE TABLE AS will have, or what the query yields: an index into `sources`.
  Index output = no_index;

  // What the above refer to.
  std::vector<ColumnSource> sources;
  std::vector<SourceJoin> joins;
  std::vector<ScopeItem> items;
  std::vector<Scope> scopes;
  std::vector<QueryOutput> outputs;
  std::vector<OutputPiece> pieces;
  std::vector<std::string_view> names;

  void clear();
};

/// What the text around a statement tells about the names in it.
struct ResolveContext {
  /// Variables, parameters, records: as PostgreSQL stores them. NEW and OLD of a trigger included.
  std::set<std::string, std::less<>> variables = {};
  /// A body whose variables are not known: any unqualified name may be one, any qualifier a record.
  bool may_have_variables = false;
  /// Relations that are no entry of a catalog: a trigger's transition tables.
  std::set<std::string, std::less<>> tables = {};
  /// Whether a name, or a part of it, stands for something that only the run knows (analyzer/sql/holes.h).
  std::function<bool(std::string_view)> is_stand_in = {};
  /// There may be SQL in the statement that nobody sees: `FROM t {joins} WHERE …`. Every scope is open then.
  bool may_hide_sql = false;
};

/// Follows PostgreSQL's scoping (parse_clause.c, parse_relation.c, parse_target.c): CTEs, LATERAL, USING,
/// functions in FROM, RETURNING, `excluded`, MERGE, OLD and NEW. Time and memory grow with the statement, no
/// faster; JOINs nested deeper in parentheses than PostgreSQL itself can take make their scope open.
Resolution resolve(const Node& statement, const ResolveContext& context = {});
/// The same, keeping the memory of what `into` held before.
void resolve(const Node& statement, const ResolveContext& context, Resolution& into);

class ScopeResolver;

/// The same for one statement after the other, keeping all of the memory: what most of the time goes into
/// else.
class Resolver {
 public:
  Resolver();
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Lives until the next call.
  const Resolution& resolve(const Node& statement, const ResolveContext& context = {});

 private:
  Resolution resolution_;
  std::unique_ptr<ScopeResolver> resolver_;
};

}  // namespace floodwall
