#pragma once
#include <string>
#include <string_view>

namespace floodwall::cpp {

/// A file as tree-sitter can read it, each byte at its place; for the parser alone, values are decoded from
/// the file.
///
/// * Names and calls of macros beside a literal ("%" PRId64 " rows") are spelled as literals, too: the
///   grammar knows them in few places.
/// * Comments are white space: whoever wants them has them from the file.
/// * So are long bodies of functions in which no word is about SQL: most of what there is.
/// * So is what nests deeper than anybody writes, the rest of a list of very many elements, and of a row of
/// more
///   words than tree-sitter 0.20 can count.
std::string readable_text(std::string_view text);

}  // namespace floodwall::cpp
