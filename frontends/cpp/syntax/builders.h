#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace floodwall::cpp {

/// A function that writes a text into one of its arguments.
struct Builder {
  enum class Does : std::uint8_t {
    Sets,     ///< the target is that text: strcpy, snprintf
    Appends,  ///< it is put behind what is there: strcat, appendStringInfo
    Empties,  ///< initStringInfo
    Zeroes,   ///< memset: the same, if it is for the characters of a text
  };
  enum class Takes : std::uint8_t {
    Text,    ///< as it is
    Format,  ///< printf's, with the arguments behind it
    Braces,  ///< std::format's
    All,     ///< every argument from `text` on, one behind the other
    Value,   ///< some value that is quoted for SQL
    List,    ///< printf's with a va_list: what is put in is not known
  };
  std::string_view name;
  Does does = Does::Sets;
  Takes takes = Takes::Text;
  std::size_t target = 0;
  std::size_t text = 1;  ///< the argument that holds it

  bool empties() const { return does == Does::Empties || does == Does::Zeroes; }
};

/// By the last name of a function; nullptr: none of them.
const Builder* builder_named(std::string_view name);

}  // namespace floodwall::cpp
