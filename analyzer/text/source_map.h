#pragma once
#include <optional>
#include <utility>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall {

/// Where each byte of a SQL text came from in the text that holds it (its host).
///
/// A `.sql` file has one verbatim piece. A C++ literal with escapes, a Python f-string, a quoted function
/// body or a query builder has several. Immutable once made.
class SourceMap {
 public:
  enum class Origin {
    Verbatim,  ///< the same bytes stand in the host
    Decoded,   ///< the host spells these bytes differently, e.g. `\n` or `''`
    Hole,      ///< the value is known only at run time; the SQL holds a stand-in
  };
  struct Piece {
    Span sql;
    Span host;
    Origin origin;
  };

  SourceMap() = default;
  /// `pieces` must be in SQL order, without gaps.
  explicit SourceMap(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

  /// The map of a text whose `size` bytes all stand verbatim in the host from `host_begin` on.
  static SourceMap verbatim(std::uint32_t size, std::uint32_t host_begin = 0) {
    return SourceMap({{{0, size}, {host_begin, host_begin + size}, Origin::Verbatim}});
  }

  /// The host range to underline. Always an answer, never narrower than the truth.
  Span locate(Span sql) const;
  /// The host range a fix may rewrite: only if every byte is verbatim. An insertion (empty span) is editable
  /// if the byte before it or the byte after it is verbatim.
  std::optional<Span> editable(Span sql) const;

  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  const Piece& piece_at(std::uint32_t offset) const;
  std::vector<Piece> pieces_;
};

/// Where each byte of an inner text came from in the outermost host: `inner` leads to a text that lies within
/// what `outer` maps. A byte is verbatim if both say so; what either spells differently is as wide as both
/// together.
SourceMap composed(const SourceMap& inner, const SourceMap& outer);

}  // namespace floodwall
