#pragma once
#include <mutex>

namespace floodwall::guard {

/// A mutex that nobody holds in a process that has just been forked off, and that nobody held when it was:
/// what it protects is whole there. For short work that takes no other such mutex.
class ForkSafeMutex {
 public:
  ForkSafeMutex();
  ~ForkSafeMutex();
  ForkSafeMutex(const ForkSafeMutex&) = delete;
  ForkSafeMutex& operator=(const ForkSafeMutex&) = delete;

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace floodwall::guard
