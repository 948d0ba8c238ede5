#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall {

/// A place as people count it: both numbers start at 1; `column` counts Unicode code points, and a byte that
/// is no valid UTF-8 counts as one.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend constexpr bool operator==(LineColumn, LineColumn) = default;
};

/// Byte offset <-> line and column of one text. A line ends at "\n", "\r\n" or a lone "\r".
/// Keeps a view of the text: the text must outlive the index. Immutable once made.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);

  LineColumn at(std::uint32_t offset) const;
  /// 0-based line that holds `offset`; an offset beyond the end belongs to the last line.
  std::uint32_t line_of(std::uint32_t offset) const;
  /// Bytes of a 0-based line, without its line ending.
  Span line(std::uint32_t line) const;
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }

 private:
  /// A place inside a long line.
  struct Checkpoint {
    std::uint32_t offset;
    std::uint32_t code_points;  ///< between the start of the line and `offset`
  };

  std::string_view text_;
  std::vector<std::uint32_t> starts_;
  std::vector<Checkpoint> checkpoints_;  ///< by offset; short lines have none
};

}  // namespace floodwall
