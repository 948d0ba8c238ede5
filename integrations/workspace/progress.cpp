#include "integrations/workspace/progress.h"

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>

#include <fmt/core.h>

#include "integrations/workspace/write_file.h"

namespace floodwall {
namespace {

constexpr std::string_view erase_line = "\r\x1b[K";

}  // namespace

Progress::Progress(std::size_t total, bool wanted)
    : total_(total),
      enabled_(wanted && ::isatty(STDERR_FILENO) == 1),
      next_(Clock::now() + std::chrono::seconds(1)) {}

Progress::~Progress() {
  if (shown_) write_all(STDERR_FILENO, erase_line);
}

void Progress::advance() {
  const std::size_t done = ++done_;
  if (!enabled_) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock || Clock::now() < next_) return;
  next_ = Clock::now() + std::chrono::milliseconds(100);
  shown_ = true;
  write_all(STDERR_FILENO, fmt::format("{}checked {} of {} files", erase_line, done, total_));
}

}  // namespace floodwall
