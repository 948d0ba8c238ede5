#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace floodwall {

/// 128 bits that stand for some bytes (XXH3): two different texts that meet in one key are not to be
/// expected.
struct ContentKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend auto operator<=>(const ContentKey&, const ContentKey&) = default;
};

ContentKey key_of(std::string_view bytes);
/// Of several things one after the other: the key of their keys.
ContentKey operator+(const ContentKey& left, const ContentKey& right);

struct ContentKeyHash {
  std::size_t operator()(const ContentKey& key) const { return key.low; }
};

}  // namespace floodwall
