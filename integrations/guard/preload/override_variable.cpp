#include "integrations/guard/preload/override_variable.h"

#include <unistd.h>

#include <cstdlib>

namespace floodwall::preload {

std::optional<ProcessOverride> parse_override(std::string_view text, std::string_view process) {
  const std::size_t first = text.find(' ');
  if (first == std::string_view::npos || text.substr(0, first) != process) return std::nullopt;
  const std::size_t second = text.find(' ', first + 1);
  if (second == std::string_view::npos || second + 1 == text.size()) return std::nullopt;
  const std::string_view rule = text.substr(first + 1, second - first - 1);
  return ProcessOverride{std::string(rule == "*" ? "" : rule), std::string(text.substr(second + 1))};
}

std::optional<ProcessOverride> own_override() {
  const char* const text = std::getenv(override_variable);
  if (text == nullptr) return std::nullopt;
  return parse_override(text, std::to_string(::getpid()));
}

}  // namespace floodwall::preload
