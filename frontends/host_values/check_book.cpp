#include "frontends/host_values/check_book.h"

#include <algorithm>
#include <utility>

namespace floodwall::host {
namespace {

/// Of one function: what is known of those that it calls becomes more step by step.
constexpr std::uint8_t most_looks = 16;

}  // namespace

void CheckBook::wait(const Function& function, Entry& entry) {
  if (entry.is_waiting || entry.is_settled || entry.looks == most_looks) return;
  entry.is_waiting = true;
  waiting_.push_back(&function);
}

void CheckBook::judge(const Function& function, Entry& entry) {
  entry.is_waiting = false;
  ++entry.looks;
  judged_ = &function;
  const KnownCheck check = stronger(entry.check, judge_(function));
  judged_ = nullptr;
  if (check == entry.check) return;
  entry.check = check;
  for (const Function* caller : std::exchange(entry.callers, {})) wait(*caller, entries_[caller]);
}

KnownCheck CheckBook::of(const Function& function) {
  Entry& asked = entries_[&function];
  if (asked.is_settled) return asked.check;
  if (judged_ != nullptr) {
    if (asked.callers.empty() || asked.callers.back() != judged_) asked.callers.push_back(judged_);
    if (asked.looks == 0) wait(function, asked);
    return asked.check;
  }
  wait(function, asked);
  std::vector<Entry*> judged;
  while (!waiting_.empty()) {
    const Function& next = *waiting_.front();
    waiting_.pop_front();
    Entry& entry = entries_[&next];
    judge(next, entry);
    judged.push_back(&entry);
  }
  for (Entry* entry : judged) {
    entry->is_settled = true;
    entry->callers.clear();
  }
  return asked.check;
}

}  // namespace floodwall::host
