#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace floodwall::guard {

/// What may pass for now, and why. Of one session.
class Overrides {
 public:
  using Clock = std::chrono::steady_clock;

  /// `rule` empty: every rule. Returns the number that ends it.
  std::uint64_t begin(std::string rule, std::string reason, std::chrono::duration<double> time,
                      Clock::time_point now);
  void end(std::uint64_t number);
  void end_all() { overrides_.clear(); }
  /// The reason why a rule's statements pass; nullptr if they do not. `rule` empty: what lets everything
  /// pass.
  const std::string* reason_for(std::string_view rule, Clock::time_point now);

 private:
  struct Override {
    std::uint64_t number;
    std::string rule;
    std::string reason;
    Clock::time_point until;
  };
  std::vector<Override> overrides_;
  std::uint64_t last_ = 0;
};

}  // namespace floodwall::guard
