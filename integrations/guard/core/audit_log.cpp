#include "integrations/guard/core/audit_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <utility>

#include <fmt/chrono.h>

#include "analyzer/sql/lexer.h"

namespace floodwall::guard {
namespace {

constexpr off_t largest_log = 10 << 20;
constexpr std::size_t longest_statement = 2000;

bool is_value(const Token& token) {
  return token.kind == TokenKind::String || token.kind == TokenKind::DollarString ||
         token.kind == TokenKind::Number;
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
  }
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

std::string audit_time() {
  const std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", parts);
}

void AuditLog::append(std::string_view line) {
  if (!is_on()) return;
  const std::string whole = std::string(line) + "\n";
  const std::lock_guard lock(mutex_);
  const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    trouble_ = path_ + ": " + std::strerror(errno);
    return;
  }
  const ssize_t written = ::write(file, whole.data(), whole.size());
  if (written != static_cast<ssize_t>(whole.size()) || ::fdatasync(file) != 0)
    trouble_ = path_ + ": " + std::strerror(errno);
  struct stat about{};
  const bool is_large = ::fstat(file, &about) == 0 && largest_log < about.st_size;
  ::close(file);
  if (is_large) std::rename(path_.c_str(), (path_ + ".1").c_str());
}

std::string AuditLog::trouble() {
  const std::lock_guard lock(mutex_);
  return std::exchange(trouble_, {});
}

}  // namespace floodwall::guard
