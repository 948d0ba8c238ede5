#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "analyzer/rule/rule_value.h"

namespace floodwall {

/// "none", "sometimes" or "always".
inline std::string_view name_of(FixOffer offer) {
  switch (offer) {
    case FixOffer::Never:
      return "none";
    case FixOffer::Sometimes:
      return "sometimes";
    case FixOffer::Always:
      return "always";
  }
  return "";
}

/// The names in use, each between `quote`s, with commas; empty if there are none.
template <std::size_t count>
std::string joined_names(const std::array<std::string_view, count>& names, std::string_view quote = "") {
  std::string result;
  for (const std::string_view name : names) {
    if (name.empty()) continue;
    if (!result.empty()) result += ", ";
    result.append(quote).append(name).append(quote);
  }
  return result;
}

/// Where the rule leaves the word to others, or has less to say, in sentences; empty if it always speaks.
std::string reticence_of(const RuleMeta& meta);

}  // namespace floodwall
