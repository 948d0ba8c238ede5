#include "frontends/python/literals.h"

#include <cstdint>
#include <optional>

#include "analyzer/text/mapped_text.h"
#include "analyzer/text/utf8.h"

namespace floodwall::python {
namespace {

struct Escape {
  std::size_t size;   ///< bytes of the source, the backslash included
  std::string value;  ///< may be empty: a line that goes on
};

std::optional<std::uint32_t> digits(std::string_view text, std::size_t count, std::uint32_t base) {
  if (text.size() < count) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(0, count)) {
    const std::uint32_t digit = '0' <= c && c <= '9'   ? static_cast<std::uint32_t>(c - '0')
                                : 'a' <= c && c <= 'f' ? static_cast<std::uint32_t>(c - 'a' + 10)
                                : 'A' <= c && c <= 'F' ? static_cast<std::uint32_t>(c - 'A' + 10)
                                                       : base;
    if (base <= digit) return std::nullopt;
    value = value * base + digit;
  }
  return value;
}

std::string character(std::uint32_t code, bool is_bytes) {
  if (is_bytes) return std::string(1, static_cast<char>(code));
  std::string text = utf8(code);
  return text.empty() ? "?" : text;  // a zero byte or a surrogate: nothing that SQL could hold
}

/// `text` begins with a backslash. nullopt: no escape, the backslash stands for itself.
std::optional<Escape> escape_at(std::string_view text, bool is_bytes) {
  if (text.size() < 2) return std::nullopt;
  const char c = text[1];
  constexpr std::string_view plain = "\\'\"abfnrtv";
  constexpr std::string_view values = "\\'\"\a\b\f\n\r\t\v";
  if (const std::size_t i = plain.find(c); i != std::string_view::npos) return Escape{2, {values[i]}};
  if (c == '\n') return Escape{2, ""};
  if (c == '\r') return Escape{text.substr(2).starts_with('\n') ? 3U : 2U, ""};
  if ('0' <= c && c <= '7') {
    std::size_t count = 1;
    while (count < 3 && 1 + count < text.size() && '0' <= text[1 + count] && text[1 + count] <= '7') ++count;
    return Escape{1 + count, character(*digits(text.substr(1), count, 8) & 0xFFU, is_bytes)};
  }
  const std::size_t count = c == 'x' ? 2 : is_bytes ? 0 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (count != 0) {
    const std::optional<std::uint32_t> code = digits(text.substr(2), count, 16);
    if (code) return Escape{2 + count, character(*code, is_bytes)};
  }
  if (c == 'N' && !is_bytes && text.substr(2).starts_with('{')) {
    const std::size_t end = text.find('}');
    if (end != std::string_view::npos) return Escape{end + 1, "?"};
  }
  return std::nullopt;
}

}  // namespace

StringPrefix prefix_of(std::string_view start) {
  StringPrefix prefix;
  for (const char c : start) {
    prefix.is_raw = prefix.is_raw || c == 'r' || c == 'R';
    prefix.is_bytes = prefix.is_bytes || c == 'b' || c == 'B';
    prefix.is_format = prefix.is_format || c == 'f' || c == 'F';
    prefix.is_template = prefix.is_template || c == 't' || c == 'T';
  }
  return prefix;
}

DecodedBytes decode(std::string_view text, Span at, const StringPrefix& prefix) {
  MappedText decoded;
  const bool has_braces = prefix.is_format || prefix.is_template;
  std::uint32_t done = at.begin;
  const auto verbatim_until = [&](std::uint32_t end) {
    if (done < end) decoded.append_verbatim(text, {done, end});
  };
  for (std::uint32_t i = at.begin; i < at.end;) {
    const char c = text[i];
    const bool is_doubled = has_braces && (c == '{' || c == '}') && i + 1 < at.end && text[i + 1] == c;
    if (is_doubled) {
      verbatim_until(i);
      decoded.append(text.substr(i, 1), {i, i + 2}, SourceMap::Origin::Decoded);
      done = i += 2;
      continue;
    }
    if (c == '\r') {  // universal newlines: the value holds \n
      verbatim_until(i);
      const std::uint32_t size = i + 1 < at.end && text[i + 1] == '\n' ? 2 : 1;
      decoded.append("\n", {i, i + size}, SourceMap::Origin::Decoded);
      done = i += size;
      continue;
    }
    if (c != '\\' || prefix.is_raw) {
      ++i;
      continue;
    }
    const std::optional<Escape> escape = escape_at(slice(text, {i, at.end}), prefix.is_bytes);
    if (!escape) {
      i += 2;
      continue;
    }
    verbatim_until(i);
    const std::uint32_t end = i + static_cast<std::uint32_t>(escape->size);
    decoded.append(escape->value, {i, end}, SourceMap::Origin::Decoded);
    done = i = end;
  }
  verbatim_until(at.end);
  return {decoded.text(), decoded.pieces()};
}

}  // namespace floodwall::python
