#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/diagnostics/finding.h"
#include "analyzer/text/source_map.h"

namespace floodwall {

/// What the host of a text is to an edit.
enum class Host : std::uint8_t {
  Plain,    ///< bytes are bytes
  Literal,  ///< a string literal of SQL: new quotes, backslashes or dollars would need escaping
  Program,  ///< one of a host language, perhaps a format: braces, percent signs and line breaks would, too
};

/// The finding in the coordinates of the text that holds this one. Its fix is dropped if any edit touches
/// bytes that the user did not write verbatim: the only bridge between SQL offsets and file offsets.
Finding lift(Finding finding, const SourceMap& map, Host host = Host::Plain);

/// Adds where a statement of a PL/pgSQL body stands: all of it in one place, or, if it was put together in a
/// variable, a part in each assignment.
void add_places(std::string_view body, const SourceMap& map, std::vector<Span>& places);

/// By position; what overlaps becomes one.
std::vector<Span> sorted_and_joined(std::vector<Span> spans);

}  // namespace floodwall
