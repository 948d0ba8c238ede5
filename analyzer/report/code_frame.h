#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/diagnostics/fix.h"
#include "analyzer/text/line_index.h"
#include "analyzer/text/span.h"

namespace floodwall {

struct FrameStyle {
  std::size_t width = 100;       ///< columns for the code; a longer line is cut around its mark, with "…"
  std::uint32_t most_lines = 3;  ///< of a span that covers more, the first and the last line are shown
};

/// One line of the user's file as people may see it: tabs expanded, everything else `printable`, cut to the
/// width.
struct FrameLine {
  std::uint32_t number = 1;  ///< 1-based
  std::string before;
  std::string marked;  ///< empty where something is to be inserted, or on an empty line
  std::string after;

  std::string text() const { return before + marked + after; }
};

/// The lines that `span` touches, with the touched part of each marked. A gap in the numbers is a gap in the
/// frame. A span beyond the end of `text` is taken as far as there is text. Takes time for what it shows, not
/// for the line.
std::vector<FrameLine> code_frame(std::string_view text, const LineIndex& lines, Span span,
                                  const FrameStyle& style);

struct DiffLine {
  enum class Kind : std::uint8_t { Removed, Added, Elided };
  Kind kind = Kind::Removed;
  FrameLine line;          ///< the mark is what differs
  std::size_t elided = 0;  ///< how many lines are left out here
};

/// What the fix does to the lines it touches, in order; at most `style.most_lines` removed or added in a row.
std::vector<DiffLine> fix_diff(std::string_view text, const LineIndex& lines, const Fix& fix,
                               const FrameStyle& style);

}  // namespace floodwall
