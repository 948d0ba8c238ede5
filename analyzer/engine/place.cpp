#include "analyzer/engine/place.h"

#include <utility>

namespace floodwall {
namespace {

std::optional<Fix> lift_fix(const Fix& fix, const SourceMap& map, Host host) {
  std::vector<Edit> edits;
  for (const Edit& edit : fix.edits()) {
    const std::optional<Span> place = map.editable(edit.replace);
    if (!place) return std::nullopt;
    if (host == Host::Literal && edit.with.find_first_of("'\\$\"") != std::string::npos) return std::nullopt;
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
