#include "integrations/guard/core/sql_template.h"

#include <algorithm>
#include <cstddef>

namespace floodwall::guard {

namespace {

constexpr std::string_view usual_tag = "$floodwall$";

/// A dollar quote that no value ends.
std::string tag_for(std::initializer_list<std::pair<std::string_view, std::string>> fillings) {
  std::string tag(usual_tag);
  const auto holds_it = [&](const auto& filling) { return filling.second.find(tag) != std::string::npos; };
  while (std::ranges::any_of(fillings, holds_it)) tag.insert(tag.size() - 1, "_");
  return tag;
}

void append(std::string_view sql, std::string_view tag, std::string& text) {
  for (std::size_t at = sql.find(usual_tag); at != std::string_view::npos; at = sql.find(usual_tag)) {
    text.append(sql.substr(0, at)).append(tag);
    sql.remove_prefix(at + usual_tag.size());
  }
  text += sql;
}

}  // namespace

std::string filled(std::string_view sql,
                   std::initializer_list<std::pair<std::string_view, std::string>> fillings) {
  const std::string tag = tag_for(fillings);
  std::string text;
  while (!sql.empty()) {
    const std::size_t at = sql.find('@');
    append(sql.substr(0, at), tag, text);
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
