#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "analyzer/base/encoding.h"
#include "integrations/workspace/cache/content_key.h"
#include "integrations/workspace/cache/record_log.h"

namespace floodwall {

/// What earlier runs of this build of the program have found out in a project, by content: nothing in it can
/// be out of date. Threads may use it at once.
class Cache {
 public:
  /// That of the project below `root` (absolute), under the user's cache folder: $XDG_CACHE_HOME/floodwall,
  /// or else ~/.cache/floodwall. Nothing if the user has none or the program has no build id.
  static std::unique_ptr<Cache> of_project(std::string_view root);

  /// `path` is that of its file.
  Cache(std::string path, ContentKey build, std::uint32_t today);

  template <class T>
  std::optional<T> find(const ContentKey& key) {
    const std::optional<std::string_view> bytes = find_bytes(key);
    return bytes ? decode<T>(*bytes) : std::nullopt;
  }
  template <class T>
  void keep(const ContentKey& key, const T& value) {
    keep_bytes(key, encode(value));
  }
  /// Writes what has been kept since, for later runs. Where that is impossible, nothing happens.
  void save();

 private:
  std::optional<std::string_view> find_bytes(const ContentKey& key);
  void keep_bytes(const ContentKey& key, std::string bytes);

  RecordLog log_;
  std::uint32_t today_;
  std::mutex mutex_;
  std::unordered_set<ContentKey, ContentKeyHash> used_;
  std::vector<RecordLog::Record> fresh_;
};

}  // namespace floodwall
