#pragma once
#include <atomic>
#include <string>
#include <string_view>

#include "integrations/guard/core/fork_safety.h"

namespace floodwall::guard {

/// A SQL text without what it says of values: literals and numbers are `?`, comments are gone, it is cut
/// after 2,000 bytes. What cannot be told apart from a value is masked, too.
std::string masked(std::string_view sql);

/// Now, as its lines tell it: "2026-11-26T22:37:57Z".
std::string audit_time();

/// JSON lines at the end of a file, each written whole or not at all and on the disk when `append` returns;
/// beyond 10 MB the file is moved to `path`.1. Threads and processes share it: one writes at a time. Trouble
/// with the file is no reason to let a statement pass or not: it is kept in `trouble`.
class AuditLog {
 public:
  explicit AuditLog(std::string path) : path_(std::move(path)) {}
  bool is_on() const { return !path_.empty(); }
  void append(std::string_view line);
  std::string trouble();

 private:
  std::string path_;
  ForkSafeMutex mutex_;
  std::string trouble_;
  std::atomic<bool> has_trouble_ = false;  ///< so that who asks after each statement need not lock
};

}  // namespace floodwall::guard
