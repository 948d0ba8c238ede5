#include "integrations/workspace/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "analyzer/base/result.h"

namespace floodwall {
namespace {

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number != -1) ::close(number);
  }
};

std::unexpected<Error> system_failure() {
  return failure(fmt::format("cannot be read: {}", std::strerror(errno)));
}

std::unexpected<Error> too_large(std::uint64_t size, std::uint64_t max_size) {
  std::string is = size_text(size);
  std::string allowed = size_text(max_size);
  if (is == allowed) {
    is = fmt::format("{} bytes", size);
    allowed = fmt::format("{} bytes", max_size);
  }
  return failure(fmt::format("is {}, larger than max-file-size ({}): not checked", is, allowed));
}

std::string_view kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "is a folder";
  if (S_ISFIFO(mode)) return "is a FIFO: not read";
  if (S_ISSOCK(mode)) return "is a socket: not read";
  return "is a device: not read";
}

Result<std::string> checked(Result<std::string> text) {
  if (!text) return text;
  const std::string_view view = *text;
  if (view.starts_with("\xFF\xFE") || view.starts_with("\xFE\xFF")) {
    return failure("is UTF-16, not UTF-8: not checked (convert it, for example with iconv)");
  }
  if (const std::size_t nul = view.find('\0'); nul != std::string_view::npos) {
    return failure(fmt::format("is binary (NUL byte at offset {}): not checked", nul));
  }
  return text;
}

/// Reads to the end; `expected` bytes are reserved.
Result<std::string> read_all(int descriptor, std::uint64_t expected, std::uint64_t max_size) {
  std::string text;
  text.resize(expected + 1);  // one more, so that the end shows in the same call
  std::size_t size = 0;
  while (true) {
    const ssize_t count = ::read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_failure();
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (max_size < size) return too_large(size, max_size);
    if (size == text.size()) text.resize(std::max<std::size_t>(2 * size, 65536));
  }
  text.resize(size);
  return text;
}

}  // namespace

Result<std::string> read_bytes(const std::string& path, std::uint64_t max_size) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) return system_failure();
  if (!S_ISREG(status.st_mode))
    return failure(std::string(kind_of(status.st_mode)));  // opening alone can have effects

  const Descriptor file = {::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
  if (file.number == -1) return system_failure();
  if (::fstat(file.number, &status) != 0) return system_failure();
  if (!S_ISREG(status.st_mode)) return failure(std::string(kind_of(status.st_mode)));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (max_size < size) return too_large(size, max_size);
  return read_all(file.number, size, max_size);
}

Result<std::string> read_file(const std::string& path, std::uint64_t max_size) {
  return checked(read_bytes(path, max_size));
}

Result<std::string> read_standard_input(std::uint64_t max_size) {
  return checked(read_all(STDIN_FILENO, 65536, max_size));
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 3> units = {"KB", "MB", "GB"};
  if (bytes < 1024) return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (1024 <= size && unit + 1 < units.size()) {
    size /= 1024;
    ++unit;
  }
  std::string number = fmt::format("{:.1f}", size);
  if (number.ends_with(".0")) number.resize(number.size() - 2);
  return fmt::format("{} {}", number, units[unit]);
}

}  // namespace floodwall
