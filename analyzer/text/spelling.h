#pragma once
#include <span>
#include <string>
#include <string_view>

namespace floodwall {

/// The one of `known` that `word` was probably meant to be, or empty.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known);

/// `; did you mean "nearest"?`, or nothing.
std::string did_you_mean(std::string_view nearest);

}  // namespace floodwall
