#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace floodwall {

/// Calls `work(i, own)` once for every i below `count`, on up to `jobs` threads (0: as many as there are
/// cores); `own` is a `Sum` of the thread's own, and `add(sum, own)` is called with each of them at the end,
/// one at a time. Returns when all is done.
template <class Sum, class Work, class Add>
Sum on_threads(std::size_t count, std::size_t jobs, const Work& work, const Add& add) {
  Sum sum;
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  const auto run = [&] {
    Sum own;
    for (std::size_t i = next++; i < count; i = next++) work(i, own);
    const std::lock_guard lock(mutex);
    std::invoke(add, sum, own);
  };
  const std::size_t wanted = jobs != 0 ? jobs : std::thread::hardware_concurrency();
  const std::size_t most = std::min(std::max<std::size_t>(1, wanted), count);
  {
    std::vector<std::jthread> threads;
    try {
      while (threads.size() + 1 < most) threads.emplace_back(run);
    } catch (const std::system_error&) {
      // The machine has no thread left for us: those that we have do it all.
    }
    run();
  }
  return sum;
}

}  // namespace floodwall
