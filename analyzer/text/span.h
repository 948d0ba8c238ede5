#pragma once
#include <cstdint>
#include <string_view>

namespace floodwall {

/// Half-open range of byte offsets, [begin, end), in one text. Not lines, not UTF-16.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  constexpr std::uint32_t size() const { return end - begin; }
  constexpr bool empty() const { return begin == end; }
  constexpr bool contains(Span inner) const { return begin <= inner.begin && inner.end <= end; }
  constexpr bool overlaps(Span other) const { return begin < other.end && other.begin < end; }
  /// The smallest span that covers both.
  constexpr Span joined(Span other) const {
    return {begin < other.begin ? begin : other.begin, end < other.end ? other.end : end};
  }
  friend constexpr bool operator==(Span, Span) = default;
};

/// The bytes of `text` that `span` covers; `span` must lie inside `text`.
constexpr std::string_view slice(std::string_view text, Span span) {
  return text.substr(span.begin, span.size());
}

}  // namespace floodwall
