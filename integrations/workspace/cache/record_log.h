#pragma once
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "integrations/workspace/cache/content_key.h"

namespace floodwall {

/// A file of records, each under a key, that grows at its end, like ninja's logs. It may be read and written
/// by several runs at once, and a run may die at any point: what is damaged is cut off and made anew.
/// A record is never changed; of two under one key either will do.
class RecordLog {
 public:
  /// Reads the file, if there is one and the same `build` of the program wrote it. Never fails: what cannot
  /// be read is not known. `path` must not be empty.
  RecordLog(std::string path, ContentKey build);
  RecordLog(const RecordLog&) = delete;
  RecordLog& operator=(const RecordLog&) = delete;

  /// What was there when it was read; lives as long as the log. Threads may ask at once.
  std::optional<std::string_view> find(const ContentKey& key) const;
  /// On which day (since 1970) the record was written; 0 if it is not known.
  std::uint32_t day_of(const ContentKey& key) const;
  const std::string& path() const { return path_; }
  /// How large it was when it was read.
  std::size_t bytes() const { return content_.size(); }
  /// Whether it is twice as large as it was when it was last written as a whole.
  bool has_doubled() const;

  struct Record {
    ContentKey key;
    std::string content;
  };
  /// Adds the records to the file; it and its folder are made if need be, for their owner's eyes only. False
  /// if they could not be written (no room, no right, somebody else is at it for long): nothing is lost but
  /// time. What this object knows stays as it is.
  bool append(std::span<const Record> records, std::uint32_t day) const;
  /// The same, but of what the log knows only that remains which `keeps(key, day)` wants.
  template <class Keeps>
  bool rewrite(std::span<const Record> records, std::uint32_t day, const Keeps& keeps) const {
    std::string kept;
    for (const auto& [key, known] : known_) {
      if (keeps(key, known.day)) add(key, known.day, known.content, kept);
    }
    return write_anew(kept, records, day);
  }

 private:
  struct Known {
    std::string_view content;
    std::uint32_t day = 0;
  };

  static void add(const ContentKey& key, std::uint32_t day, std::string_view content, std::string& to);
  bool write_anew(std::string_view kept, std::span<const Record> records, std::uint32_t day) const;

  std::string path_;
  ContentKey build_;
  std::string content_;
  dev_t device_ = 0;  ///< which file that was
  ino_t inode_ = 0;
  std::unordered_map<ContentKey, Known, ContentKeyHash> known_;  ///< into content_
};

/// What the names of such files end in, after sixteen hexadecimal digits.
constexpr std::string_view log_ending = ".log";

/// Removes those logs in `folder` that were last written on a day (since 1970) that `is_old`.
void remove_logs(const std::string& folder, const std::function<bool(std::uint32_t day)>& is_old);

}  // namespace floodwall
