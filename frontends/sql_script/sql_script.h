#pragma once
#include <span>
#include <string>
#include <string_view>

#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"

namespace floodwall {

/// What a file name of a SQL script ends in: ".sql" and its like, also as a template.
std::span<const std::string> script_extensions();
/// Whether the name ends in one of them, in any case; with or without their leading dot.
bool is_sql_path(std::string_view path, std::span<const std::string> extensions);

/// The whole file as one script, with the directions that its migration tool gives its parts; and one
/// fragment for each way back that stands in comments. Nothing if the file is for another database or no
/// UTF-8 text.
FoundSql find_script(const SourceFile& file, const FrontendSettings& settings);

}  // namespace floodwall
