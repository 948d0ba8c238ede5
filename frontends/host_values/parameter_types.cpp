#include "frontends/host_values/parameter_types.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace floodwall::host {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// class Status(str, Enum).
bool is_enumeration(std::string_view name, const Program& program) {
  return std::ranges::any_of(program.classes(), [&](const Class& klass) {
    return klass.name == name && std::ranges::any_of(klass.bases, [](const Argument& base) {
             return base.value != nullptr && base.value->word.ends_with("Enum");
           });
  });
}

}  // namespace

bool holds_no_text(std::string_view annotation, const Program& program) {
  static constexpr std::array around = std::to_array<std::string_view>(
      {"Optional", "Union", "None", "typing", "t", "datetime", "uuid", "decimal"});
  static constexpr std::array types =
      std::to_array<std::string_view>({"int", "float", "bool", "complex", "UUID", "Decimal", "date", "time",
                                       "datetime", "timedelta", "PositiveInt", "NonNegativeInt", "UUID4"});
  bool is_typed = false;
  for (std::size_t begin = 0; begin < annotation.size();) {
    if (!is_word(annotation[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < annotation.size() && is_word(annotation[end])) ++end;
    const std::string_view word = annotation.substr(begin, end - begin);
    begin = end;
    const bool is_type = std::ranges::find(types, word) != types.end() || is_enumeration(word, program);
    if (!is_type && std::ranges::find(around, word) == around.end()) return false;
    is_typed = is_typed || is_type;
  }
  return is_typed;
}

}  // namespace floodwall::host
