#include "integrations/workspace/cache/record_log.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <fmt/core.h>
#include <xxhash.h>

#include "integrations/workspace/paths.h"
#include "integrations/workspace/write_file.h"

namespace floodwall {
namespace {

/// What stands at the beginning of the file.
struct LogHead {
  std::array<char, 16> mark = {"floodwall log 1"};
  ContentKey build;
  std::uint64_t size = 0;  ///< of the file when it was last written as a whole

  bool is_like(const LogHead& other) const { return mark == other.mark && build == other.build; }
};
static_assert(sizeof(LogHead) == 40);

constexpr std::size_t most_bytes = std::size_t{1} << 30;  // what is larger is begun anew
constexpr int lock_attempts = 40;
constexpr std::chrono::milliseconds between_attempts{5};

/// What stands before the content of a record.
struct RecordHead {
  std::uint64_t checksum = 0;  ///< of all that follows it
  ContentKey key;
  std::uint32_t day = 0;
  std::uint32_t size = 0;  ///< of the content
};
static_assert(sizeof(RecordHead) == 32);  // no padding: its bytes are what is written

std::uint64_t checksum_of(const RecordHead& head, std::string_view content) {
  const auto* bytes = reinterpret_cast<const char*>(&head);
  const std::uint64_t of_head = XXH3_64bits(bytes + sizeof head.checksum, sizeof head - sizeof head.checksum);
  return XXH3_64bits_withSeed(content.data(), content.size(), of_head);
}

std::optional<LogHead> head_of(std::string_view content) {
  if (content.size() < sizeof(LogHead)) return std::nullopt;
  LogHead head;
  std::memcpy(&head, content.data(), sizeof head);
  return head;
}

/// Calls `see(head, content)` for each record up to the first that is damaged or cut off; returns where that
/// begins.
template <class See>
std::size_t walk(std::string_view bytes, std::size_t begin, const See& see) {
  while (sizeof(RecordHead) <= bytes.size() - begin) {
    RecordHead head;
    std::memcpy(&head, bytes.data() + begin, sizeof head);
    const std::size_t end = begin + sizeof head + head.size;
    if (bytes.size() < end) break;
    const std::string_view content = bytes.substr(begin + sizeof head, head.size);
    if (checksum_of(head, content) != head.checksum) break;
    see(head, content);
    begin = end;
  }
  return begin;
}

/// An open file of ours; closed in the end, which ends its lock, too.
class OpenFile {
 public:
  OpenFile(const std::string& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600)) {}
  ~OpenFile() {
    if (0 <= descriptor_) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int descriptor() const { return descriptor_; }
  /// Whether it is a plain file that belongs to us: nobody else tells us what we know.
  bool is_ours(struct stat& status) const {
    return 0 <= descriptor_ && ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode) &&
           status.st_uid == ::geteuid();
  }

 private:
  int descriptor_;
};

std::string bytes_of(int file, std::size_t begin, std::size_t end) {
  std::string bytes(end - begin, '\0');
  std::size_t count = 0;
  while (count < bytes.size()) {
    const ssize_t read =
        ::pread(file, bytes.data() + count, bytes.size() - count, static_cast<off_t>(begin + count));
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) break;
    count += static_cast<std::size_t>(read);
  }
  bytes.resize(count);
  return bytes;
}

/// Alone with the file, which is still the one of that name. Waits a little, not for ever.
bool lock(const OpenFile& file, const std::string& path) {
  for (int attempt = 0; attempt < lock_attempts; ++attempt) {
    if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) == 0) {
      struct stat here;
      struct stat there;
      return ::fstat(file.descriptor(), &here) == 0 && ::stat(path.c_str(), &there) == 0 &&
             here.st_ino == there.st_ino && here.st_dev == there.st_dev;
    }
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    std::this_thread::sleep_for(between_attempts);
  }
  return false;
}

/// Also of one that was being written when the run died: "0123456789abcdef.log.4711".
bool is_name_of_log(std::string_view name) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::size_t dot = name.find_first_not_of(digits);
  return dot == 16 &&
         (name.substr(dot) == log_ending || name.substr(dot).starts_with(std::string(log_ending) + "."));
}

bool make_folders(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return true;
  if (errno != ENOENT || folder_of(folder) == folder) return false;
  return make_folders(folder_of(folder)) && (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST);
}

}  // namespace

RecordLog::RecordLog(std::string path, ContentKey build) : path_(std::move(path)), build_(build) {
  const OpenFile file(path_, O_RDONLY);
  struct stat status;
  if (!file.is_ours(status) || most_bytes < static_cast<std::size_t>(status.st_size)) return;
  device_ = status.st_dev;
  inode_ = status.st_ino;
  content_ = bytes_of(file.descriptor(), 0, static_cast<std::size_t>(status.st_size));
  const std::optional<LogHead> head = head_of(content_);
  if (!head || !head->is_like({.build = build_})) {
    content_.clear();
    return;
  }
  const std::size_t end =
      walk(content_, sizeof(LogHead), [&](const RecordHead& head, std::string_view content) {
        known_.insert_or_assign(head.key, Known{content, head.day});
      });
  content_.resize(end);  // does not move the bytes
}

std::optional<std::string_view> RecordLog::find(const ContentKey& key) const {
  const auto known = known_.find(key);
  if (known == known_.end()) return std::nullopt;
  return known->second.content;
}

std::uint32_t RecordLog::day_of(const ContentKey& key) const {
  const auto known = known_.find(key);
  return known == known_.end() ? 0 : known->second.day;
}

bool RecordLog::has_doubled() const {
  const std::optional<LogHead> head = head_of(content_);
  return head && 2 * head->size < content_.size();
}

void RecordLog::add(const ContentKey& key, std::uint32_t day, std::string_view content, std::string& to) {
  RecordHead head = {.key = key, .day = day, .size = static_cast<std::uint32_t>(content.size())};
  head.checksum = checksum_of(head, content);
  to.append(reinterpret_cast<const char*>(&head), sizeof head);
  to.append(content);
}

bool RecordLog::append(std::span<const Record> records, std::uint32_t day) const {
  if (content_.empty()) {
    const RecordLog begun(path_, build_);  // by somebody else in the meantime?
    return begun.content_.empty() ? write_anew({}, records, day) : begun.append(records, day);
  }
  const OpenFile file(path_, O_RDWR | O_APPEND);
  struct stat status;
  if (!file.is_ours(status) || !lock(file, path_) || !file.is_ours(status)) return false;
  const auto size = static_cast<std::size_t>(status.st_size);
  const bool is_same = status.st_dev == device_ && status.st_ino == inode_ && content_.size() <= size;
  if (!is_same) return false;  // somebody has begun it anew
  // Others may have added to it, or died while they did.
  const std::string added = bytes_of(file.descriptor(), content_.size(), size);
  const std::size_t good = content_.size() + walk(added, 0, [](const RecordHead&, std::string_view) {});
  if (good < size && ::ftruncate(file.descriptor(), static_cast<off_t>(good)) != 0) return false;
  std::string bytes;
  for (const Record& record : records) add(record.key, day, record.content, bytes);
  if (write_all(file.descriptor(), bytes) == 0) return true;
  // No room: what has been written of it is of no use.
  if (::ftruncate(file.descriptor(), static_cast<off_t>(good)) != 0) ::unlink(path_.c_str());
  return false;
}

bool RecordLog::write_anew(std::string_view kept, std::span<const Record> records, std::uint32_t day) const {
  if (!make_folders(folder_of(path_))) return false;
  LogHead head = {.build = build_};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  bytes += kept;
  for (const Record& record : records) add(record.key, day, record.content, bytes);
  head.size = bytes.size();
  bytes.replace(0, sizeof head, reinterpret_cast<const char*>(&head), sizeof head);
  const std::string temporary = fmt::format("{}.{}", path_, ::getpid());
  {
    ::unlink(temporary.c_str());  // of a run that died
    const OpenFile file(temporary, O_WRONLY | O_CREAT | O_EXCL);
    if (file.descriptor() < 0) return false;
    if (write_all(file.descriptor(), bytes) == 0 && ::rename(temporary.c_str(), path_.c_str()) == 0)
      return true;
  }
  ::unlink(temporary.c_str());
  return false;
}

void remove_logs(const std::string& folder, const std::function<bool(std::uint32_t day)>& is_old) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(folder.c_str()), ::closedir);
  if (listing == nullptr) return;
  constexpr time_t seconds_a_day = 24L * 60 * 60;
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string_view name = entry->d_name;
    if (!is_name_of_log(name)) continue;
    const std::string path = join_path(folder, name);
    struct stat status;
    if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if (is_old(static_cast<std::uint32_t>(status.st_mtime / seconds_a_day))) ::unlink(path.c_str());
  }
}

}  // namespace floodwall
