#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/text/span.h"

namespace floodwall {

/// Another database whose SQL a text is.
struct ForeignDialect {
  std::string_view name;  ///< "MySQL"; lives as long as the program
  std::string evidence;   ///< what gave it away, for people: "AUTO_INCREMENT", "a name in backquotes"
  Span at;                ///< where the text shows it first
};

/// The database that a script was written for, if it shows beyond doubt that this is not PostgreSQL: by
/// constructs that PostgreSQL has not, outside comments and literals, and not outweighed by PostgreSQL's own.
/// Ask only about text in which something does not parse. Looks at the first megabyte.
std::optional<ForeignDialect> foreign_dialect_of(std::string_view text);

/// Whether PostgreSQL's own constructs show beyond doubt what a script was written for, whatever its path
/// says.
bool shows_postgresql(std::string_view text);

}  // namespace floodwall
