#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall {

struct Edit {
  Span replace;  ///< an empty span is an insertion
  std::string with;
  friend bool operator==(const Edit&, const Edit&) = default;
};

inline Edit insert_at(std::uint32_t offset, std::string text) { return {{offset, offset}, std::move(text)}; }
inline Edit remove(Span span) { return {span, ""}; }
inline Edit replace(Span span, std::string text) { return {span, std::move(text)}; }

/// `text` after `edits`, which must be sorted by position and must not overlap.
std::string apply(std::string_view text, const std::vector<Edit>& edits);

}  // namespace floodwall
