#include "frontends/host_values/text_changes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/base/ascii.h"

namespace floodwall::host {
namespace {

using Origin = SourceMap::Origin;

Span host_of(const SourceMap& map, std::size_t begin, std::size_t end) {
  return map.locate({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
}

/// Whether [begin, end) cuts a hole.
bool cuts_hole(const Text& text, std::size_t begin, std::size_t end) {
  const auto hole = std::ranges::upper_bound(text.holes(), static_cast<std::uint32_t>(begin), {},
                                             [](const Hole& each) { return each.sql.end; });
  return hole != text.holes().end() && hole->sql.begin < end;
}

}  // namespace

Text stripped(const Text& text, bool begin, bool end, std::string_view characters) {
  const std::string_view bytes = text.bytes();
  std::size_t from = begin ? bytes.find_first_not_of(characters) : 0;
  if (from == std::string_view::npos) return {};
  std::size_t to = end ? bytes.find_last_not_of(characters) + 1 : bytes.size();
  for (const Hole& hole : text.holes()) {  // a hole is no characters to strip
    if (hole.sql.begin < from && from < hole.sql.end) from = hole.sql.begin;
    if (hole.sql.begin < to && to < hole.sql.end) to = hole.sql.end;
  }
  return text.part(from, to);
}

Text replaced(const Text& text, std::string_view from, const Text& to) {
  if (from.empty()) return text;
  const SourceMap map(text.pieces());
  Text made;
  std::size_t done = 0;
  const std::string_view bytes = text.bytes();
  for (std::size_t at = bytes.find(from); at != std::string_view::npos; at = bytes.find(from, at)) {
    if (cuts_hole(text, at, at + from.size())) {
      ++at;
      continue;
    }
    if (longest_text < made.bytes().size() || most_pieces < made.pieces().size()) return {};
    made.append(text.part(done, at));
    made.append(to.seen_at(host_of(map, at, at + from.size())));
    done = at += from.size();
  }
  made.append(text.part(done, bytes.size()));
  return made;
}

Text dedented(const Text& text) {
  const std::string_view bytes = text.bytes();
  std::optional<std::string_view> margin;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    const std::string_view line = bytes.substr(begin, end - begin);
    const std::size_t indent = line.find_first_not_of(" \t");
    if (indent != std::string_view::npos) {
      const std::string_view own = line.substr(0, indent);
      if (!margin) {
        margin = own;
      } else {
        const auto same = std::ranges::mismatch(*margin, own);
        margin = margin->substr(0, static_cast<std::size_t>(same.in1 - margin->begin()));
      }
    }
    begin = end + 1;
  }
  const std::size_t width = margin ? margin->size() : 0;
  Text made;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t line_end = std::min(bytes.find('\n', begin), bytes.size());
    const std::size_t end = std::min(line_end + 1, bytes.size());
    const bool is_blank =
        bytes.substr(begin, line_end - begin).find_first_not_of(" \t") == std::string_view::npos;
    made.append(text.part(is_blank ? line_end : begin + width, end));
    begin = end;
  }
  return made;
}

Text cleaned(const Text& text) {
  const std::size_t first_end = std::min(text.bytes().find('\n'), text.bytes().size());
  Text made = stripped(text.part(0, first_end), true, false);
  made.append(text.part(first_end, first_end + 1));
  made.append(dedented(text.part(first_end + 1, text.bytes().size())));
  return stripped(made, true, true, "\n");
}

Text in_case(const Text& text, bool upper) {
  Text made;
  for (const SourceMap::Piece& piece : text.pieces()) {
    if (piece.origin == Origin::Hole) {
      made.append(text.part(piece.sql.begin, piece.sql.end));
      continue;
    }
    const std::string_view before = slice(text.bytes(), piece.sql);
    const std::string bytes = upper ? ascii_upper(before) : ascii_lower(before);
    const bool is_same = bytes == before;
    made.append(bytes, piece.host, is_same ? piece.origin : Origin::Decoded);
  }
  return made;
}

std::optional<std::vector<Text>> split(const Text& text, std::string_view separator) {
  if (separator.empty()) return std::nullopt;
  std::vector<Text> parts;
  const std::string_view bytes = text.bytes();
  std::size_t done = 0;
  for (std::size_t at = bytes.find(separator); at != std::string_view::npos; at = bytes.find(separator, at)) {
    if (cuts_hole(text, at, at + separator.size())) {
      ++at;
      continue;
    }
    if (most_pieces < parts.size()) return std::nullopt;
    parts.push_back(text.part(done, at));
    done = at += separator.size();
  }
  parts.push_back(text.part(done, bytes.size()));
  return parts;
}

std::optional<std::vector<Text>> lines_of(const Text& text) {
  std::optional<std::vector<Text>> lines = split(text, "\n");
  if (lines && lines->back().empty()) lines->pop_back();
  return lines;
}

}  // namespace floodwall::host
