// The worker: reads requests from standard input and answers each on standard output, one after the other,
// each message behind its length (32 bits, of this machine). It ends when its input does.

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "analyzer/base/encoding.h"
#include "frontends/cpp/semantic/look.h"

namespace {

constexpr std::uint32_t longest_message = 256 << 20;

bool read_all(char* to, std::size_t size) {
  while (0 < size) {
    const ssize_t count = ::read(STDIN_FILENO, to, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

bool write_all(int stream, const char* from, std::size_t size) {
  while (0 < size) {
    const ssize_t count = ::write(stream, from, size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    from += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

int main() {
  // clang may print; answers have a descriptor of their own.
  const int answers = ::dup(STDOUT_FILENO);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  while (true) {
    std::uint32_t size = 0;
    if (!read_all(reinterpret_cast<char*>(&size), sizeof size) || longest_message < size) break;
    std::string bytes(size, '\0');
    if (!read_all(bytes.data(), size)) break;
    const std::optional<floodwall::cpp::SemanticRequest> request =
        floodwall::decode<floodwall::cpp::SemanticRequest>(bytes);
    if (!request) return 2;
    const std::string answer = floodwall::encode(floodwall::cpp::look(*request));
    size = static_cast<std::uint32_t>(answer.size());
    if (!write_all(answers, reinterpret_cast<const char*>(&size), sizeof size) ||
        !write_all(answers, answer.data(), answer.size()))
      break;
  }
  return 0;
}
