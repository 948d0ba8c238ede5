#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

#include "frontends/host_values/guard_facts.h"
#include "frontends/host_values/program.h"

namespace floodwall::host {

/// What the functions of one file check, each by what it does and by what the functions do that it calls.
/// They may call each other in circles: whoever asks first, the answer is the same.
class CheckBook {
 public:
  /// What a function checks; asks `of` for those that it calls.
  using Judge = std::function<KnownCheck(const Function& function)>;
  explicit CheckBook(Judge judge) : judge_(std::move(judge)) {}

  /// While a function is judged: what is known so far. It is judged again if that becomes more.
  KnownCheck of(const Function& function);

 private:
  struct Entry {
    KnownCheck check = {};
    std::vector<const Function*> callers = {};  ///< that have been told `check`
    std::uint8_t looks = 0;
    bool is_waiting = false;
    bool is_settled = false;
  };
  void wait(const Function& function, Entry& entry);
  void judge(const Function& function, Entry& entry);

  const Judge judge_;
  std::unordered_map<const Function*, Entry> entries_;
  std::deque<const Function*> waiting_;
  const Function* judged_ = nullptr;
};

}  // namespace floodwall::host
