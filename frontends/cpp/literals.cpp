#include "frontends/cpp/literals.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "analyzer/text/mapped_text.h"

namespace floodwall::cpp {
namespace {

using Origin = SourceMap::Origin;

bool is_digit(char c) { return '0' <= c && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

std::uint32_t size_of(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

/// An escaped line end: `\`, white space that somebody forgot, a line break. 0: there is none.
std::uint32_t splice_at(std::string_view text, std::uint32_t at) {
  if (text[at] != '\\' || at + 1 == text.size()) return 0;
  if (text[at + 1] == '\n') return 2;
  return text[at + 1] == '\r' && at + 2 < text.size() && text[at + 2] == '\n' ? 3 : 0;
}

/// What stands before a literal's first quote.
struct Prefix {
  std::uint32_t size = 0;
  bool is_raw = false;
};

std::optional<Prefix> prefix_at(std::string_view text, std::uint32_t begin) {
  if (text[begin] == '"') return Prefix{};
  if (text[begin] != 'L' && text[begin] != 'R' && text[begin] != 'U' && text[begin] != 'u')
    return std::nullopt;
  static constexpr std::array prefixes =
      std::to_array<std::string_view>({"u8R", "LR", "uR", "UR", "R", "u8", "L", "u", "U"});
  for (const std::string_view prefix : prefixes) {
    const std::string_view rest = text.substr(begin);
    if (!rest.starts_with(prefix) || rest.size() == prefix.size() || rest[prefix.size()] != '"') continue;
    return Prefix{size_of(prefix), prefix.ends_with('R')};
  }
  return std::nullopt;
}

/// What stands in a raw literal whose first quote is at `quote`. nullopt: it is none, or has no end.
std::optional<Span> inside_raw(std::string_view text, std::uint32_t quote) {
  constexpr std::size_t longest_delimiter = 16;
  const std::size_t open = text.find('(', quote);
  if (open == std::string_view::npos || longest_delimiter < open - quote - 1) return std::nullopt;
  std::string closing = ")";
  closing += text.substr(quote + 1, open - quote - 1);
  closing += '"';
  const std::size_t close = text.find(closing, open);
  if (close == std::string_view::npos) return std::nullopt;
  return Span{static_cast<std::uint32_t>(open + 1), static_cast<std::uint32_t>(close)};
}

std::uint32_t end_of_quoted(std::string_view text, std::uint32_t quote) {
  for (std::uint32_t i = quote + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      const std::uint32_t splice = splice_at(text, i);
      i += splice == 0 ? 1 : splice - 1;
    } else if (text[i] == text[quote]) {
      return i + 1;
    } else if (text[i] == '\n') {
      return i;
    }
  }
  return size_of(text);
}

std::string utf8(std::uint32_t code) {
  std::string bytes;
  if (code < 0x80) {
    bytes += static_cast<char>(code);
  } else if (code < 0x800) {
    bytes += static_cast<char>(0xC0U | (code >> 6U));
    bytes += static_cast<char>(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    bytes += static_cast<char>(0xE0U | (code >> 12U));
    bytes += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    bytes += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    bytes += static_cast<char>(0xF0U | ((code >> 18U) & 0x07U));
    bytes += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
    bytes += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    bytes += static_cast<char>(0x80U | (code & 0x3FU));
  }
  return bytes;
}

int digit_of(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return 'a' <= lower && lower <= 'f' ? lower - 'a' + 10 : 99;
}

struct Escape {
  std::uint32_t end;
  std::string value;
};

/// The escape whose backslash is at `at`, within a literal that ends at `end`.
Escape escape_at(std::string_view text, std::uint32_t at, std::uint32_t end) {
  constexpr std::string_view letters = "abfnrtv";
  constexpr std::string_view values = "\a\b\f\n\r\t\v";
  const char c = text[at + 1];
  if (const std::size_t letter = letters.find(c); letter != std::string_view::npos)
    return {at + 2, std::string(1, values[letter])};
  const auto number = [&](std::uint32_t begin, std::uint32_t most, int base) {
    std::uint32_t code = 0;
    std::uint32_t i = begin;
    for (; i < std::min(end, begin + most) && digit_of(text[i]) < base; ++i)
      code = (code * static_cast<std::uint32_t>(base)) + static_cast<std::uint32_t>(digit_of(text[i]));
    return std::pair(i, code);
  };
  if (is_digit(c)) {
    const auto [behind, code] = number(at + 1, 3, 8);
    return {std::max(behind, at + 2), std::string(1, static_cast<char>(code & 0xFFU))};
  }
  if (c == 'x') {
    const auto [behind, code] = number(at + 2, 8, 16);
    return {behind, code < 0x100 ? std::string(1, static_cast<char>(code)) : utf8(code & 0x1FFFFFU)};
  }
  if (c == 'u' || c == 'U') {
    const auto [behind, code] = number(at + 2, c == 'u' ? 4 : 8, 16);
    return {behind, utf8(code & 0x1FFFFFU)};
  }
  return {at + 2, std::string(1, c)};
}

/// The literal at `token.at`, whose suffix is not yet in it.
void decode(std::string_view text, const Prefix& prefix, TextToken& token) {
  MappedText decoded;
  const std::uint32_t quote = token.at.begin + prefix.size;
  const std::optional<Span> raw = prefix.is_raw ? inside_raw(text, quote) : std::nullopt;
  if (raw) {
    decoded.append_verbatim(text, *raw);
  } else {
    std::uint32_t end = token.at.end;
    if (quote + 1 < end && text[end - 1] == '"') --end;
    std::uint32_t done = quote + 1;
    for (std::uint32_t i = done; i < end;) {
      if (text[i] != '\\' || i + 1 == end) {
        ++i;
        continue;
      }
      if (done < i) decoded.append_verbatim(text, {done, i});
      const std::uint32_t splice = splice_at(text, i);
      if (splice == 0) {
        const Escape escape = escape_at(text, i, end);
        decoded.append(escape.value, {i, escape.end}, Origin::Decoded);
        done = i = escape.end;
      } else {
        done = i += splice;
      }
    }
    if (done < end) decoded.append_verbatim(text, {done, end});
  }
  token.bytes = decoded.text();
  token.pieces = decoded.pieces();
}

}  // namespace

bool begins_word(char c) {
  const auto lower = static_cast<unsigned char>(c | 0x20);
  return ('a' <= lower && lower <= 'z') || c == '_' || 0x80 <= static_cast<unsigned char>(c);
}

std::uint32_t end_of_word(std::string_view text, std::uint32_t begin) {
  while (begin < text.size() && (begins_word(text[begin]) || is_digit(text[begin]))) ++begin;
  return begin;
}

std::uint32_t end_of_literal(std::string_view text, std::uint32_t begin) {
  if (begin == text.size()) return begin;
  if (text[begin] == '\'') return end_of_quoted(text, begin);
  const std::optional<Prefix> prefix = prefix_at(text, begin);
  if (!prefix) return begin;
  const std::uint32_t quote = begin + prefix->size;
  if (prefix->is_raw) {
    if (const std::optional<Span> inside = inside_raw(text, quote)) {
      const std::size_t end = text.find('"', inside->end);
      return static_cast<std::uint32_t>(end) + 1;
    }
  }
  return end_of_quoted(text, quote);
}

std::uint32_t end_of_comment(std::string_view text, std::uint32_t begin) {
  const std::string_view rest = text.substr(begin);
  if (rest.starts_with("/*")) {
    const std::size_t end = text.find("*/", begin + 2);
    return end == std::string_view::npos ? size_of(text) : static_cast<std::uint32_t>(end + 2);
  }
  if (!rest.starts_with("//")) return begin;
  for (std::size_t line = text.find('\n', begin); line != std::string_view::npos;
       line = text.find('\n', line + 1)) {
    const std::string_view before = text.substr(begin, line - begin);
    if (!before.ends_with("\\") && !before.ends_with("\\\r")) return static_cast<std::uint32_t>(line);
  }
  return size_of(text);
}

std::uint32_t end_of_parentheses(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  int depth = 0;
  for (std::uint32_t i = begin; i < end;) {
    const std::uint32_t behind = std::max(end_of_literal(text, i), end_of_comment(text, i));
    if (i < behind) {
      i = behind;
      continue;
    }
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i + 1;
    i = begins_word(text[i]) ? end_of_word(text, i) : i + 1;
  }
  return begin;
}

std::vector<TextToken> text_tokens(std::string_view text, Span at) {
  std::vector<TextToken> tokens;
  for (std::uint32_t i = at.begin; i < at.end;) {
    if (const std::uint32_t splice = splice_at(text, i); splice != 0) {
      i += splice;
      continue;
    }
    if (is_blank(text[i])) {
      ++i;
      continue;
    }
    if (const std::uint32_t comment = end_of_comment(text, i); comment != i) {
      i = comment;
      continue;
    }
    TextToken& token = tokens.emplace_back();
    token.at = {i, i + 1};
    const std::optional<Prefix> prefix = prefix_at(text, i);
    if (prefix) {
      token.kind = TextToken::Kind::Literal;
      token.at.end = std::min(end_of_literal(text, i), at.end);
      decode(text, *prefix, token);
      const bool has_suffix = token.at.end < at.end && begins_word(text[token.at.end]);
      if (has_suffix) {
        const Span suffix = {token.at.end, end_of_word(text, token.at.end)};
        token.word = slice(text, suffix);
        token.at.end = suffix.end;
      }
    } else if (begins_word(text[i])) {
      token.kind = TextToken::Kind::Word;
      token.at.end = std::min(end_of_word(text, i), at.end);
      token.word = slice(text, token.at);
      std::uint32_t open = token.at.end;
      while (open < at.end && (text[open] == ' ' || text[open] == '\t')) ++open;
      const std::uint32_t close =
          open < at.end && text[open] == '(' ? end_of_parentheses(text, open, at.end) : open;
      if (open < close) {
        token.kind = TextToken::Kind::Call;
        token.inside = {open + 1, close - 1};
        token.at.end = close;
      }
    }
    i = token.at.end;
  }
  return tokens;
}

}  // namespace floodwall::cpp
