#include "integrations/guard/core/sql_template.h"

#include <algorithm>
#include <cstddef>

namespace floodwall::guard {

std::string filled(std::string_view sql,
                   std::initializer_list<std::pair<std::string_view, std::string>> fillings) {
  std::string text;
  while (!sql.empty()) {
    const std::size_t at = sql.find('@');
    text += sql.substr(0, at);
    if (at == std::string_view::npos) break;
    sql.remove_prefix(at + 1);
    const std::string_view name = sql.substr(0, sql.find('@'));
    for (const auto& [place, value] : fillings) {
      if (place == name) text += value;
    }
    sql.remove_prefix(std::min(sql.size(), name.size() + 1));
  }
  return text;
}

}  // namespace floodwall::guard
