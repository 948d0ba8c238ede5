#include "analyzer/text/spelling.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace floodwall {
namespace {

constexpr std::size_t longest_word = 100;  // nobody misspells more; keeps the table small

/// Counts how many letters must be inserted, removed, replaced or swapped with their neighbour.
class Distance {
 public:
  /// Below `limit`; or `limit`, if it is not less.
  std::size_t operator()(std::string_view left, std::string_view right, std::size_t limit) {
    const std::size_t apart = std::max(left.size(), right.size()) - std::min(left.size(), right.size());
    if (limit <= apart) return limit;
    before_last_.assign(right.size() + 1, 0);
    last_.resize(right.size() + 1);
    row_.resize(right.size() + 1);
    std::iota(last_.begin(), last_.end(), 0);
    std::size_t nearest_before = 0;  // of the last row: a swap takes up from the one before it
    for (std::size_t i = 1; i <= left.size(); ++i) {
      row_[0] = i;
      std::size_t nearest = i;
      for (std::size_t j = 1; j <= right.size(); ++j) {
        const std::size_t replaced = last_[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        row_[j] = std::min({last_[j] + 1, row_[j - 1] + 1, replaced});
        if (1 < i && 1 < j && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
          row_[j] = std::min(row_[j], before_last_[j - 2] + 1);
        nearest = std::min(nearest, row_[j]);
      }
      if (limit <= nearest && limit <= nearest_before) return limit;
      nearest_before = nearest;
      std::swap(before_last_, last_);
      std::swap(last_, row_);
    }
    return std::min(limit, last_.back());
  }

 private:
  std::vector<std::size_t> before_last_;
  std::vector<std::size_t> last_;
  std::vector<std::size_t> row_;
};

}  // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known) {
  if (longest_word < word.size()) return {};
  std::string_view nearest;
  std::size_t best = 1 + std::max<std::size_t>(1, word.size() / 3);
  Distance distance;
  for (const std::string_view candidate : known) {
    const std::size_t steps = distance(word, candidate, best);
    if (steps < best) {
      best = steps;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string did_you_mean(std::string_view nearest) {
  return nearest.empty() ? "" : "; did you mean \"" + std::string(nearest) + "\"?";
}

}  // namespace floodwall
