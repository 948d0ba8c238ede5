#pragma once
#include <span>
#include <string>
#include <string_view>

namespace floodwall {

/// SQL that protects tables, and what is below them, inside the database: TRUNCATE, DROP and the loss of a
/// column are refused, whoever asks and through whatever program. `schema`: where what it needs is kept.
/// `tables` are names as SQL writes them.
std::string protection_sql(std::string_view schema, std::span<const std::string> tables);

/// What takes all of that away again, privileges included.
std::string unprotection_sql(std::string_view schema);

}  // namespace floodwall
