#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace floodwall::host {

/// Byte strings that all stand somewhere in a text; only the first must be more than nothing, at least two
/// bytes. String literals: nobody copies them.
struct Sign {
  std::string_view word;
  std::string_view other = {};
  std::string_view third = {};
};

/// A table of signs, looked for in one pass however many there are.
class Signs {
 public:
  explicit Signs(std::span<const Sign> table);

  /// Whether a sign of the table, with all of its words, stands in `text`.
  bool any_in(std::string_view text) const;

 private:
  struct Candidate {
    Sign sign;
    std::size_t anchor;  ///< where the rarest two bytes of its word stand
    std::size_t number;  ///< in the table
  };
  static std::uint16_t pair_at(std::string_view text, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(text[at]) |
                                      static_cast<unsigned char>(text[at + 1]) << 8);
  }

  std::array<std::uint8_t, 65536> by_pair_{};  ///< 0: none; else place in `candidates_`, plus 1
  std::vector<std::vector<Candidate>> candidates_;
  std::size_t size_;
};

/// Whether `word` stands somewhere in `text`; faster than string_view::find for texts of a file's size.
bool holds(std::string_view text, std::string_view word);

}  // namespace floodwall::host
