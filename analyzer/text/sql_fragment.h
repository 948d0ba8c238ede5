#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/text/source_file.h"
#include "analyzer/text/source_map.h"
#include "analyzer/text/span.h"

namespace floodwall {

/// What a part of a SQL text that only the run knows may turn out to be.
enum class HoleKind : std::uint8_t {
  Bind,        ///< a parameter the driver sends beside the text: `$1`, `%s`, `:name`, `?`
  Identifier,  ///< one quoted or checked name
  Value,       ///< a quoted literal
  Fragment,    ///< any piece of SQL, perhaps none
  Unknown,
};

struct Hole {
  Span sql;  ///< the stand-in, in SQL bytes
  HoleKind kind = HoleKind::Unknown;
  std::string written;        ///< as the user wrote it in the host, for messages
  std::string stand_in = {};  ///< the name by which a parse tree knows it, once there is one
  bool is_spliced = false;    ///< a value that the host program writes into the text (set by the engine)
};

/// Which way a migration runs.
enum class Direction : std::uint8_t { Up, Down };

/// From `begin` (SQL bytes) to the next section, statements run in `direction`.
struct Section {
  std::uint32_t begin = 0;
  Direction direction = Direction::Up;
};

/// How sure it is that a text is SQL that PostgreSQL will get.
enum class Certainty : std::uint8_t {
  Postgres,  ///< a script, or what is handed to a driver of PostgreSQL
  Database,  ///< handed to some database: it may be another one
  Shape,     ///< only looks like SQL: counts if it parses as whole statements, and for specific rules alone
};

/// SQL found in a file, with the way back. What every frontend returns.
struct SqlFragment {
  FileId file{};
  std::string sql;                ///< decoded; a stand-in stands for each value known only at run time
  SourceMap map;                  ///< sql bytes -> file bytes
  std::vector<Hole> holes;        ///< sorted by position
  std::vector<Section> sections;  ///< sorted; empty means: everything runs up
  std::string api;                ///< what the text is handed to, e.g. "psql", "op.execute"
  /// Why it may be for another database, if its path says something like that ("its path says Oracle"): then
  /// what does not parse is no error.
  std::string foreign_hint;
  bool is_script = false;  ///< a file as psql would run it: meta-commands, variables, COPY data
  Certainty certainty = Certainty::Postgres;
  std::string when = {};  ///< on what it depends that it is this text, as the user wrote it; empty: unknown
  bool is_alternative = false;  ///< one of several texts of which one is run: `if x: sql += …`
  Span fixable = {};  ///< file bytes that a fix may change; empty: all. A constant may have other readers
  bool is_lowered = false;  ///< made from calls (op.drop_table), not written as SQL by the user
};

}  // namespace floodwall
