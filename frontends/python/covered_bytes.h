#pragma once
#include <cstdint>
#include <map>

#include "analyzer/text/span.h"
#include "frontends/host_values/value.h"

namespace floodwall::python {

/// The bytes of a file that are accounted for: fragments were made of them, or they are another engine's.
class CoveredBytes {
 public:
  void add(Span span);
  /// What the text was made of.
  void add(const host::Text& text);
  bool overlap(Span at) const;

 private:
  std::map<std::uint32_t, std::uint32_t> spans_;  ///< begin -> end; no two touch
};

}  // namespace floodwall::python
