#pragma once
// toml++ as this program uses it: header-only, without exceptions, only the reading half. Its assertions are
// off: one says that a table's header begins with a key, before the parser itself reports "[=" as an error
// with a place. With NDEBUG they would become promises to the optimiser, so the parser is compiled without
// it.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_MAX_NESTED_VALUES 64
#define TOML_ASSERT(condition) static_cast<void>(0)
#pragma push_macro("NDEBUG")
#undef NDEBUG
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"

namespace floodwall {

/// The table that `text` spells; "file:line:column: message" where it is not TOML, or nested deeper than this
/// program's stack can be trusted with.
Result<toml::table> parse_toml(std::string_view file, std::string_view text);

/// A value with the words for what is wrong with it.
struct TomlField {
  std::string_view file;  ///< of all error messages
  std::string_view name;
  const toml::node& node;

  std::unexpected<Error> wrong(std::string_view message) const;
  Result<std::string> text() const;
  Result<bool> boolean() const;
  Result<std::int64_t> number(std::int64_t least, std::int64_t greatest) const;
  Result<std::vector<std::string>> texts() const;
  Result<const toml::table*> table() const;
  Result<const toml::array*> array() const;
};

/// What a key does with its value.
struct TomlKey {
  std::string_view name;
  std::function<Result<void>(const TomlField&)> read;
};

/// Hands each entry of `table` to the key of its name; an entry that none has is an error.
Result<void> read_table(std::string_view file, const toml::table& table, std::span<const TomlKey> keys);

/// "file:line:column: message".
std::unexpected<Error> toml_failure(std::string_view file, const toml::source_region& at,
                                    std::string_view message);

/// Result<T> -> into `target`.
template <class T, class U>
Result<void> store(Result<T> value, U& target) {
  if (!value) return std::unexpected(std::move(value.error()));
  target = std::move(*value);
  return {};
}

}  // namespace floodwall
