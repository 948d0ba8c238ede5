#pragma once
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string_view>

#include "analyzer/text/line_index.h"
#include "analyzer/text/span.h"

namespace floodwall::python {

/// The lines whose literals a comment calls SQL: `# sql`, `# language=SQL`, on the line itself or the one
/// above.
class MarkedLines {
 public:
  MarkedLines(std::string_view text, std::span<const Span> comments);

  /// Whether what begins at this byte stands on such a line.
  bool hold(std::uint32_t at) const {
    if (lines_of_marks_.empty()) return false;
    const std::size_t line = lines_.line_of(at);
    return lines_of_marks_.contains(line) || (0 < line && lines_of_marks_.contains(line - 1));
  }

 private:
  LineIndex lines_;
  std::set<std::size_t> lines_of_marks_;
};

}  // namespace floodwall::python
