#include "frontends/host_values/forwarding_calls.h"

#include <algorithm>
#include <vector>

namespace floodwall::host {
namespace {

constexpr int most_wrapper_rounds = 5;

}  // namespace

void for_each_forwarding_call(const std::deque<CallEvent>& events,
                              const std::function<bool(const CallEvent&)>& adds) {
  std::vector<const CallEvent*> forwarding;
  for (const CallEvent& event : events) {
    const bool hands_on =
        std::ranges::any_of(event.arguments, [](const Value& each) { return each.parameter.has_value(); });
    if (hands_on && event.function != nullptr) forwarding.push_back(&event);
  }
  for (int round = 0; round < most_wrapper_rounds; ++round) {
    bool grows = false;
    for (const CallEvent* event : forwarding) grows = adds(*event) || grows;
    if (!grows) break;
  }
}

}  // namespace floodwall::host
