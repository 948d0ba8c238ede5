#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"

namespace floodwall {

/// One path pattern as in .gitignore: `*`, `?` and `[a-z]` stay within a folder, `**` crosses folders, `\`
/// takes the next character literally. A pattern with a `/` before its end is anchored at the folder that
/// paths are relative to; any other matches at every depth. A trailing `/` restricts it to folders. What a
/// folder matches, all below matches.
///
/// Matching takes at most (length of pattern × length of path) steps for each pair of path components.
class Glob {
 public:
  static Result<Glob> parse(std::string_view pattern);

  /// `path` is relative, with `/` between its components: the path of a file.
  bool matches(std::string_view path) const;
  bool negated() const { return negated_; }

 private:
  std::vector<std::string> components_;
  bool negated_ = false;  ///< begins with `!`
};

/// Patterns of which the last one that matches decides; `!pattern` takes a path out again.
class GlobList {
 public:
  static Result<GlobList> parse(const std::vector<std::string>& patterns);

  bool matches(std::string_view path) const;
  bool empty() const { return globs_.empty(); }
  /// Whether a path may be taken out again, so that a folder that matches must still be entered.
  bool has_exceptions() const;

 private:
  std::vector<Glob> globs_;
};

}  // namespace floodwall
