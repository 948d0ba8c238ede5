#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/source_map.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// One piece of SQL inside a PL/pgSQL body.
struct EmbeddedSql {
  std::string sql;          ///< one statement, no semicolon; a dynamic one may hold several, with semicolons
  SourceMap map;            ///< sql -> bytes of the body
  std::vector<Hole> holes;  ///< dynamic SQL: what is known only at run time (stand-ins in `sql`); sorted
  bool dynamic = false;     ///< came from EXECUTE
  /// Branches are what may be passed over: arms, loops, handlers. Since the statement before, so many were
  /// left, then so many entered.
  std::uint32_t branches_left = 0;
  std::uint32_t branches_entered = 0;
};

/// The SQL statements in a PL/pgSQL body (the text between the dollar quotes), in written order. Never fails,
/// takes linear time, never yields white space only.
///
/// Yielded: SQL statements, and the queries of FOR, OPEN, RETURN QUERY, cursor declarations, PERFORM (as
/// SELECT) and EXECUTE; COMMIT and ROLLBACK. Not yielded: expressions (conditions, assignments, RETURN x,
/// arguments of RAISE) and cursor commands. EXECUTE of a variable yields what was assigned to it above, if
/// that is sure; after an IF with ELSE, what each of the arms has assigned. An INTO clause, which belongs to
/// PL/pgSQL, is blanked with spaces.
///
/// This is a statement recogniser over our Lexer, not pg_query_parse_plpgsql: that one gives line numbers
/// where we need bytes, wants the whole CREATE FUNCTION, and gives nothing for a body that is half typed.
std::vector<EmbeddedSql> plpgsql_statements(std::string_view body);

}  // namespace floodwall
