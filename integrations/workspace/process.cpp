#include "integrations/workspace/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "analyzer/base/result.h"

extern char** environ;

namespace floodwall {
namespace {

/// One end for the child to write to, one for us.
struct Pipe {
  std::array<int, 2> ends = {-1, -1};

  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
  ~Pipe() {
    for (const int end : ends) {
      if (end != -1) ::close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void close_writer() {
    ::close(ends[1]);
    ends[1] = -1;
  }
};

/// Our environment, as the child is to see it.
std::vector<std::string> child_environment() {
  // git's own list (git rev-parse --local-env-vars), and what else points it elsewhere. GIT_CONFIG_GLOBAL and
  // GIT_CONFIG_SYSTEM stay: they are the user's, not a repository's.
  constexpr auto left_out = std::to_array<std::string_view>({
      "LC_ALL=",
      "LANGUAGE=",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES=",
      "GIT_COMMON_DIR=",
      "GIT_CONFIG=",
      "GIT_CONFIG_COUNT=",
      "GIT_CONFIG_KEY_",
      "GIT_CONFIG_PARAMETERS=",
      "GIT_CONFIG_VALUE_",
      "GIT_DIR=",
      "GIT_EXTERNAL_DIFF=",
      "GIT_GRAFT_FILE=",
      "GIT_IMPLICIT_WORK_TREE=",
      "GIT_INDEX_FILE=",
      "GIT_INTERNAL_SUPER_PREFIX=",
      "GIT_NAMESPACE=",
      "GIT_NO_REPLACE_OBJECTS=",
      "GIT_OBJECT_DIRECTORY=",
      "GIT_OPTIONAL_LOCKS=",
      "GIT_PREFIX=",
      "GIT_REPLACE_REF_BASE=",
      "GIT_SHALLOW_FILE=",
      "GIT_WORK_TREE=",
  });
  std::vector<std::string> variables = {"LC_ALL=C", "GIT_OPTIONAL_LOCKS=0"};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (std::ranges::none_of(left_out, [text](std::string_view name) { return text.starts_with(name); })) {
      variables.emplace_back(text);
    }
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

/// Reads both streams until the child has closed them.
void drain(const Pipe& out, const Pipe& err, ProcessOutput& output) {
  std::array<pollfd, 2> streams = {pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
  const std::array<std::string*, 2> texts = {&output.out, &output.err};
  std::array<char, 65536> buffer;
  while (streams[0].fd != -1 || streams[1].fd != -1) {
    if (::poll(streams.data(), streams.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (streams[i].fd == -1 || streams[i].revents == 0) continue;
      const ssize_t count = ::read(streams[i].fd, buffer.data(), buffer.size());
      if (0 < count) {
        texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
      } else if (count == 0 || errno != EINTR) {
        streams[i].fd = -1;
      }
    }
  }
}

}  // namespace

Result<ProcessOutput> run_process(const std::vector<std::string>& words) {
  Pipe out;
  Pipe err;
  if (out.ends[0] == -1 || err.ends[0] == -1)
    return failure(fmt::format("no pipe: {}", std::strerror(errno)));

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.ends[1], STDERR_FILENO);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGPIPE);  // we ignore it, the child must not
  ::posix_spawnattr_setsigdefault(&attributes, &signals);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> arguments = words;
  std::vector<std::string> variables = child_environment();
  pid_t child = -1;
  const int problem = ::posix_spawnp(&child, words.front().c_str(), &actions, &attributes,
                                     pointers(arguments).data(), pointers(variables).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) return failure(fmt::format("cannot run {}: {}", words.front(), std::strerror(problem)));

  out.close_writer();
  err.close_writer();
  ProcessOutput output;
  drain(out, err, output);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  output.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return output;
}

std::vector<std::string> git_words(const std::string& folder, std::vector<std::string> words) {
  std::vector<std::string> all = {
      "git", "-C", folder, "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"};
  std::ranges::move(words, std::back_inserter(all));
  return all;
}

}  // namespace floodwall
