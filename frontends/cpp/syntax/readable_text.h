#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace floodwall::cpp {

/// Where a text stands.
enum class Surroundings : std::uint8_t {
  File,  ///< it is one, or definitions out of it
  Body,  ///< in a function that is not passed over
};

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
std::string readable_text(std::string_view text, Surroundings surroundings = Surroundings::File);

/// The brace that closes the function's body that begins at `begin`, if nothing in it is about SQL: then
/// nobody needs to parse it. `begin`: it is, or is too short to matter, or does not end where it seems to.
std::uint32_t end_of_dull_body(std::string_view text, std::uint32_t begin);

}  // namespace floodwall::cpp
