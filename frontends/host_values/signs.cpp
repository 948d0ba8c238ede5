#include "frontends/host_values/signs.h"

#include <algorithm>
#include <cstring>

namespace floodwall::host {
namespace {

/// How often a byte is met in a program, roughly: the higher, the more often.
int frequency(char c) {
  constexpr std::string_view letters = "zqjxkvwgybhpumcdflonairtse_. (";
  const std::size_t rank = letters.find(c);
  return rank == std::string_view::npos ? 0 : static_cast<int>(rank) + 1;
}

std::size_t rarest_pair(std::string_view word) {
  std::size_t rarest = 0;
  int least = 1 << 20;
  for (std::size_t i = 0; i + 1 < word.size(); ++i) {
    const int product = (frequency(word[i]) + 1) * (frequency(word[i + 1]) + 1);
    if (product < least) {
      least = product;
      rarest = i;
    }
  }
  return rarest;
}

}  // namespace

Signs::Signs(std::span<const Sign> table) : size_(table.size()) {
  for (std::size_t number = 0; number < table.size(); ++number) {
    const Sign& sign = table[number];
    const std::size_t anchor = rarest_pair(sign.word);
    std::uint8_t& place = by_pair_[pair_at(sign.word, anchor)];
    if (place == 0) {
      candidates_.emplace_back();
      place = static_cast<std::uint8_t>(candidates_.size());
    }
    candidates_[place - 1U].push_back({sign, anchor, number});
  }
}

bool Signs::any_in(std::string_view text) const {
  std::vector<bool> lacks_others;  // by sign: its word stands in the text, often perhaps, the others do not
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const std::uint8_t place = by_pair_[pair_at(text, i)];
    if (place == 0) continue;
    for (const Candidate& each : candidates_[place - 1U]) {
      if (i < each.anchor || !text.substr(i - each.anchor).starts_with(each.sign.word)) continue;
      if (!lacks_others.empty() && lacks_others[each.number]) continue;
      if (holds(text, each.sign.other) && holds(text, each.sign.third)) return true;
      lacks_others.resize(size_);
      lacks_others[each.number] = true;
    }
  }
  return false;
}

bool holds(std::string_view text, std::string_view word) {
  return word.empty() || ::memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}

}  // namespace floodwall::host
