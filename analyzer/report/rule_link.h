#pragma once
#include <string>
#include <string_view>

namespace floodwall {

/// Where the published page of every rule lives.
inline constexpr std::string_view rule_page_base =
    "https://github.com/floodwall/floodwall/blob/main/docs/rules/";
inline constexpr std::string_view home_page = "https://github.com/floodwall/floodwall";

inline std::string rule_page(std::string_view id) {
  return std::string(rule_page_base) + std::string(id) + ".md";
}

}  // namespace floodwall
