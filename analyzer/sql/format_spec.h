#pragma once
#include <cstdint>
#include <string_view>

namespace floodwall {

/// One `%…` of format(): `%[position$][flags][width]type`.
struct FormatSpec {
  std::uint32_t size = 0;      ///< bytes, with the percent sign
  std::uint32_t position = 0;  ///< 1 is the first argument; 0: the next one
  bool has_width = false;
  bool width_is_argument = false;
  std::uint32_t width_position = 0;  ///< as `position`, for `*`
  char type = '\0';                  ///< one of s I L %; 0 if malformed
};

/// Reads the specifier at the percent sign that `text` starts with (src/backend/utils/adt/varlena.c,
/// text_format).
FormatSpec read_spec(std::string_view text);

}  // namespace floodwall
