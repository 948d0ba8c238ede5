#pragma once
#include <string_view>

#include "frontends/frontend.h"

namespace floodwall {

bool is_notebook_path(std::string_view path);

/// The SQL in the code cells of a Jupyter notebook (nbformat 3 and 4): its cells are one Python program, in
/// order, with the SQL of `%sql` and `%%sql` beside it. Only notebooks that run Python are looked at, and
/// never what a cell has put out. Fixes can be had where JSON and Python spell the bytes as they are.
FoundSql find_sql_in_notebook(const SourceFile& file, const FrontendSettings& settings,
                              const host::HostProject& project);

}  // namespace floodwall
