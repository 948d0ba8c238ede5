#include "analyzer/report/code_frame.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "analyzer/base/check.h"
#include "analyzer/report/printable.h"

namespace floodwall {
namespace {

constexpr std::size_t tab_stop = 4;
constexpr std::size_t least_width = 20;

/// One character as shown.
struct Cell {
  std::uint32_t at;  ///< file bytes
  std::string shown;
  std::size_t width;
};

bool continues_a_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::uint32_t code_point_start(std::string_view text, std::uint32_t offset, std::uint32_t floor) {
  for (int i = 0; i < 3 && floor < offset && offset < text.size() && continues_a_code_point(text[offset]);
       ++i) {
    --offset;
  }
  return offset;
}

std::vector<Cell> cells_of(std::string_view text, Span part) {
  std::vector<Cell> cells;
  cells.reserve(part.size());
  std::size_t column = 0;
  for (std::uint32_t at = part.begin; at < part.end;) {
    const CodePoint character = code_point_at(text, at);
    const std::size_t to_stop = tab_stop - column % tab_stop;
    std::string shown = character.value == '\t' ? std::string(to_stop, ' ') : printable(character);
    const std::size_t width = display_width(shown);
    column += width;
    cells.push_back({at, std::move(shown), width});
    at += character.size;
  }
  return cells;
}

std::size_t width_of(const std::vector<Cell>& cells, std::size_t first, std::size_t last) {
  std::size_t width = 0;
  for (std::size_t i = first; i < last; ++i) width += cells[i].width;
  return width;
}

/// `line` as shown, with `mark` (inside it) marked.
FrameLine shown_line(std::string_view text, Span line, Span mark, std::size_t width) {
  width = std::max(width, least_width);
  // A line of a minified script may be megabytes long: look only at what can possibly be shown.
  const auto reach = static_cast<std::uint32_t>(4 * width);
  const Span seen = {
      code_point_start(text, mark.begin - std::min(mark.begin - line.begin, reach), line.begin),
      code_point_start(text, mark.begin + std::min(line.end - mark.begin, 2 * reach), line.begin)};
  const std::vector<Cell> cells = cells_of(text, seen);
  const auto index_of = [&](std::uint32_t offset) {
    return static_cast<std::size_t>(std::ranges::lower_bound(cells, offset, {}, &Cell::at) - cells.begin());
  };
  const std::size_t mark_begin = index_of(mark.begin);
  const std::size_t mark_end = std::max(mark_begin, index_of(mark.end));

  std::size_t first = 0;
  std::size_t last = cells.size();
  const bool is_whole = seen == line && width_of(cells, 0, last) <= width;
  if (!is_whole) {
    const std::size_t room = width - 2;  // an ellipsis on either side
    const std::size_t marked = std::min(width_of(cells, mark_begin, mark_end), room);
    const std::size_t left = width_of(cells, 0, mark_begin);
    const std::size_t right = width_of(cells, mark_end, last);
    const std::size_t spare = room - marked;
    const std::size_t show_left = std::min(left, std::max(spare / 2, spare - std::min(spare, right)));
    first = mark_begin;
    for (std::size_t used = 0; 0 < first && used + cells[first - 1].width <= show_left; --first) {
      used += cells[first - 1].width;
    }
    last = first;
    for (std::size_t used = 0; last < cells.size() && used + cells[last].width <= room; ++last) {
      used += cells[last].width;
    }
  }

  FrameLine result;
  if (first != 0 || seen.begin != line.begin) result.before = "…";
  for (std::size_t i = first; i < last; ++i) {
    (i < mark_begin ? result.before : i < mark_end ? result.marked : result.after) += cells[i].shown;
  }
  if (last != cells.size() || seen.end != line.end) result.after += "…";
  return result;
}

Span without_indentation(std::string_view text, Span part) {
  while (part.begin < part.end && (text[part.begin] == ' ' || text[part.begin] == '\t')) ++part.begin;
  return part;
}

/// What differs between two lines, in each: everything but the common start and the common end.
std::pair<Span, Span> difference(std::string_view a_text, Span a, std::string_view b_text, Span b) {
  const std::uint32_t line_begin = a.begin;
  while (!a.empty() && !b.empty() && a_text[a.begin] == b_text[b.begin]) ++a.begin, ++b.begin;
  while (!a.empty() && !b.empty() && a_text[a.end - 1] == b_text[b.end - 1]) --a.end, --b.end;
  const Span& longer = a.size() < b.size() ? b : a;
  const std::string_view longer_text = a.size() < b.size() ? b_text : a_text;
  const bool is_one_sided = a.empty() != b.empty();
  if (is_one_sided && line_begin < a.begin && longer_text[longer.end - 1] == ' ' &&
      longer_text[longer.begin - 1] == ' ') {
    --a.begin, --a.end, --b.begin, --b.end;  // "INDEX[ CONCURRENTLY] i" rather than "INDEX [CONCURRENTLY ]i"
  }
  const auto whole = [](std::string_view text, Span part) {
    part.begin = code_point_start(text, part.begin, 0);
    while (part.end < text.size() && continues_a_code_point(text[part.end])) ++part.end;
    return part;
  };
  return {whole(a_text, a), whole(b_text, b)};
}

/// `lines` without what stands too far before `begin` or behind `end` to be shown: a line of a minified
/// script may be megabytes long, and have a thousand fixes.
Span near(Span lines, std::uint32_t begin, std::uint32_t end, std::string_view text,
          const FrameStyle& style) {
  const auto reach = static_cast<std::uint32_t>(16 * std::max(style.width, least_width));
  if (reach < begin - lines.begin) lines.begin = code_point_start(text, begin - reach, lines.begin);
  if (reach < lines.end - end) lines.end = code_point_start(text, end + reach, end);
  return lines;
}

/// Lines of one side of a hunk.
struct Side {
  std::string_view text;
  std::vector<Span> lines;

  std::string_view line(std::size_t i) const { return slice(text, lines[i]); }
};

Side side_of(std::string_view text) {
  Side side = {text, {}};
  const LineIndex lines(text);
  for (std::uint32_t i = 0; i < lines.line_count(); ++i) side.lines.push_back(lines.line(i));
  return side;
}

void add_hunk(std::vector<DiffLine>& diff, std::uint32_t first_number, std::string_view old_text,
              std::string_view new_text, const FrameStyle& style) {
  const Side before = side_of(old_text);
  const Side after = side_of(new_text);
  std::size_t skip = 0;
  while (skip < before.lines.size() && skip < after.lines.size() && before.line(skip) == after.line(skip))
    ++skip;
  std::size_t old_end = before.lines.size();
  std::size_t new_end = after.lines.size();
  while (skip < old_end && skip < new_end && before.line(old_end - 1) == after.line(new_end - 1))
    --old_end, --new_end;

  const auto add = [&](const Side& side, const Side& other, std::size_t end, std::size_t other_end,
                       DiffLine::Kind kind) {
    for (std::size_t i = skip; i < end; ++i) {
      if (i - skip == style.most_lines && i + 1 < end) {
        diff.push_back({DiffLine::Kind::Elided, {}, end - i});
        return;
      }
      const Span line = side.lines[i];
      const Span mark = i < other_end ? difference(side.text, line, other.text, other.lines[i]).first : line;
      FrameLine shown = shown_line(side.text, line, mark, style.width);
      shown.number = first_number + static_cast<std::uint32_t>(i);
      diff.push_back({kind, std::move(shown)});
    }
  };
  add(before, after, old_end, new_end, DiffLine::Kind::Removed);
  add(after, before, new_end, old_end, DiffLine::Kind::Added);
}

}  // namespace

std::vector<FrameLine> code_frame(std::string_view text, const LineIndex& lines, Span span,
                                  const FrameStyle& style) {
  const auto size = static_cast<std::uint32_t>(text.size());
  span.begin = std::min(span.begin, size);
  span.end = std::clamp(span.end, span.begin, size);
  const std::uint32_t first = lines.line_of(span.begin);
  std::uint32_t last = lines.line_of(span.empty() ? span.end : span.end - 1);
  while (first < last && lines.line(last).empty()) --last;

  std::vector<FrameLine> frame;
  for (std::uint32_t i = first; i <= last; ++i) {
    if (style.most_lines <= last - first && i != first && i != last) continue;
    const Span line = lines.line(i);
    Span mark = {std::clamp(span.begin, line.begin, line.end), std::clamp(span.end, line.begin, line.end)};
    if (i != first) mark = without_indentation(text, mark);
    frame.push_back(shown_line(text, line, mark, style.width));
    frame.back().number = i + 1;
  }
  return frame;
}

std::vector<DiffLine> fix_diff(std::string_view text, const LineIndex& lines, const Fix& fix,
                               const FrameStyle& style) {
  const std::vector<Edit>& edits = fix.edits();
  const auto fits = [&](const Edit& edit) {
    return edit.replace.begin <= edit.replace.end && edit.replace.end <= text.size();
  };
  if (never(!std::ranges::all_of(edits, fits))) return {};

  std::vector<DiffLine> diff;
  for (std::size_t i = 0; i < edits.size();) {
    const std::uint32_t first = lines.line_of(edits[i].replace.begin);
    std::uint32_t last = lines.line_of(edits[i].replace.end);
    std::size_t end = i + 1;
    while (end < edits.size() && lines.line_of(edits[end].replace.begin) <= last + 1) {
      last = lines.line_of(edits[end++].replace.end);
    }
    const Span hunk =
        near({lines.line(first).begin, std::max(lines.line(last).end, edits[end - 1].replace.end)},
             edits[i].replace.begin, edits[end - 1].replace.end, text, style);
    std::vector<Edit> moved(edits.begin() + static_cast<std::ptrdiff_t>(i),
                            edits.begin() + static_cast<std::ptrdiff_t>(end));
    for (Edit& edit : moved) {
      edit.replace = {edit.replace.begin - hunk.begin, edit.replace.end - hunk.begin};
    }
    const std::string_view before = slice(text, hunk);
    add_hunk(diff, first + 1, before, apply(before, moved), style);
    i = end;
  }
  return diff;
}

}  // namespace floodwall
