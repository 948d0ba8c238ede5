#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/span.h"
#include "frontends/host_values/value.h"

namespace floodwall::cpp {

/// EXEC SQL … ; of an ECPG program (.pgc, .pgh).
struct EcpgStatement {
  Span at = {};         ///< from EXEC to the semicolon
  host::Text sql = {};  ///< empty: nothing that a server would get, or a variable holds it
};

struct EcpgFile {
  /// The file without SQL, byte for byte at its place: each statement is a call EXEC_SQL(…), with the
  /// variable that holds the text if one does (EXECUTE IMMEDIATE :text).
  std::string c;
  std::vector<EcpgStatement> statements;  ///< in the order they stand
};

/// Host variables (:name, :name:indicator) are parameters; INTO :a, :b is left out.
EcpgFile read_ecpg(std::string_view text);

}  // namespace floodwall::cpp
