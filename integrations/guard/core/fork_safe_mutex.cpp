#include "integrations/guard/core/fork_safe_mutex.h"

#include <pthread.h>

#include <vector>

namespace floodwall::guard {
namespace {

/// Those that there are. Never destroyed: a process may end while threads still go on.
struct Known {
  std::mutex mutex;
  std::vector<ForkSafeMutex*> mutexes;
};

Known& known() {
  static Known* const all = [] {
    Known* const made = new Known;
    ::pthread_atfork(
        [] {
          known().mutex.lock();
          for (ForkSafeMutex* each : known().mutexes) each->lock();
        },
        [] {
          for (ForkSafeMutex* each : known().mutexes) each->unlock();
          known().mutex.unlock();
        },
        [] {
          for (ForkSafeMutex* each : known().mutexes) each->unlock();
          known().mutex.unlock();
        });
    return made;
  }();
  return *all;
}

}  // namespace

ForkSafeMutex::ForkSafeMutex() {
  const std::lock_guard lock(known().mutex);
  known().mutexes.push_back(this);
}

ForkSafeMutex::~ForkSafeMutex() {
  const std::lock_guard lock(known().mutex);
  std::erase(known().mutexes, this);
}

}  // namespace floodwall::guard
