#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace floodwall {

/// Names a file of this run. Opaque: the analyzer has no paths to open.
enum class FileId : std::uint32_t {};

/// One file as read: a path to show to people, bytes for us. Immutable, so threads may share it.
class SourceFile {
 public:
  SourceFile(FileId id, std::string path, std::string text)
      : id_(id), path_(std::move(path)), text_(std::move(text)) {}

  FileId id() const { return id_; }
  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }

 private:
  FileId id_;
  std::string path_;
  std::string text_;
};

}  // namespace floodwall
