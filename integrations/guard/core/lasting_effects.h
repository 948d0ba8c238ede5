#pragma once
#include <string>
#include <string_view>

#include "analyzer/sql/parse.h"

namespace floodwall::guard {

// Why a text cannot be part of a dry run although a transaction could hold it; empty: nothing. What stands in
// it counts, be it in a string: it may be run as SQL.

std::string refusal_of_functions(std::string_view sql);
/// COPY to files, and by programs: of the statement itself, or of the code that it carries.
std::string refusal_of_copies(const Node& statement, std::string_view sql);

}  // namespace floodwall::guard
