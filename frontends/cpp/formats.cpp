#include "frontends/cpp/formats.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace floodwall::cpp {
namespace {

using host::FormatArgument;
using host::Inserted;
using host::Text;
using host::Value;

bool is_digit(char c) { return '0' <= c && c <= '9'; }

/// A place in a pattern: its bytes, and the argument that it asks for.
struct Field {
  std::size_t begin;
  std::size_t end;
  std::size_t argument;
  bool is_escape = false;  ///< it stands for its first byte
};

/// The pattern with its fields replaced by what `argument` has for them; one that it has not stays.
Value filled(const Value& pattern, const std::function<std::vector<Field>(std::string_view)>& fields_of,
             const FormatArgument& argument) {
  std::optional<Value> all;
  for (const Text& text : pattern.texts) {
    Value made = host::text_value({});
    std::size_t done = 0;
    const auto keep = [&](std::size_t begin, std::size_t end) {
      if (begin < end) made = host::joined(made, {host::text_value(text.part(begin, end)), {}, ""});
    };
    for (const Field& field : fields_of(text.bytes())) {
      keep(done, field.begin);
      done = field.end;
      if (field.is_escape) {
        keep(field.begin, field.begin + 1);
      } else if (const std::optional<Inserted> given = argument({}, field.argument)) {
        made = host::with_inserted(std::move(made), *given);
      } else {
        keep(field.begin, field.end);
      }
    }
    keep(done, text.bytes().size());
    all = all ? host::either(*all, made) : made;
  }
  Value value = all ? *all : Value{};
  value.is_open = value.is_open || pattern.is_open;
  return value;
}

/// %1 to %99, %L1.
std::vector<Field> numbers_in(std::string_view pattern) {
  std::vector<Field> fields;
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    std::size_t end = i + 1;
    if (pattern[end] == 'L') ++end;
    std::size_t number = 0;
    const std::size_t first = end;
    for (; end < pattern.size() && end < first + 2 && is_digit(pattern[end]); ++end)
      number = (number * 10) + static_cast<std::size_t>(pattern[end] - '0');
    if (end == first) continue;
    fields.push_back({i, end, number});
    i = end - 1;
  }
  return fields;
}

std::vector<Field> boost_fields_in(std::string_view pattern) {
  std::vector<Field> fields;
  std::size_t next = 0;
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    std::size_t end = i + 1;
    if (pattern[end] == '%') {
      fields.push_back({i, i + 2, 0, true});
      ++i;
      continue;
    }
    if (pattern[end] == '|') ++end;
    std::size_t number = 0;
    const std::size_t first = end;
    while (end < pattern.size() && is_digit(pattern[end])) {
      number = (number * 10) + static_cast<std::size_t>(pattern[end] - '0');
      ++end;
    }
    if (first < end && end < pattern.size() && (pattern[end] == '%' || pattern[end] == '|')) {  // %1%
      fields.push_back({i, end + 1, number == 0 ? 0 : number - 1});
      i = end;
      continue;
    }
    while (end < pattern.size() &&
           std::string_view("-+ #.0123456789l").find(pattern[end]) != std::string_view::npos)
      ++end;
    if (end == pattern.size()) break;
    fields.push_back({i, end + 1, next++});
    i = end;
  }
  return fields;
}

std::vector<Field> dollars_in(std::string_view pattern) {
  std::vector<Field> fields;
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] != '$') continue;
    if (pattern[i + 1] == '$') {
      fields.push_back({i, i + 2, 0, true});
      ++i;
    } else if (is_digit(pattern[i + 1])) {
      fields.push_back({i, i + 2, static_cast<std::size_t>(pattern[i + 1] - '0')});
      ++i;
    }
  }
  return fields;
}

}  // namespace

Value number_format(const Value& pattern, const Inserted& argument) {
  std::size_t lowest = std::numeric_limits<std::size_t>::max();
  for (const Text& text : pattern.texts) {
    for (const Field& field : numbers_in(text.bytes())) lowest = std::min(lowest, field.argument);
  }
  return filled(pattern, numbers_in, [&](std::string_view, std::size_t number) {
    return number == lowest ? std::optional(argument) : std::nullopt;
  });
}

Value boost_format(const Value& pattern, const FormatArgument& argument) {
  return filled(pattern, boost_fields_in, argument);
}

Value substitute(const Value& pattern, const FormatArgument& argument) {
  return filled(pattern, dollars_in, argument);
}

}  // namespace floodwall::cpp
