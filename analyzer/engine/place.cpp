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

}  // namespace floodwall
