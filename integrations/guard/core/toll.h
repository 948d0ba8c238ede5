#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/names.h"
#include "integrations/guard/core/statement_findings.h"

namespace floodwall::guard {

/// What is known of a number of rows.
enum class Counted : std::uint8_t {
  Estimate,  ///< about so many
  Exactly,
  Beyond,  ///< more than that
};

/// What the database has of the tables that findings name, and of those that keys, partitions and inheritance
/// lead to from there.
struct LiveTable {
  std::int64_t oid = 0;
  std::string schema = {};
  std::string name = {};
  char kind = 'r';           ///< relkind
  char persistence = 'p';    ///< relpersistence
  double rows = -1;          ///< reltuples: -1 is "never counted"; or what has been counted since
  bool is_readable = false;  ///< the session may read all of its rows
  Counted counted = Counted::Estimate;
};
struct LiveKey {
  std::string name;
  std::int64_t child = 0;
  std::int64_t parent = 0;
  char on_delete = 'a';  ///< confdeltype
};
struct LiveChild {
  std::int64_t child = 0;
  std::int64_t parent = 0;
};
/// What a name means in the session.
struct NamedTable {
  std::optional<std::int64_t> oid = {};  ///< none: there is no such table
  /// A name without a schema, and some schema has a table of that name that is not temporary: it may be meant
  /// later in the text, or when a prepared statement runs.
  bool is_elsewhere = false;
};
/// Surely: its file has no byte.
struct EmptyTable {
  std::int64_t oid = 0;
  bool is_alone =
      false;  ///< nothing but keys depends on it: no view, function, inheritor, column of its type
};
struct LiveTables {
  std::vector<NamedTable> named;  ///< as asked for, in that order
  std::vector<LiveTable> tables;
  std::vector<LiveKey> keys;
  std::vector<LiveChild> children;  ///< partitions and inheritors
  std::vector<EmptyTable> empty;    ///< of the named ones

  const LiveTable* find(std::int64_t oid) const;
};

/// The tables that the findings name, each once.
std::vector<std::string> tables_in(std::span<const StatementFinding> findings);

/// A query of one row with one text, for `parse_live_tables`. `tables` are names as SQL writes them, looked
/// up by the session's own search_path.
std::string live_tables_question(std::span<const std::string> tables);
std::optional<LiveTables> parse_live_tables(std::string_view json);

/// A table that a statement takes rows of.
struct TakenTable {
  std::string table;  ///< as SQL writes it, with its schema unless that is public
  double rows = -1;   ///< -1: not known
  std::string by;     ///< the foreign key that leads there; empty: named, or below a named one
  std::int64_t oid = 0;
  RelationName name = {};
  Counted counted = Counted::Estimate;
};

/// What a finding's statement would take.
struct Toll {
  /// All tables that it names are absent or temporary: nothing that was there before can be lost.
  bool is_nothing = false;
  /// They are there, and empty; and where they or columns of theirs go, nothing goes with them.
  bool is_empty = false;
  std::vector<TakenTable> tables;  ///< from the named ones on
};
/// `tables` is what was asked for, in the order of `LiveTables::named`.
Toll toll_of(const StatementFinding& finding, std::span<const std::string> tables, const LiveTables& live);

/// "12,300".
std::string grouped(double number);

/// "Here that is 7 tables with about 12,300 rows: orders (1,204 rows), items (about 11,100 rows) by
/// items_order_id_fkey, …"; empty if there is nothing to say.
std::string words_for(const Toll& toll);

}  // namespace floodwall::guard
