#include "integrations/toml/toml_fields.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "analyzer/base/result.h"
#include "analyzer/text/spelling.h"

namespace floodwall {

namespace {

/// Each dot of a key is a table within a table, which the library makes and frees by recursion.
constexpr std::size_t most_dots = 100;

/// Where a line has more dots outside of quotes than a key of ours ever has.
std::optional<toml::source_region> nested_too_deeply(std::string_view text) {
  toml::source_position at{1, 1};
  std::size_t dots = 0;
  char quote = '\0';
  for (const char c : text) {
    if (c == '\n') {
      at = {at.line + 1, 0};
      dots = 0;
      quote = '\0';
    } else if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      quote = '\n';
    } else if (c == '.' && ++dots > most_dots) {
      return toml::source_region{at, at, nullptr};
    }
    ++at.column;
  }
  return std::nullopt;
}

}  // namespace

Result<toml::table> parse_toml(std::string_view file, std::string_view text) {
  if (const auto where = nested_too_deeply(text)) {
    return toml_failure(file, *where, "tables are nested too deeply here");
  }
  toml::parse_result parsed = toml::parse(text, file);
  if (!parsed) return toml_failure(file, parsed.error().source(), parsed.error().description());
  return std::move(parsed).table();
}

std::unexpected<Error> toml_failure(std::string_view file, const toml::source_region& at,
                                    std::string_view message) {
  return failure(fmt::format("{}:{}:{}: {}", file, at.begin.line, at.begin.column, message));
}

std::unexpected<Error> TomlField::wrong(std::string_view message) const {
  return toml_failure(file, node.source(), message);
}

Result<std::string> TomlField::text() const {
  const std::optional<std::string> value = node.value_exact<std::string>();
  if (!value) return wrong(fmt::format("\"{}\" must be a text in quotes", name));
  return *value;
}

Result<bool> TomlField::boolean() const {
  const std::optional<bool> value = node.value_exact<bool>();
  if (!value) return wrong(fmt::format("\"{}\" must be true or false", name));
  return *value;
}

Result<std::int64_t> TomlField::number(std::int64_t least, std::int64_t greatest) const {
  const std::optional<std::int64_t> value = node.value_exact<std::int64_t>();
  if (!value || *value < least || greatest < *value) {
    return wrong(fmt::format("\"{}\" must be a whole number from {} to {}", name, least, greatest));
  }
  return *value;
}

Result<std::vector<std::string>> TomlField::texts() const {
  const std::string expected = fmt::format("\"{}\" must be a list of texts: [\"…\", \"…\"]", name);
  const toml::array* list = node.as_array();
  if (list == nullptr) return wrong(expected);
  std::vector<std::string> texts;
  for (const toml::node& entry : *list) {
    const std::optional<std::string> value = entry.value_exact<std::string>();
    if (!value) return toml_failure(file, entry.source(), expected);
    texts.push_back(*value);
  }
  return texts;
}

Result<const toml::table*> TomlField::table() const {
  if (!node.is_table()) return wrong(fmt::format("\"{0}\" must be a table: [{0}]", name));
  return node.as_table();
}

Result<const toml::array*> TomlField::array() const {
  const toml::array* tables = node.as_array();
  if (tables == nullptr || !tables->is_array_of_tables()) {
    return wrong(fmt::format("\"{0}\" must be one or more tables: [[{0}]]", name));
  }
  return tables;
}

Result<void> read_table(std::string_view file, const toml::table& table, std::span<const TomlKey> keys) {
  for (const auto& [key, value] : table) {
    const auto known = std::ranges::find(keys, key.str(), &TomlKey::name);
    if (known == keys.end()) {
      std::vector<std::string_view> names;
      for (const TomlKey& candidate : keys) names.push_back(candidate.name);
      return toml_failure(
          file, key.source(),
          fmt::format("there is no key \"{}\"{}", key.str(), did_you_mean(nearest_word(key.str(), names))));
    }
    const Result<void> read = known->read({file, known->name, value});
    if (!read) return read;
  }
  return {};
}

}  // namespace floodwall
