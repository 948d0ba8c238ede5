#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall {

// What libpg_query itself says, asked through its public functions: a second opinion on our splitter and
// parser.

/// Statements as PostgreSQL's scanner cuts them, without white space and comments around them; nullopt if it
/// fails.
std::optional<std::vector<Span>> scanner_split(const std::string& sql);
/// Likewise, but only if the whole text parses.
std::optional<std::vector<Span>> parser_split(const std::string& sql);
/// Whether PostgreSQL parses the statement, and each statement of the body if it is a function in SQL.
bool postgres_accepts(std::string_view sql);

/// The text with psql's own lines (meta-commands, COPY data) turned into spaces: all offsets stay true.
std::string without_psql(std::string_view script);

}  // namespace floodwall
