#pragma once
#include <span>
#include <string_view>

#include "analyzer/text/mapped_text.h"
#include "analyzer/text/span.h"

namespace floodwall {

/// The SQL in lines of `text`: what was typed, if they show a session of psql ("mydb=# SELECT 1;" and the
/// answers below it), or else all of them without psql's own commands (\d).
MappedText sql_of_session(std::string_view text, std::span<const Span> lines);

/// The Python in lines of `text`: what was typed, if they show Python's prompt (">>> ", "... "), or else all.
MappedText python_of_session(std::string_view text, std::span<const Span> lines);

}  // namespace floodwall
