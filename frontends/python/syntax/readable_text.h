#pragma once
#include <string>
#include <string_view>

namespace floodwall::python {

/// A file as tree-sitter can read it, each byte at its place; for the parser alone, values are decoded from
/// the file.
///
/// * tree-sitter-python 0.23 knows no t-strings. They read like f-strings: t"…" becomes f"…". Inside of
///   another string the change does not matter.
/// * tree-sitter 0.20 counts a node's children in 16 bits and frees the wrong bytes where there are more.
/// Such
///   nodes are made of comments in a row, and by error recovery of what is open at the end of a file: 100,000
///   parentheses, a line of as many words. No program is like that; the lines that are become white space,
///   and so do more than 1,000 lines of comments in a row, which also take a time that grows with their
///   square.
std::string readable_text(std::string_view text);

}  // namespace floodwall::python
