#include "integrations/guard/core/overrides.h"

#include <algorithm>
#include <utility>

namespace floodwall::guard {

std::uint64_t Overrides::begin(std::string rule, std::string reason, std::chrono::duration<double> time,
                               Clock::time_point now) {
  const Clock::time_point until = now + std::chrono::duration_cast<Clock::duration>(time);
  overrides_.push_back({++last_, std::move(rule), std::move(reason), until});
  return last_;
}

void Overrides::end(std::uint64_t number) {
  std::erase_if(overrides_, [&](const Override& each) { return each.number == number; });
}

const std::string* Overrides::reason_for(std::string_view rule, Clock::time_point now) {
  std::erase_if(overrides_, [&](const Override& each) { return each.until <= now; });
  const auto found = std::ranges::find_if(
      overrides_, [&](const Override& each) { return each.rule.empty() || each.rule == rule; });
  return found == overrides_.end() ? nullptr : &found->reason;
}

}  // namespace floodwall::guard
