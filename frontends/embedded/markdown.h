#pragma once
#include <string_view>

#include "frontends/frontend.h"

namespace floodwall {

bool is_markdown_path(std::string_view path);

/// The SQL in fenced blocks of a Markdown file: ```sql and PostgreSQL's names, and ```python. Each block is a
/// text of its own. Documentation leaves things out, so no block is held to be correct SQL: one that says
/// only "sql" counts where all of it is PostgreSQL's, and for specific rules alone. Sessions of psql and of
/// Python's prompt are read without prompts and answers. HTML comments may hold suppressions.
FoundSql find_sql_in_markdown(const SourceFile& file, const FrontendSettings& settings,
                              const host::HostProject& project);

}  // namespace floodwall
