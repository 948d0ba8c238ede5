#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/text_analysis.h"

namespace floodwall {

/// What there is to say about the text of a file, whether it is known or fresh.
struct FileLook {
  std::vector<Diagnostic> diagnostics;
  std::vector<Silence> silences;
  std::string skipped;         ///< why it was not checked, if so
  std::string partial;         ///< what of it was not read, if something was not
  std::size_t statements = 0;  ///< looked at
  std::size_t suppressed = 0;  ///< findings that a comment silenced
};

}  // namespace floodwall
