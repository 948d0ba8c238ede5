#include "integrations/workspace/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fmt/core.h>

extern char** environ;

namespace floodwall {
namespace {

constexpr std::uint32_t longest_message = 256U << 20;

void close_all(std::array<int, 2>& ends) {
  for (const int end : ends) {
    if (end != -1) ::close(end);
  }
}

void limit(pid_t child, __rlimit_resource what, std::uint64_t most) {
  const rlimit limits = {most, most};
  ::prlimit(child, what, &limits, nullptr);
}

/// Waits until the stream is ready; false: the time is over.
bool is_ready(int stream, short event, std::chrono::steady_clock::time_point deadline) {
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd one = {stream, event, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(left.count()));
    if (0 < ready) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

}  // namespace

std::unique_ptr<WorkerProcess> WorkerProcess::start(const std::string& program, WorkerLimits limits) {
  std::array<int, 2> input = {-1, -1};
  std::array<int, 2> output = {-1, -1};
  if (::pipe2(input.data(), O_CLOEXEC) != 0) return nullptr;
  if (::pipe2(output.data(), O_CLOEXEC) != 0) {
    close_all(input);
    return nullptr;
  }
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string name = program;
  const std::array<char*, 2> arguments = {name.data(), nullptr};
  pid_t child = -1;
  const int problem = ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(input[0]);
  ::close(output[1]);
  if (problem != 0) {
    ::close(input[1]);
    ::close(output[0]);
    return nullptr;
  }
  limit(child, RLIMIT_AS, limits.memory);
  limit(child, RLIMIT_CORE, 0);
  ::fcntl(input[1], F_SETFL, O_NONBLOCK);
  ::fcntl(output[0], F_SETFL, O_NONBLOCK);
  return std::unique_ptr<WorkerProcess>(new WorkerProcess(child, input[1], output[0], limits));
}

WorkerProcess::WorkerProcess(pid_t child, int to, int from, WorkerLimits limits)
    : child_(child), to_(to), from_(from), limits_(limits) {}

WorkerProcess::~WorkerProcess() {
  ::close(to_);
  ::close(from_);
  if (child_ == -1) return;
  ::kill(child_, SIGKILL);
  while (::waitpid(child_, nullptr, 0) == -1 && errno == EINTR) continue;
}

Result<std::string> WorkerProcess::ask(std::string_view message) {
  const Deadline deadline = std::chrono::steady_clock::now() + limits_.time;
  const auto size = static_cast<std::uint32_t>(message.size());
  std::string bytes(reinterpret_cast<const char*>(&size), sizeof size);
  bytes += message;
  if (const Result<void> sent = send(bytes, deadline); !sent) return std::unexpected(sent.error());
  const Result<std::string> head = receive(sizeof size, deadline);
  if (!head) return head;
  std::uint32_t answer = 0;
  std::memcpy(&answer, head->data(), sizeof answer);
  if (longest_message < answer) return failure("answered nonsense");
  return receive(answer, deadline);
}

Result<void> WorkerProcess::send(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(to_, bytes.data(), bytes.size());
    if (0 <= count) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      if (!is_ready(to_, POLLOUT, deadline))
        return failure(fmt::format("took longer than {} s", limits_.time / std::chrono::seconds(1)));
    } else if (errno != EINTR) {
      return gone();
    }
  }
  return {};
}

Result<std::string> WorkerProcess::receive(std::size_t size, Deadline deadline) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t count = ::read(from_, bytes.data() + have, size - have);
    if (0 < count) {
      have += static_cast<std::size_t>(count);
    } else if (count == 0) {
      return gone();
    } else if (errno == EAGAIN) {
      if (!is_ready(from_, POLLIN, deadline))
        return failure(fmt::format("took longer than {} s", limits_.time / std::chrono::seconds(1)));
    } else if (errno != EINTR) {
      return gone();
    }
  }
  return bytes;
}

std::unexpected<Error> WorkerProcess::gone() {
  int status = 0;
  ::kill(child_, SIGKILL);  // it has closed a stream: whatever it still does is not for us
  while (::waitpid(child_, &status, 0) == -1 && errno == EINTR) continue;
  child_ = -1;
  if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
    return failure(fmt::format("crashed (signal {})", WTERMSIG(status)));
  return failure("ended in the middle");
}

}  // namespace floodwall
