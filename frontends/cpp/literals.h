#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/source_map.h"
#include "analyzer/text/span.h"

namespace floodwall::cpp {

/// What stands side by side and becomes one text: "SELECT " COLUMNS R"( FROM t)"_sql.
struct TextToken {
  enum class Kind : std::uint8_t {
    Literal,  ///< `bytes`, decoded
    Word,     ///< a name, of a macro
    Call,     ///< a name with arguments, of a macro: `inside` are the bytes between the parentheses
    Other,    ///< anything else: no text
  };
  Kind kind = Kind::Other;
  Span at = {};
  std::string_view word = {};  ///< of a Word or Call: the name; of a Literal: its suffix ("_s")
  Span inside = {};
  std::string bytes = {};
  std::vector<SourceMap::Piece> pieces = {};  ///< `bytes` -> the file; no two neighbours are both verbatim
};

/// The tokens in the bytes `at` of `text`; comments, white space and escaped line ends are between them.
std::vector<TextToken> text_tokens(std::string_view text, Span at);

/// Where the literal that begins at `begin`, prefix included, ends: behind its last quote. `begin` itself if
/// none begins there. A literal without an end ends at the end of its line.
std::uint32_t end_of_literal(std::string_view text, std::uint32_t begin);

/// Where a comment ends that begins at `begin`; `begin` itself if none begins there.
std::uint32_t end_of_comment(std::string_view text, std::uint32_t begin);

/// Where a run of letters, digits and underscores ends.
std::uint32_t end_of_word(std::string_view text, std::uint32_t begin);

/// Behind the parenthesis that closes the one at `begin`; `begin` itself if none does before `end`.
std::uint32_t end_of_parentheses(std::string_view text, std::uint32_t begin, std::uint32_t end);

bool begins_word(char c);

}  // namespace floodwall::cpp
