#include "frontends/host_values/found_texts.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace floodwall::host {

void FoundTexts::add(const Value& value, const Handover& handover, std::vector<std::size_t>& touched) {
  if (value.kind == Value::Kind::List) {
    for (const Value& item : value.items) add(item, handover, touched);
  } else if (value.is_text()) {
    for (const Text& text : value.texts) add(value, text, handover, touched);
  }
}

void FoundTexts::add(const Value& value, const Text& text, const Handover& handover,
                     std::vector<std::size_t>& touched) {
  if (text.pieces().empty() || !looks_like_sql(text.bytes(), handover.evidence)) return;
  if (text.bytes().starts_with('$')) return;  // a parameter, and nothing around it
  const auto [seen, is_new] = seen_.try_emplace(
      {handover.function, text.pieces().front().host.begin, text.bytes()}, fragments_.size());
  touched.push_back(seen->second);
  if (!is_new) {  // handed on a second time: who knows more counts
    Certainty& known = fragments_[seen->second].certainty;
    known = std::min(known, handover.certainty);
    return;
  }
  SqlFragment fragment;
  fragment.file = file_;
  fragment.sql = text.bytes();
  fragment.map = SourceMap(text.pieces());
  fragment.holes = text.holes();
  fragment.api = handover.api;
  fragment.certainty = handover.certainty;
  fragment.is_alternative = 1 < value.texts.size() || value.is_open;
  fragment.when = text.when();
  fragment.fixable = handover.fixable;
  fragment.is_lowered = handover.is_lowered;
  for (const SourceMap::Piece& piece : text.pieces()) cover(piece.host);
  fragments_.push_back(std::move(fragment));
}

void FoundTexts::cover(const Value& value) {
  if (!value.is_text()) return;
  for (const Text& text : value.texts) {
    for (const SourceMap::Piece& piece : text.pieces()) cover(piece.host);
  }
}

/// Spans that touch become one, so that the nearest begin tells all.
void FoundTexts::cover(Span span) {
  auto next = covered_.upper_bound(span.begin);
  if (next != covered_.begin() && span.begin <= std::prev(next)->second) {
    --next;
    span = {next->first, std::max(span.end, next->second)};
    next = covered_.erase(next);
  }
  while (next != covered_.end() && next->first <= span.end) {
    span.end = std::max(span.end, next->second);
    next = covered_.erase(next);
  }
  covered_[span.begin] = span.end;
}

bool FoundTexts::is_covered(Span at) const {
  auto behind = covered_.upper_bound(at.begin);
  if (behind != covered_.begin() && at.begin < std::prev(behind)->second) return true;
  return behind != covered_.end() && behind->first < at.end;
}

}  // namespace floodwall::host
