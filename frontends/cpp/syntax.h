#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontends/host_values/program.h"

namespace floodwall::cpp {

/// A file of C or C++ as its syntax alone shows it: nobody has run the preprocessor or looked up a type.
struct Syntax {
  host::Program program;
  std::vector<std::string_view> includes;  ///< what stands between the quotes or brackets
  /// How the object of a method call was declared, where a declaration is in sight: "pqxx::work".
  std::unordered_map<const host::Expression*, std::string_view> types;
  /// Where the first of what neither reader gets over, and what is left out, begins.
  std::optional<std::uint32_t> unread_from = {};
};

/// Never fails: what neither of its readers can read is left out. `text` must outlive the result.
///
/// What is different from what the program says: a method that is defined outside of its class stands in
/// it; namespaces are gone; macros are variables and functions, if they are texts; a call that writes into a
/// text (append, snprintf, strcat, appendStringInfo) is the assignment that it amounts to; `a << b << c` is a
/// call of a.<<; lambdas are functions that stand before the statement; REQUIRE and its like are assertions;
/// a GTEST_SKIP is a throw.
Syntax parse(std::string_view text);

/// The same by the other of its two readers.
Syntax parse_by_tree_sitter(std::string_view text);

}  // namespace floodwall::cpp
