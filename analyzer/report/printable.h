#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "analyzer/text/utf8.h"

namespace floodwall {

/// `text` with U+FFFD for every byte that is no valid UTF-8.
std::string valid_utf8(std::string_view text);

/// `text` as one line that does nothing but show: control characters, escape sequences, line ends and
/// characters that reorder text are spelled out (`\x1b`, `\n`, `\u{202e}`); always valid UTF-8, and valid in
/// XML once escaped.
std::string printable(std::string_view text);
std::string printable(CodePoint character);

/// Columns a terminal needs for a printable text: 2 for wide characters, 0 for combining ones.
std::size_t display_width(std::string_view text);

/// `path` as part of a URI: the bytes that may not stand there as %XX.
std::string uri_encoded(std::string_view path);

/// `&`, `<`, `>`, `"` and `'` as references, for HTML and XML, inside and outside of attributes.
std::string markup_escaped(std::string_view text);

}  // namespace floodwall
