#include "integrations/workspace/cache/cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "integrations/workspace/cache/build_id.h"
#include "integrations/workspace/paths.h"

namespace floodwall {
namespace {

constexpr std::size_t most_of_a_record = std::size_t{4} << 20;
constexpr std::size_t large_log = std::size_t{32} << 20;  // from here on what is of no use any more goes
constexpr std::size_t very_large_log = std::size_t{256} << 20;  // from here on all goes that is not used
constexpr std::uint32_t days_until_unused = 14;    // a record that nobody wrote again may then go
constexpr std::uint32_t days_until_rewritten = 7;  // a record that is used is then written again

std::uint32_t day_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::days>(now).count());
}

/// Whether what stands at `path` may be another user's. Nothing that is not there is.
bool is_foreign(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0 && status.st_uid != ::geteuid();
}

/// Whether the folder that holds caches is for us. Root keeps nothing in somebody's home (`sudo -E`): that
/// one could not use it, and could lead root elsewhere. Nor does a program that runs with its owner's rights.
bool is_for_us(const std::string& home) {
  if (::geteuid() != ::getuid()) return false;
  return ::geteuid() != 0 || !is_foreign(real_path(home).value_or(home));
}

/// Empty if the user has none. A relative path is not one (XDG Base Directory Specification).
std::string cache_folder() {
  const auto absolute = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr && value[0] == '/' ? value : "");
  };
  const std::string cache = absolute("XDG_CACHE_HOME");
  const std::string home = cache.empty() ? absolute("HOME") : cache;
  const bool is_there = !cache.empty() || real_path(home).has_value();  // nobody makes a home for himself
  if (home.empty() || !is_there || !is_for_us(home)) return "";
  std::string folder = join_path(home, cache.empty() ? ".cache/floodwall" : "floodwall");
  return is_foreign(folder) ? "" : folder;
}

}  // namespace

std::unique_ptr<Cache> Cache::of_project(std::string_view root) {
  const std::string folder = cache_folder();
  const std::optional<ContentKey> build = build_id();
  if (folder.empty() || !build) return nullptr;
  const ContentKey name = key_of(root) + *build;
  return std::make_unique<Cache>(join_path(folder, fmt::format("{:016x}{}", name.high, log_ending)), *build,
                                 day_now());
}

Cache::Cache(std::string path, ContentKey build, std::uint32_t today)
    : log_(std::move(path), build), today_(today) {}

std::optional<std::string_view> Cache::find_bytes(const ContentKey& key) {
  const std::optional<std::string_view> bytes = log_.find(key);
  if (bytes) {
    const std::lock_guard lock(mutex_);
    used_.insert(key);
  }
  return bytes;
}

void Cache::keep_bytes(const ContentKey& key, std::string bytes) {
  if (most_of_a_record < bytes.size()) return;
  const std::lock_guard lock(mutex_);
  fresh_.push_back({key, std::move(bytes)});
}

void Cache::save() {
  const std::lock_guard lock(mutex_);
  for (const ContentKey& key : used_) {
    if (log_.day_of(key) + days_until_rewritten < today_)
      fresh_.push_back({key, std::string(*log_.find(key))});
  }
  if (fresh_.empty()) return;
  const auto is_old = [&](std::uint32_t day) { return day + days_until_unused < today_; };
  if (log_.bytes() == 0) remove_logs(folder_of(log_.path()), is_old);
  if (large_log < log_.bytes() && log_.has_doubled()) {
    log_.rewrite(fresh_, today_, [&](const ContentKey& key, std::uint32_t day) {
      return used_.contains(key) || (log_.bytes() < very_large_log && !is_old(day));
    });
  } else {
    log_.append(fresh_, today_);
  }
  fresh_.clear();
}

}  // namespace floodwall
