#pragma once
#include <deque>
#include <functional>

#include "frontends/host_values/flow.h"

namespace floodwall::host {

/// Finds wrappers of wrappers: hands every call by which a function hands on a parameter of its own to
/// `adds`, which says whether a wrapper came of it, again and again as long as one does, a few rounds at
/// most.
void for_each_forwarding_call(const std::deque<CallEvent>& events,
                              const std::function<bool(const CallEvent&)>& adds);

}  // namespace floodwall::host
