#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>

namespace floodwall {

/// One line on standard error, rewritten in place, for runs of more than a second; gone at the end. Threads
/// share it.
class Progress {
 public:
  /// Shows nothing unless standard error is a terminal.
  Progress(std::size_t total, bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One more is done.
  void advance();

 private:
  using Clock = std::chrono::steady_clock;

  const std::size_t total_;
  const bool enabled_;
  std::atomic<std::size_t> done_ = 0;
  std::mutex mutex_;  ///< of all below
  Clock::time_point next_;
  bool shown_ = false;
};

}  // namespace floodwall
