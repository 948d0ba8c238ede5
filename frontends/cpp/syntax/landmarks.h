#pragma once
#include <cstdint>
#include <string_view>

namespace floodwall::cpp {

/// The next byte from `i` on that may begin a comment or a literal, or is a brace; the text's size: there is
/// none.
std::uint32_t next_landmark(std::string_view text, std::uint32_t i);

/// Behind the comment or the literal whose slash or first quote stands at `i`; `i` itself: none begins there.
std::uint32_t end_at_landmark(std::string_view text, std::uint32_t i);

}  // namespace floodwall::cpp
