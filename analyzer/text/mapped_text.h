#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/text/source_map.h"
#include "analyzer/text/span.h"

namespace floodwall {

/// A text under construction, together with the way back to its host.
class MappedText {
 public:
  using Piece = SourceMap::Piece;
  using Origin = SourceMap::Origin;

  /// Appends the bytes of `host` that `span` covers.
  void append_verbatim(std::string_view host, Span span) {
    append(slice(host, span), span, Origin::Verbatim);
  }

  /// Appends `bytes`, which stand for the bytes `host` of the host. Neighbouring verbatim pieces become one.
  void append(std::string_view bytes, Span host, Origin origin) {
    if (bytes.empty()) return;
    const std::uint32_t begin = size();
    text_ += bytes;
    const bool continues = !pieces_.empty() && origin == Origin::Verbatim &&
                           pieces_.back().origin == Origin::Verbatim && pieces_.back().host.end == host.begin;
    if (continues) {
      pieces_.back().sql.end = size();
      pieces_.back().host.end = host.end;
    } else {
      pieces_.push_back({{begin, size()}, host, origin});
    }
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }
  const std::string& text() const { return text_; }
  const std::vector<Piece>& pieces() const { return pieces_; }

  /// The text and its map.
  std::pair<std::string, SourceMap> release() && { return {std::move(text_), SourceMap(std::move(pieces_))}; }

 private:
  std::string text_;
  std::vector<Piece> pieces_;
};

}  // namespace floodwall
