#include "integrations/workspace/clang_workers.h"

#include <unistd.h>

#include <utility>

#include <fmt/core.h>

#include "analyzer/base/encoding.h"
#include "analyzer/base/result.h"
#include "integrations/workspace/paths.h"

namespace floodwall {

std::optional<std::string> clang_worker_program() {
  const std::optional<std::string> own = real_path("/proc/self/exe");
  if (!own) return std::nullopt;
  std::string program = join_path(folder_of(*own), "floodwall-clang");
  if (::access(program.c_str(), X_OK) != 0) return std::nullopt;
  return program;
}

ClangWorkers::ClangWorkers(std::string program, WorkerLimits limits)
    : program_(std::move(program)), limits_(limits) {}

std::unique_ptr<WorkerProcess> ClangWorkers::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<WorkerProcess> worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  return WorkerProcess::start(program_, limits_);
}

cpp::SemanticAnswer ClangWorkers::ask(const cpp::SemanticRequest& request) {
  std::unique_ptr<WorkerProcess> worker = take();
  if (worker == nullptr) return {.trouble = fmt::format("{} cannot be started", program_)};
  const Result<std::string> answer = worker->ask(encode(request));
  if (!answer) return {.trouble = fmt::format("floodwall-clang {}", answer.error().message)};
  std::optional<cpp::SemanticAnswer> decoded = decode<cpp::SemanticAnswer>(*answer);
  if (!decoded) return {.trouble = "floodwall-clang answered nonsense"};
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(worker));
  return std::move(*decoded);
}

}  // namespace floodwall
