#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/names.h"
#include "analyzer/text/span.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// What a statement does to the rows of a table.
enum class TableEffect : std::uint8_t {
  Creates,  ///< makes it, perhaps filled
  Copies,   ///< reads all of it into another table: CREATE TABLE … AS, SELECT INTO, INSERT … SELECT
  Empties,  ///< TRUNCATE, DELETE without WHERE
  Removes,  ///< DROP TABLE
  Renames,  ///< ALTER TABLE … RENAME TO: the rows live on under another name
  Fills,    ///< INSERT, COPY … FROM
  Upserts,  ///< INSERT … ON CONFLICT, MERGE
};

/// One effect of one statement, in the coordinates of the script.
struct TableUse {
  TableEffect effect;
  RelationName table;  ///< as far as it is known; where it holds a hole, as the user wrote it. Nameless: all
  Span at;             ///< the verb and the name
  Direction direction = Direction::Up;
  bool on_new_table = false;  ///< the script itself made the table before: nothing of value is in it
  std::string shown = {};     ///< the name for messages; empty: that of `table`
};

/// A script, a body or a routine of a host, after its last statement: what a check of the whole may look at.
struct Script {
  std::string_view sql;
  std::vector<TableUse> uses;          ///< in the order of execution
  std::vector<Span> long_identifiers;  ///< names of more bytes than PostgreSQL keeps
};

}  // namespace floodwall
