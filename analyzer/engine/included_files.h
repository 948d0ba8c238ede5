#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/engine/link.h"

namespace floodwall {

/// Whether a fact is the place where psql reads another file, instead of a statement: `\i name`, `\ir name`.
bool is_inclusion(const SchemaStatement& fact);

/// Which file of a project it is that psql reads there.
class IncludedFiles {
 public:
  /// `files` must outlive this.
  explicit IncludedFiles(std::span<const LinkedFile> files);

  struct Found {
    const LinkedFile* file = nullptr;
    std::string why_unknown = {};  ///< if there is none
  };
  /// `\ir` counts from the folder of `includer`. `\i` counts from the folder that psql was started in, which
  /// nobody tells: the project's own or the includer's, whichever has such a file.
  Found at(const SchemaStatement& inclusion, std::string_view includer) const;

 private:
  std::map<std::string_view, const LinkedFile*> by_path_;
};

}  // namespace floodwall
