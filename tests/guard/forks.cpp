// Processes that are forked off while other threads use the guard: what those hold is not held there.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "integrations/guard/guarded_session.h"
#include "tests/guard/expectation.h"

namespace {

constexpr int children = 40;
constexpr unsigned longest_seconds = 20;

/// Whether all of it is refused.
bool judge(const floodwall::Guard& guard, const std::string& table) {
  floodwall::GuardedSession session(guard, nullptr);
  const auto none = [](const char* /*question*/) { return std::optional<std::string>(); };
  const auto prepared = [](const char* /*preparation*/) -> std::optional<std::string> {
    return std::nullopt;
  };
  return session.objection("DELETE FROM orders", none, prepared).has_value() &&
         session.objection("TRUNCATE " + table, none, prepared).has_value();
}

}  // namespace

int main() {
  std::string log = "/tmp/floodwall-forks-XXXXXX";
  const int file = ::mkstemp(log.data());
  const floodwall::Guard guard = floodwall::Guard::with_text("[guard]\naudit-log = \"" + log + "\"\n");
  std::atomic<bool> is_over = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; !is_over; ++n) judge(guard, "t" + std::to_string(i) + "_" + std::to_string(n % 2000));
    });
  }
  for (int i = 0; i < children; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::alarm(longest_seconds);
      ::_exit(judge(guard, "child" + std::to_string(i)) ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0)
      std::fprintf(stderr, "forks: child %d ended with status %#x\n", i, static_cast<unsigned>(status));
    EXPECT(status == 0);
    if (status != 0) break;
  }
  is_over = true;
  for (std::thread& each : threads) each.join();
  ::close(file);
  ::unlink(log.c_str());
  return expectation::failures == 0 ? 0 : 1;
}
