#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/mapped_text.h"
#include "analyzer/text/span.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// SQL that a magic hands on: `%sql SELECT …`, a whole `%%sql` cell; or psql, behind `!` and in `%%bash`.
struct MagicSql {
  MappedText text;
  std::vector<Hole> holes = {};  ///< what a shell puts in
  bool is_for_psql = false;
  std::string_view magic;  ///< "%sql"; lives as long as the program
  std::string url;         ///< of the database, if the magic says it
  std::string connection;  ///< or the name of the connection, if it says that
  std::string alias;       ///< the name that the connection gets
};

/// Cells of IPython, told apart.
struct IPythonCode {
  /// Python alone. The first one is that of all cells in order; a cell that breaks off within a bracket or a
  /// string is one of its own, so that it does not take the following ones with it.
  std::vector<MappedText> programs;
  std::vector<MagicSql> sql;  ///< in order; a magic that only names a connection has an empty text
};

/// Takes IPython's own syntax out of the cells, which are parts of `text` in order (IPython documentation,
/// "Built-in magic commands", "Input transformations"): a magic, `!command` or `what?` that stands for a
/// statement becomes `pass`, as a value it becomes None; `%time f()` becomes f(). The body of a `%%magic` is
/// Python for those that run it here (%%time) and is left out for all others.
IPythonCode split_ipython(std::string_view text, std::span<const Span> cells);

}  // namespace floodwall
