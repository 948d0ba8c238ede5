#pragma once
#include <string_view>

#include "frontends/host_values/program.h"

namespace floodwall::host {

/// The last word of a callee or a name: `command` of `alembic.command`, the key of `x["NAME"]`.
std::string_view last_word(const Expression& expression);
/// The bytes of a plain literal; empty: it is none.
std::string_view text_of(const Expression& expression);
bool is_comparison(std::string_view word);
/// None, "".
bool is_nothing(const Expression& expression);
/// Methods and functions that compare a text with something.
bool is_match(std::string_view callee);
bool asks_person(std::string_view callee);
/// `db`, which may be the database's name or the database.
bool is_bare(std::string_view name);

/// What a function that we cannot look into is likely to do, told by its name: assert_test_database.
bool sounds_like_check(std::string_view name);
/// Whether a name speaks of the environment that a program runs in, or of tests: "APP_ENV", "TESTING".
bool names_environment(std::string_view name);
/// Whether it speaks of the address or the name of a database: "DATABASE_URL", "db_name".
bool names_address(std::string_view name);

}  // namespace floodwall::host
