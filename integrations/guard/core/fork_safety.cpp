#include "integrations/guard/core/fork_safety.h"

#include <pthread.h>

#include <atomic>
#include <vector>

namespace floodwall::guard {
namespace {

/// What has to be in order when a process is forked off. Never destroyed: a process may end while threads
/// still go on.
class Forks {
 public:
  static Forks& of_process() {
    static Forks* const all = [] {
      ::pthread_atfork([] { of_process().begin(); }, [] { of_process().end(); },
                       [] {
                         of_process().passes_ = 0;  // whoever had one is not here
                         of_process().end();
                       });
      return new Forks;
    }();
    return *all;
  }

  void add(ForkSafeMutex* mutex) {
    const std::lock_guard lock(mutex_);
    mutexes_.push_back(mutex);
  }
  void remove(ForkSafeMutex* mutex) {
    const std::lock_guard lock(mutex_);
    std::erase(mutexes_, mutex);
  }

  void enter() {
    while (true) {
      is_forking_.wait(true);
      ++passes_;
      if (!is_forking_) return;
      leave();
    }
  }
  void leave() {
    if (--passes_ == 0) passes_.notify_all();
  }

 private:
  void begin() {
    mutex_.lock();
    is_forking_ = true;
    for (int passes = passes_; passes != 0; passes = passes_) passes_.wait(passes);
    for (ForkSafeMutex* each : mutexes_) each->lock();
  }
  void end() {
    for (ForkSafeMutex* each : mutexes_) each->unlock();
    is_forking_ = false;
    is_forking_.notify_all();
    mutex_.unlock();
  }

  std::mutex mutex_;
  std::vector<ForkSafeMutex*> mutexes_;
  std::atomic<bool> is_forking_ = false;
  std::atomic<int> passes_ = 0;
};

}  // namespace

ForkSafeMutex::ForkSafeMutex() { Forks::of_process().add(this); }
ForkSafeMutex::~ForkSafeMutex() { Forks::of_process().remove(this); }

ForkPass::ForkPass() { Forks::of_process().enter(); }
ForkPass::~ForkPass() { Forks::of_process().leave(); }

}  // namespace floodwall::guard
