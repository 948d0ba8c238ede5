#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/diagnostics/diagnostic.h"

namespace floodwall {

struct FixedText {
  std::string text;
  std::size_t applied = 0;  ///< fixes that are in `text`
};

/// `text` with the fixes of its diagnostics, up to this safety: whole fixes only, from the first to the last
/// position. A fix that touches what an earlier one changes has to wait for the next run. What two fixes both
/// ask for is done once.
FixedText apply_fixes(std::string_view text, std::span<const Diagnostic> diagnostics, FixSafety up_to);

}  // namespace floodwall
