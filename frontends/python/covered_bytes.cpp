#include "frontends/python/covered_bytes.h"

#include <algorithm>
#include <iterator>

namespace floodwall::python {

/// Spans that touch become one, so that the nearest begin tells all.
void CoveredBytes::add(Span span) {
  auto next = spans_.upper_bound(span.begin);
  if (next != spans_.begin() && span.begin <= std::prev(next)->second) {
    --next;
    span = {next->first, std::max(span.end, next->second)};
    next = spans_.erase(next);
  }
  while (next != spans_.end() && next->first <= span.end) {
    span.end = std::max(span.end, next->second);
    next = spans_.erase(next);
  }
  spans_[span.begin] = span.end;
}

void CoveredBytes::add(const host::Text& text) {
  for (const SourceMap::Piece& piece : text.pieces()) add(piece.host);
}

bool CoveredBytes::overlap(Span at) const {
  auto behind = spans_.upper_bound(at.begin);
  if (behind != spans_.begin() && at.begin < std::prev(behind)->second) return true;
  return behind != spans_.end() && behind->first < at.end;
}

}  // namespace floodwall::python
