// Myers' greedy algorithm ("An O(ND) difference algorithm", 1986), in pieces: as soon as a path has run into
// `long_match` equal lines, it is taken for good and the search starts again behind them. So a thousand small
// changes cost a thousand small searches, not one of quadratic size. A change that is too large for a search
// is written as "all of this by all of that".
#include "analyzer/text/diff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace floodwall {
namespace {

constexpr std::ptrdiff_t long_match = 32;
constexpr std::ptrdiff_t most_edits = 1024;  // of one search; it keeps a square of that in memory, a few MB
constexpr std::ptrdiff_t nowhere = -1;
constexpr std::size_t context = 3;

/// Lines with their "\n". A "\r" is part of its line.
std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// Lines [old_begin, old_end) become [new_begin, new_end); 0-based.
struct Change {
  std::size_t old_begin, old_end, new_begin, new_end;
};

/// A number for each line, the same for the same text.
class LineNumbers {
 public:
  std::vector<std::uint32_t> of(std::span<const std::string_view> lines) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(lines.size());
    for (const std::string_view line : lines) {
      numbers.push_back(known_.try_emplace(line, static_cast<std::uint32_t>(known_.size())).first->second);
    }
    return numbers;
  }

 private:
  std::unordered_map<std::string_view, std::uint32_t> known_;
};

using Numbers = std::span<const std::uint32_t>;
using Point = std::pair<std::ptrdiff_t, std::ptrdiff_t>;  // lines of a and of b behind us

/// The equal runs {begin in a, begin in b, length} on a way from (0, 0) to the end of both, or to the end of
/// a long match; the way's end.
struct Way {
  struct Match {
    std::ptrdiff_t a, b, length;
  };
  std::vector<Match> matches;
  Point end;
};

Way find_way(Numbers a, Numbers b) {
  const auto size_a = static_cast<std::ptrdiff_t>(a.size());
  const auto size_b = static_cast<std::ptrdiff_t>(b.size());
  std::vector<std::vector<std::ptrdiff_t>> reached;  // [edits][diagonal + edits]: how far in a
  const auto at = [&](std::ptrdiff_t edits, std::ptrdiff_t diagonal) {
    return edits < 0 || diagonal < -edits || edits < diagonal ? nowhere : reached[edits][diagonal + edits];
  };
  // Where a path stands on this diagonal after its last edit, which removed a line of a or added one of b.
  const auto after_removal = [&](std::ptrdiff_t edits, std::ptrdiff_t diagonal) {
    const std::ptrdiff_t i = at(edits - 1, diagonal - 1);
    return i == nowhere || i == size_a ? nowhere : i + 1;
  };
  const auto after_addition = [&](std::ptrdiff_t edits, std::ptrdiff_t diagonal) {
    const std::ptrdiff_t i = at(edits - 1, diagonal + 1);
    return i == nowhere || size_b < i - diagonal ? nowhere : i;
  };
  const auto after_edit = [&](std::ptrdiff_t edits, std::ptrdiff_t diagonal) {
    return edits == 0 ? 0 : std::max(after_removal(edits, diagonal), after_addition(edits, diagonal));
  };
  const auto trace = [&](std::ptrdiff_t edits, std::ptrdiff_t diagonal) {
    Way way;
    way.end = {at(edits, diagonal), at(edits, diagonal) - diagonal};
    for (; 0 <= edits; --edits) {
      const std::ptrdiff_t begin = after_edit(edits, diagonal);
      const std::ptrdiff_t length = at(edits, diagonal) - begin;
      if (length != 0) way.matches.push_back({begin, begin - diagonal, length});
      diagonal += after_removal(edits, diagonal) == begin ? -1 : 1;
    }
    std::ranges::reverse(way.matches);
    return way;
  };

  for (std::ptrdiff_t edits = 0; edits <= most_edits; ++edits) {
    reached.emplace_back(2 * edits + 1, nowhere);
    for (std::ptrdiff_t diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const std::ptrdiff_t begin = after_edit(edits, diagonal);
      if (begin == nowhere) continue;
      std::ptrdiff_t i = begin;
      while (i < size_a && i - diagonal < size_b && a[i] == b[i - diagonal]) ++i;
      reached[edits][diagonal + edits] = i;
      const bool is_end = i == size_a && i - diagonal == size_b;
      if (is_end || long_match <= i - begin) return trace(edits, diagonal);
    }
  }
  return {{}, {size_a, size_b}};
}

std::vector<Change> changes_between(std::span<const std::string_view> before,
                                    std::span<const std::string_view> after) {
  std::size_t prefix = 0;
  while (prefix < before.size() && prefix < after.size() && before[prefix] == after[prefix]) ++prefix;
  std::size_t suffix = 0;
  while (suffix < std::min(before.size(), after.size()) - prefix &&
         before[before.size() - 1 - suffix] == after[after.size() - 1 - suffix]) {
    ++suffix;
  }
  LineNumbers line_numbers;
  const std::vector<std::uint32_t> a =
      line_numbers.of(before.subspan(prefix, before.size() - prefix - suffix));
  const std::vector<std::uint32_t> b = line_numbers.of(after.subspan(prefix, after.size() - prefix - suffix));

  std::vector<Change> changes;
  std::size_t done_a = 0, done_b = 0;  // up to here all is equal or in `changes`
  const auto change_until = [&](std::size_t until_a, std::size_t until_b) {
    if (done_a < until_a || done_b < until_b) {
      changes.push_back({prefix + done_a, prefix + until_a, prefix + done_b, prefix + until_b});
    }
    done_a = until_a;
    done_b = until_b;
  };
  std::size_t from_a = 0, from_b = 0;
  while (from_a < a.size() || from_b < b.size()) {
    const Way way = find_way(Numbers(a).subspan(from_a), Numbers(b).subspan(from_b));
    for (const Way::Match& match : way.matches) {
      change_until(from_a + match.a, from_b + match.b);
      done_a += match.length;
      done_b += match.length;
    }
    from_a += way.end.first;
    from_b += way.end.second;
  }
  change_until(a.size(), b.size());
  return changes;
}

/// "7,3": from line 7 on, three lines. Of no lines, the number of the line before.
std::string range(std::size_t begin, std::size_t count) {
  const std::string first = std::to_string(count == 0 ? begin : begin + 1);
  return count == 1 ? first : first + "," + std::to_string(count);
}

void print_lines(std::string& diff, char mark, std::span<const std::string_view> lines) {
  for (const std::string_view line : lines) {
    diff += mark;
    diff += line;
    if (!line.ends_with('\n')) diff += "\n\\ No newline at end of file\n";
  }
}

}  // namespace

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after) {
  if (before == after) return "";
  const std::vector<std::string_view> old_lines = split_lines(before);
  const std::vector<std::string_view> new_lines = split_lines(after);
  const std::vector<Change> changes = changes_between(old_lines, new_lines);
  const std::span<const std::string_view> old_span(old_lines), new_span(new_lines);

  // A tab ends a name that has blanks in it, as GNU diff writes it.
  const std::string name = std::string(path) + (path.find(' ') == std::string_view::npos ? "\n" : "\t\n");
  std::string diff = "--- " + name + "+++ " + name;
  for (std::size_t first = 0; first < changes.size();) {
    std::size_t last = first;  // changes whose contexts meet share a hunk
    while (last + 1 < changes.size() && changes[last + 1].old_begin - changes[last].old_end <= 2 * context)
      ++last;
    const std::size_t lead = std::min(context, changes[first].old_begin);
    const std::size_t trail = std::min(context, old_lines.size() - changes[last].old_end);
    const std::size_t old_begin = changes[first].old_begin - lead,
                      new_begin = changes[first].new_begin - lead;
    diff += "@@ -" + range(old_begin, changes[last].old_end + trail - old_begin) + " +" +
            range(new_begin, changes[last].new_end + trail - new_begin) + " @@\n";
    std::size_t at = old_begin;
    for (; first <= last; ++first) {
      const Change& change = changes[first];
      print_lines(diff, ' ', old_span.subspan(at, change.old_begin - at));
      print_lines(diff, '-', old_span.subspan(change.old_begin, change.old_end - change.old_begin));
      print_lines(diff, '+', new_span.subspan(change.new_begin, change.new_end - change.new_begin));
      at = change.old_end;
    }
    print_lines(diff, ' ', old_span.subspan(at, trail));
  }
  return diff;
}

}  // namespace floodwall
