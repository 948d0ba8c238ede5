#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace floodwall {

/// Which needs are met. They are hashes already, so a need stands at its own place or close behind it; 0,
/// what nobody defines, marks a free one.
class NeedSet {
 public:
  NeedSet() : NeedSet(std::span<const std::uint64_t>()) {}
  explicit NeedSet(std::span<const std::uint64_t> needs) : slots_(std::bit_ceil(2 * needs.size() + 2)) {
    for (const std::uint64_t need : needs) {
      std::size_t at = place_of(need);
      while (slots_[at] != 0 && slots_[at] != need) at = after(at);
      slots_[at] = need;
    }
  }

  bool contains(std::uint64_t need) const {
    std::size_t at = place_of(need);
    while (slots_[at] != 0 && slots_[at] != need) at = after(at);
    return slots_[at] != 0;
  }

 private:
  std::size_t place_of(std::uint64_t need) const { return need & (slots_.size() - 1); }
  std::size_t after(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }

  std::vector<std::uint64_t> slots_;  ///< a power of two, never full
};

}  // namespace floodwall
