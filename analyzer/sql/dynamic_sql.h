#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/plpgsql.h"

namespace floodwall {

/// The SQL text that a string expression (EXECUTE's argument) makes, as far as it can be told from its
/// literals:
/// ||, format(), concat(), quote_ident(), quote_literal(), quote_nullable(), chr(), parentheses, casts to
/// text. Every other operand becomes a hole of at least eight bytes, glued to its neighbours: `_hole_1_`, or
/// `'_hole1_'` for a value. Hole::written is the operand as it stands in `body`, at most 200 bytes of it.
///
/// `expression` are significant tokens of `body`. nullopt if no literal says anything, as for a bare
/// variable.
std::optional<EmbeddedSql> fold_dynamic_sql(std::string_view body, std::span<const Token> expression);

}  // namespace floodwall
