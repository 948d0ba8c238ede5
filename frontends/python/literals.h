#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/source_map.h"
#include "analyzer/text/span.h"

namespace floodwall::python {

/// What stands before a string's quotes: r, b, f, t, u in any case and mixture.
struct StringPrefix {
  bool is_raw = false;
  bool is_bytes = false;
  bool is_format = false;    ///< f"…": what stands in braces is inserted
  bool is_template = false;  ///< t"…": likewise, and kept apart
};

/// `start` is the prefix and the quotes.
StringPrefix prefix_of(std::string_view start);

struct DecodedBytes {
  std::string bytes;
  std::vector<SourceMap::Piece> pieces;  ///< `bytes` -> the file; no two neighbours are both verbatim
};

/// The value of the bytes `at` of `text`, which stand in a string with this prefix, outside of braces that
/// insert something (Python reference, "String and Bytes literals"). An escape that Python does not know
/// stands for itself, as in Python.
DecodedBytes decode(std::string_view text, Span at, const StringPrefix& prefix);

}  // namespace floodwall::python
