#include "analyzer/text/source_map.h"

#include <algorithm>
#include <iterator>

namespace floodwall {

const SourceMap::Piece& SourceMap::piece_at(std::uint32_t offset) const {
  const auto after =
      std::ranges::upper_bound(pieces_, offset, {}, [](const Piece& piece) { return piece.sql.begin; });
  return after == pieces_.begin() ? *after : *std::prev(after);
}

Span SourceMap::locate(Span sql) const {
  if (pieces_.empty()) return {};
  const Piece& first = piece_at(sql.begin);
  const Piece& last = piece_at(sql.empty() ? sql.end : sql.end - 1);
  Span from = first.host;
  Span to = last.host;
  if (first.origin == Origin::Verbatim)
    from.begin += std::min(sql.begin - std::min(sql.begin, first.sql.begin), from.size());
  if (last.origin == Origin::Verbatim)
    to.end = to.begin + std::min(sql.end - std::min(sql.end, last.sql.begin), to.size());
  if (&first == &last) return {from.begin, std::max(from.begin, to.end)};
  return from.joined(to);  // the host may hold the pieces in another order: format('%2$I.%1$I', a, b)
}

std::optional<Span> SourceMap::editable(Span sql) const {
  if (pieces_.empty()) return std::nullopt;
  const Piece* piece = &piece_at(sql.begin);
  if (sql.empty() && piece->origin != Origin::Verbatim && piece->sql.begin == sql.begin &&
      piece != pieces_.data()) {
    --piece;  // an insertion between a verbatim piece and what follows it
  }
  if (piece->origin != Origin::Verbatim || !piece->sql.contains(sql)) return std::nullopt;
  const std::uint32_t begin = piece->host.begin + (sql.begin - piece->sql.begin);
  return Span{begin, begin + sql.size()};
}

}  // namespace floodwall
