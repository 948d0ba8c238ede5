#include "analyzer/engine/place.h"

#include <utility>

namespace floodwall {
namespace {

/// What cannot be written into `host` as it is.
std::string_view unwritable(Host host) {
  switch (host) {
    case Host::Plain:
      return "";
    case Host::Literal:
      return "'\\$\"";
    case Host::Program:
      return "'\\$\"{}%\r\n";
  }
  return "";
}

/// Whether `edit` puts a digit behind what may be an escape that would take it in: \\0 before 7.
bool may_join_escape(const Edit& edit, const SourceMap& map) {
  const std::uint32_t begin = edit.replace.begin;
  return begin != 0 && !edit.with.empty() && !map.editable({begin - 1, begin}) &&
         std::string_view("0123456789abcdefABCDEF").find(edit.with.front()) != std::string_view::npos;
}

std::optional<Fix> lift_fix(const Fix& fix, const SourceMap& map, Host host) {
  std::vector<Edit> edits;
  for (const Edit& edit : fix.edits()) {
    const std::optional<Span> place = map.editable(edit.replace);
    if (!place) return std::nullopt;
    if (edit.with.find_first_of(unwritable(host)) != std::string::npos) return std::nullopt;
    if (host == Host::Program && may_join_escape(edit, map)) return std::nullopt;
    edits.push_back({*place, edit.with});
  }
  return fix.with_edits(std::move(edits));
}

}  // namespace

Finding lift(Finding finding, const SourceMap& map, Host host) {
  finding.at = map.locate(finding.at);
  for (Note& note : finding.notes) {
    if (note.at) note.at = map.locate(*note.at);
  }
  if (finding.fix) finding.fix = lift_fix(*finding.fix, map, host);
  return finding;
}

void add_places(std::string_view body, const SourceMap& map, std::vector<Span>& places) {
  std::vector<Span> parts;
  for (const SourceMap::Piece& piece : map.pieces()) parts.push_back(piece.host);
  std::ranges::sort(parts, {}, &Span::begin);
  Span place;
  for (const Span& part : parts) {
    const bool is_first = &part == &parts.front();
    const bool is_apart = !is_first && place.end < part.begin &&
                          slice(body, {place.end, part.begin}).find(';') != std::string_view::npos;
    if (is_apart) places.push_back(place);
    place = is_first || is_apart ? part : place.joined(part);
  }
  if (!parts.empty()) places.push_back(place);
}

std::vector<Span> sorted_and_joined(std::vector<Span> spans) {
  std::ranges::sort(spans, {}, &Span::begin);
  std::vector<Span> joined;
  for (const Span span : spans) {
    if (!joined.empty() && joined.back().overlaps(span)) {
      joined.back() = joined.back().joined(span);
    } else {
      joined.push_back(span);
    }
  }
  return joined;
}

}  // namespace floodwall
