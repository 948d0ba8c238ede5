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

/// While one lives, no process is forked off: what its work has begun to initialise (a static variable of a
/// function, say) would never get ready there, and whoever comes by would wait for it. For work that ends by
/// itself; a fork waits for it.
class ForkPass {
 public:
  ForkPass();
  ~ForkPass();
  ForkPass(const ForkPass&) = delete;
  ForkPass& operator=(const ForkPass&) = delete;
};

}  // namespace floodwall::guard
