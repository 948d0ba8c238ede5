#pragma once
#include <string>
#include <string_view>

namespace floodwall::cpp {

/// A file as tree-sitter can read it, each byte at its place; for the parser alone, values are decoded from
/// the file.
///
/// * Names and calls of macros beside a literal ("%" PRId64 " rows") are spelled as literals, too: the
///   grammar knows them in few places.
/// * What nests deeper than anybody writes, and rows of more brackets, commas, comments or words than
///   tree-sitter 0.20 can count, are white space.
std::string readable_text(std::string_view text);

}  // namespace floodwall::cpp
