#pragma once
#include <cstdint>

#include "analyzer/diagnostics/finding.h"
#include "analyzer/text/source_map.h"

namespace floodwall {

/// What the host of a text is to an edit.
enum class Host : std::uint8_t {
  Plain,    ///< bytes are bytes
  Literal,  ///< the text stands in a string literal: new quotes, backslashes or dollars would need escaping
};

/// The finding in the coordinates of the text that holds this one. Its fix is dropped if any edit touches
/// bytes that the user did not write verbatim: the only bridge between SQL offsets and file offsets.
Finding lift(Finding finding, const SourceMap& map, Host host = Host::Plain);

}  // namespace floodwall
