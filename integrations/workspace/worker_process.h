#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "analyzer/base/result.h"

namespace floodwall {

/// What a program that works for us may use up.
struct WorkerLimits {
  std::chrono::milliseconds time{60'000};         ///< for one answer
  std::uint64_t memory = std::uint64_t{4} << 30;  ///< bytes of address space
};

/// A program that answers one message after the other: each stands behind its length (32 bits). One thread at
/// a time.
class WorkerProcess {
 public:
  /// Nothing if it cannot be started.
  static std::unique_ptr<WorkerProcess> start(const std::string& program, WorkerLimits limits);
  /// Ends it, whatever it is doing.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// The answer; or what happened to the worker, as "crashed (signal 11)": then it is of no use any more.
  Result<std::string> ask(std::string_view message);

 private:
  WorkerProcess(pid_t child, int to, int from, WorkerLimits limits);

  using Deadline = std::chrono::steady_clock::time_point;
  Result<void> send(std::string_view bytes, Deadline deadline);
  Result<std::string> receive(std::size_t size, Deadline deadline);
  std::unexpected<Error> gone();

  pid_t child_;
  int to_;
  int from_;
  WorkerLimits limits_;
};

}  // namespace floodwall
