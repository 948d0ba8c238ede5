#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall {

/// One statement as psql would send it.
struct StatementText {
  Span at;                        ///< first to last significant token, without the semicolon
  bool has_template = false;      ///< contains {{ … }}, ${ … } or the like
  bool damaged = false;           ///< ended inside a literal, a comment or a parenthesis
  bool has_gaps = false;          ///< contains psql meta-commands (see ScriptLayout::gaps)
  bool backslash_quotes = false;  ///< written under standard_conforming_strings = off
};

/// What stands where in a SQL script. All spans are bytes of the script, sorted.
struct ScriptLayout {
  std::vector<StatementText> statements;
  std::vector<Span> comments;
  std::vector<Span> gaps;              ///< psql meta-commands, to the end of their line
  std::vector<Span> long_identifiers;  ///< unquoted or quoted, of more bytes than PostgreSQL keeps (63)
  std::vector<Span> copy_data;         ///< lines between COPY … FROM STDIN and \.
};

struct SplitOptions {
  bool is_psql_script = true;  ///< meta-commands and COPY data are possible
};

/// Splits at the semicolons that psql would split at (src/fe_utils/psqlscan.l): not those in literals,
/// comments, parentheses or BEGIN ATOMIC bodies. Also takes \g, \gset, \gexec and \; as ends. Never fails.
ScriptLayout split_script(std::string_view sql, const SplitOptions& options = {});

/// Where whole statements may begin again inside a statement that PostgreSQL could not parse because a quote
/// or a parenthesis was left open: pieces from a statement keyword at the start of a line (behind a line that
/// ends in a semicolon, is blank, or is a merge's conflict marker) to the next semicolon that ends a line.
/// Only what parses in them is to be believed.
std::vector<StatementText> resynchronize(std::string_view sql, Span failed);

}  // namespace floodwall
