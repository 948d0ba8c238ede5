#include "integrations/guard/core/audit_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fmt/core.h>

#include "analyzer/sql/lexer.h"

namespace floodwall::guard {
namespace {

constexpr off_t largest_log = 10 << 20;
constexpr std::size_t longest_statement = 2000;

bool is_value(const Token& token) {
  return token.kind == TokenKind::String || token.kind == TokenKind::DollarString ||
         token.kind == TokenKind::Number;
}

/// The string ends here only where backslashes do not escape, which the session decides.
bool may_go_on(std::string_view string) {
  if (!string.starts_with('\'') || string.size() < 2) return false;
  const std::string_view inner = string.substr(1, string.size() - 2);
  const std::size_t last = inner.find_last_not_of('\\');
  const std::size_t backslashes = inner.size() - (last == std::string_view::npos ? 0 : last + 1);
  return backslashes % 2 == 1;
}

/// Closes it, which unlocks it, too.
struct LockedFile {
  int number = -1;  ///< below 0: there is none, errno says why
  explicit LockedFile(int file) : number(file) {}
  LockedFile(LockedFile&& other) noexcept : number(std::exchange(other.number, -1)) {}
  LockedFile& operator=(LockedFile&&) = delete;
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile() {
    if (number < 0) return;
    ::flock(number, LOCK_UN);  // for whoever has inherited it, too
    ::close(number);
  }
};

/// Open for one process at a time. Not a file that another one has moved away meanwhile.
LockedFile locked(const std::string& path) {
  constexpr int flags =
      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;  // a FIFO must not block
  for (int attempt = 0; attempt < 10; ++attempt) {
    LockedFile file(::open(path.c_str(), flags, 0600));
    if (file.number < 0) return file;
    while (::flock(file.number, LOCK_EX) != 0 && errno == EINTR) continue;
    struct stat here{};
    struct stat there{};
    if (::fstat(file.number, &here) != 0) return file;
    const bool is_moved =
        ::stat(path.c_str(), &there) != 0 || here.st_ino != there.st_ino || here.st_dev != there.st_dev;
    if (!is_moved) return file;
  }
  errno = EBUSY;
  return LockedFile(-1);
}

/// All of it and to the disk, or nothing: half a line would spoil the next one.
bool write(int file, std::string_view text) {
  struct stat before{};
  const bool is_file = ::fstat(file, &before) == 0 && S_ISREG(before.st_mode);
  const ssize_t written = ::write(file, text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size())) {
    const int error = written < 0 ? errno : ENOSPC;
    if (0 < written && is_file) static_cast<void>(::ftruncate(file, before.st_size));
    errno = error;
    return false;
  }
  return !is_file || ::fdatasync(file) == 0;
}

}  // namespace

std::string masked(std::string_view sql) {
  std::string text;
  std::uint32_t done = 0;
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    if (longest_statement < text.size()) return text + " …";
    if (token.kind == TokenKind::Comment) {
      done = token.at.end;
      if (!text.empty() && text.back() != ' ') text += ' ';
      continue;
    }
    if (done < token.at.begin && !text.empty() && text.back() != ' ') text += ' ';
    const bool is_masked = is_value(token) || (!token.terminated && token.kind != TokenKind::Word);
    text += is_masked ? std::string_view("?") : slice(sql, token.at);
    done = token.at.end;
    if (token.kind == TokenKind::String && may_go_on(slice(sql, token.at))) return text + " …";
  }
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

std::string audit_time() {  // not by gmtime_r: it takes a lock that a forked child may find taken for good
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

void AuditLog::append(std::string_view line) {
  if (!is_on()) return;
  const std::string whole = std::string(line) + "\n";
  const std::lock_guard lock(mutex_);
  const LockedFile file = locked(path_);
  if (file.number < 0 || !write(file.number, whole)) {
    trouble_ = path_ + ": " + std::strerror(errno);
    has_trouble_.store(true);
  }
  if (file.number < 0) return;
  struct stat about{};
  const bool is_large = ::fstat(file.number, &about) == 0 && largest_log < about.st_size;
  if (is_large) std::rename(path_.c_str(), (path_ + ".1").c_str());
}

std::string AuditLog::trouble() {
  if (!has_trouble_.load()) return {};
  const std::lock_guard lock(mutex_);
  has_trouble_.store(false);
  return std::exchange(trouble_, {});
}

}  // namespace floodwall::guard
