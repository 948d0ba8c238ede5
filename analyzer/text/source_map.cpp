#include "analyzer/text/source_map.h"

#include <algorithm>
#include <iterator>
#include <utility>

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

SourceMap composed(const SourceMap& inner, const SourceMap& outer) {
  std::vector<SourceMap::Piece> pieces;
  const auto add = [&](Span sql, Span host, SourceMap::Origin origin) {
    if (!pieces.empty() && origin == SourceMap::Origin::Verbatim &&
        pieces.back().origin == SourceMap::Origin::Verbatim && pieces.back().host.end == host.begin) {
      pieces.back().sql.end = sql.end;
      pieces.back().host.end = host.end;
    } else {
      pieces.push_back({sql, host, origin});
    }
  };
  for (const SourceMap::Piece& piece : inner.pieces()) {
    if (piece.origin != SourceMap::Origin::Verbatim) {
      add(piece.sql, outer.locate(piece.host), piece.origin);
      continue;
    }
    // A verbatim piece is cut where the pieces of the outer map end.
    std::uint32_t done = piece.host.begin;
    const auto sql_until = [&](std::uint32_t end) {
      const std::uint32_t shift = piece.sql.begin - piece.host.begin;
      return Span{done + shift, end + shift};
    };
    auto over = std::ranges::upper_bound(outer.pieces(), done, {},
                                         [](const SourceMap::Piece& each) { return each.sql.begin; });
    if (over != outer.pieces().begin()) --over;
    for (; done < piece.host.end && over != outer.pieces().end(); ++over) {
      const Span part{done, std::min(over->sql.end, piece.host.end)};
      if (part.end <= done) continue;
      add(sql_until(part.end), outer.locate(part), over->origin);
      done = part.end;
    }
    if (done < piece.host.end)  // beyond what the outer map knows
      add(sql_until(piece.host.end), outer.locate({done, piece.host.end}), SourceMap::Origin::Decoded);
  }
  return SourceMap(std::move(pieces));
}

}  // namespace floodwall
