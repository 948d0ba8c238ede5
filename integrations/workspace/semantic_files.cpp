#include "integrations/workspace/semantic_files.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

#include "analyzer/base/encoding.h"
#include "integrations/workspace/on_threads.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/read_file.h"

namespace floodwall {
namespace {

/// What a unit has told, and what it depends on beside its own text and flags.
struct KnownUnit {
  std::vector<std::string> includes;
  ContentKey of_includes;  ///< of their texts
  std::vector<cpp::SemanticFile> files;
  std::uint32_t missing = 0;
};

}  // namespace

void visit_fields(Like<ContentKey> auto& key, auto& fields) {
  auto& [high, low] = key;
  fields("high", high);
  fields("low", low);
}

void visit_fields(Like<KnownUnit> auto& unit, auto& fields) {
  auto& [includes, of_includes, files, missing] = unit;
  fields("includes", includes);
  fields("of_includes", of_includes);
  fields("files", files);
  fields("missing", missing);
}

namespace {

/// The keys of texts on the disk; each is read once. Threads share it.
class TextKeys {
 public:
  ContentKey of(const std::string& path) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto known = keys_.find(path); known != keys_.end()) return known->second;
    }
    const Result<std::string> text = read_bytes(path);
    const ContentKey key = text ? key_of(*text) : ContentKey{};
    const std::lock_guard lock(mutex_);
    return keys_[path] = key;
  }
  ContentKey of_all(const std::vector<std::string>& paths) {
    ContentKey key;
    for (const std::string& path : paths) key = key + of(path);
    return key;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, ContentKey> keys_;
};

struct Unit {
  const FoundFile* file;
  std::string real;  ///< its path without symbolic links
  const CompileCommand* command;
  ContentKey key;
  KnownUnit known = {};
  std::string trouble = {};
};

/// Headers that some unit has told of. Threads share it.
class ToldHeaders {
 public:
  void add(const std::vector<cpp::SemanticFile>& files) {
    const std::lock_guard lock(mutex_);
    for (const cpp::SemanticFile& file : files) paths_.insert(file.path);
  }
  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return {paths_.begin(), paths_.end()};
  }
  bool contains(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    return paths_.contains(path);
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> paths_;
};

}  // namespace

SemanticFiles::SemanticFiles(std::span<const FoundFile* const> files, const std::string& root,
                             CompilationDatabases& databases, ClangWorkers& workers, Cache* cache,
                             std::size_t jobs) {
  TextKeys texts;
  std::vector<Unit> units;
  for (const FoundFile* file : files) {
    const std::string real = real_path(file->absolute).value_or(file->absolute);
    const CompileCommand* command = databases.command_of(real);
    if (command == nullptr) continue;
    std::string flags;
    Encoder encoder(flags);
    encoder.put(command->directory);
    encoder.put(command->arguments);
    encoder.put(root);
    units.push_back(
        {.file = file, .real = real, .command = command, .key = floodwall::key_of(flags) + texts.of(real)});
  }
  broken_databases_ = databases.take_troubles();
  units_ = units.size();
  if (units.empty()) return;

  ToldHeaders told;
  std::vector<std::size_t> to_ask;
  for (std::size_t i = 0; i < units.size(); ++i) {
    std::optional<KnownUnit> known = cache == nullptr ? std::nullopt : cache->find<KnownUnit>(units[i].key);
    if (known && known->of_includes == texts.of_all(known->includes)) {
      units[i].known = std::move(*known);
      told.add(units[i].known.files);
    } else {
      to_ask.push_back(i);
    }
  }
  const auto ask = [&](Unit& unit) {
    cpp::SemanticAnswer answer = workers.ask({.file = unit.real,
                                              .directory = unit.command->directory,
                                              .arguments = unit.command->arguments,
                                              .root = root,
                                              .known = told.all()});
    told.add(answer.files);
    unit.trouble = std::move(answer.trouble);
    const ContentKey of_includes = texts.of_all(answer.includes);
    unit.known = {std::move(answer.includes), of_includes, std::move(answer.files), answer.missing};
    if (cache != nullptr && unit.trouble.empty()) cache->keep(unit.key, unit.known);
  };
  struct Nothing {
    void add(const Nothing& /*other*/) {}
  };
  const auto ask_one = [&](std::size_t n, Nothing& /*own*/) { ask(units[to_ask[n]]); };
  on_threads<Nothing>(to_ask.size(), jobs, ask_one, &Nothing::add);
  // Who told of a header may be gone or have changed since: then another one that includes it is asked.
  for (Unit& unit : units) {
    const bool is_missed = std::ranges::any_of(unit.known.includes, [&](const std::string& include) {
      return is_below(include, root) && !told.contains(include);
    });
    if (!is_missed || !unit.trouble.empty()) continue;
    std::vector<cpp::SemanticFile> before = std::move(unit.known.files);
    ask(unit);
    std::ranges::move(before, std::back_inserter(unit.known.files));
    if (cache != nullptr && unit.trouble.empty()) cache->keep(unit.key, unit.known);
  }
  for (Unit& unit : units) {
    if (!unit.trouble.empty()) troubles_.push_back({unit.file->path, std::move(unit.trouble)});
    if (0 < unit.known.missing) missing_.emplace_back(unit.file->path, unit.known.missing);
    for (cpp::SemanticFile& file : unit.known.files) files_.try_emplace(file.path, std::move(file));
  }
}

const cpp::SemanticFile* SemanticFiles::of(const FoundFile& file) const {
  if (files_.empty()) return nullptr;
  const auto known = files_.find(real_path(file.absolute).value_or(file.absolute));
  return known == files_.end() ? nullptr : &known->second;
}

ContentKey SemanticFiles::key_of(const FoundFile& file) const {
  const cpp::SemanticFile* known = of(file);
  return known == nullptr ? ContentKey{} : floodwall::key_of(encode(*known));
}

}  // namespace floodwall
