#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "frontends/cpp/semantic_facts.h"
#include "integrations/workspace/worker_process.h"

namespace floodwall {

/// The program `floodwall-clang` that stands beside this one, if it is there.
std::optional<std::string> clang_worker_program();

/// As many of these programs as threads ask at once. Threads share it.
class ClangWorkers {
 public:
  explicit ClangWorkers(std::string program, WorkerLimits limits = {});

  /// What happens to a worker is `trouble` in the answer; the next request gets another one.
  cpp::SemanticAnswer ask(const cpp::SemanticRequest& request);

 private:
  std::unique_ptr<WorkerProcess> take();

  std::string program_;
  WorkerLimits limits_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<WorkerProcess>> idle_;
};

}  // namespace floodwall
