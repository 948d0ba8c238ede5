#include "integrations/workspace/write_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "analyzer/base/result.h"
#include "integrations/workspace/paths.h"

namespace floodwall {
namespace {

std::unexpected<Error> cannot_write(int problem) {
  return failure(fmt::format("cannot be written: {}", std::strerror(problem)));
}

/// A new file beside the one to be written. `path` is its name; -1 with errno if there is none.
int open_temporary(const std::string& folder, mode_t mode, std::string& path) {
  static std::atomic<unsigned> count = 0;
  int file = -1;
  for (int attempt = 0; attempt < 100; ++attempt) {
    path = join_path(folder, fmt::format(".floodwall-{}-{}", ::getpid(), count++));
    file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (file != -1 || errno != EEXIST) break;
  }
  return file;
}

/// Onto the disk; where the file system has no such thing, that is no problem.
int synchronize(int file) {
  if (::fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP) return 0;
  return errno;
}

Result<void> write_directly(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
  if (file == -1) return cannot_write(errno);
  const int problem = write_all(file, text);
  ::close(file);
  if (problem != 0) return cannot_write(problem);
  return {};
}

}  // namespace

int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (0 <= count) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {  // somebody else made the terminal non-blocking
      pollfd writable = {descriptor, POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

Result<void> write_file(const std::string& path, std::string_view text) {
  struct stat existing;
  const bool exists = ::stat(path.c_str(), &existing) == 0;
  if (exists && S_ISDIR(existing.st_mode)) return cannot_write(EISDIR);
  if (exists && !S_ISREG(existing.st_mode)) return write_directly(path, text);
  if (exists && ::access(path.c_str(), W_OK) != 0) return cannot_write(errno);

  const std::string target = exists ? real_path(path).value_or(path) : path;
  std::string temporary;
  const int file = open_temporary(folder_of(target), exists ? 0600 : 0666, temporary);
  if (file == -1) return cannot_write(errno);
  int problem = write_all(file, text);
  if (problem == 0 && exists && ::fchown(file, existing.st_uid, existing.st_gid) != 0 && errno != EPERM) {
    problem = errno;
  }
  if (problem == 0 && exists && ::fchmod(file, existing.st_mode & 07777) != 0) problem = errno;
  if (problem == 0 && exists) problem = synchronize(file);  // a crash must not leave the user an empty file
  if (::close(file) != 0 && problem == 0) problem = errno;
  if (problem == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) problem = errno;
  if (problem != 0) {
    ::unlink(temporary.c_str());
    return cannot_write(problem);
  }
  return {};
}

}  // namespace floodwall
