#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace floodwall::cpp {

/// A sign as a number, to compare and to switch over.
constexpr std::uint32_t sign(std::string_view written) {
  std::uint32_t code = 0;
  for (const char c : written) code = code << 8U | static_cast<unsigned char>(c);
  return code;
}

/// Words that are no names, as the reader needs to tell them apart. Their numbers are no sign's.
enum class Key : std::uint32_t {
  None = 0,
  Specifier = 0x1000000,  ///< static, virtual, inline, …
  Qualifier,              ///< const, volatile, …
  Primitive,              ///< int, bool, size_t, …
  Size,                   ///< unsigned, long, …
  Auto,
  Decltype,
  Typename,
  Class,
  Struct,
  Union,
  Enum,
  Typedef,
  Template,
  Namespace,
  Using,
  Extern,
  Friend,
  StaticAssert,
  Access,  ///< public, …
  Operator,
  If,
  Else,
  For,
  While,
  Do,
  Switch,
  Case,
  Default,
  Return,
  CoReturn,
  CoYield,
  CoAwait,
  Throw,
  Try,
  Catch,
  Break,
  Continue,
  Goto,
  New,
  Delete,
  This,
  True,
  False,
  Null,
  Sizeof,
  Noexcept,
  Final,
  Attribute,     ///< __attribute__
  WordOperator,  ///< and, or, not, …
  Strange,       ///< what the reader leaves to others: asm, requires, …
};

/// What a directive is to a group of them, #if … #endif.
enum class Part : std::uint32_t { None, Begins, GoesOn, Ends };

/// None: it is a name.
Key key_of(std::string_view word);

struct Token {
  enum class Kind : std::uint8_t { Word, Number, Literal, Char, Sign, Directive, End };
  Kind kind = Kind::End;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t code = 0;  ///< of a sign, or a Key, or a Part
  /// Of a bracket: the number of the token that closes or opens it. Of #if, #elif and #else: of the next one
  /// of its group. 0: there is none.
  std::uint32_t match = 0;
};

/// All tokens of a file and an End, without comments, without the bodies of functions in which nothing is
/// about SQL, and without the rest of a list that is too long (readable_text.h). Empty: it is left to
/// tree-sitter.
std::vector<Token> tokens_of(std::string_view text);

}  // namespace floodwall::cpp
