#include "frontends/embedded/json_scanner.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string>

#include "analyzer/text/utf8.h"

namespace floodwall {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The four digits of \uXXXX at `at`, which is where the backslash stands.
std::optional<std::uint32_t> unit_at(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with("\\u") || text.size() < at + 6) return std::nullopt;
  std::uint32_t value = 0;
  const char* end = text.data() + at + 6;
  const std::from_chars_result read = std::from_chars(text.data() + at + 2, end, value, 16);
  if (read.ptr != end) return std::nullopt;
  return value;
}

struct Escape {
  std::uint32_t size;
  std::string value;
};

/// `text` has a backslash at `at`.
Escape escape_at(std::string_view text, std::size_t at) {
  if (text.size() < at + 2) return {1, "\\"};
  constexpr std::string_view names = "\"\\/bfnrt";
  constexpr std::string_view values = "\"\\/\b\f\n\r\t";
  if (const std::size_t i = names.find(text[at + 1]); i != std::string_view::npos)
    return {2, std::string(1, values[i])};
  const std::optional<std::uint32_t> unit = unit_at(text, at);
  if (!unit) return {1, "\\"};
  const bool is_high = 0xD800 <= *unit && *unit <= 0xDBFF;
  const std::optional<std::uint32_t> low = is_high ? unit_at(text, at + 6) : std::nullopt;
  const bool is_pair = low && 0xDC00 <= *low && *low <= 0xDFFF;
  const std::uint32_t code = is_pair ? 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00) : *unit;
  std::string value = utf8(code);
  return {is_pair ? 12U : 6U, value.empty() ? std::string(replacement) : std::move(value)};
}

}  // namespace

void JsonScanner::fail() {
  if (!broken_) broken_ = static_cast<std::uint32_t>(at_);
  at_ = text_.size();
}

char JsonScanner::peek() {
  at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
  return at_ < text_.size() ? text_[at_] : '\0';
}

bool JsonScanner::take(char c) {
  if (peek() != c || text_.size() <= at_) return false;
  ++at_;
  return true;
}

std::optional<Span> JsonScanner::quoted() {
  const std::size_t begin = at_ + 1;
  for (std::size_t end = text_.find_first_of("\"\\", begin); end != std::string_view::npos;
       end = text_.find_first_of("\"\\", end + 2)) {
    if (text_[end] == '\\') continue;
    at_ = end + 1;
    return Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  fail();
  return std::nullopt;
}

std::optional<Span> JsonScanner::string() {
  if (peek() == '"') return quoted();
  skip();
  return std::nullopt;
}

void JsonScanner::each_member(const std::function<void(std::string_view key)>& see) {
  if (!take('{')) return skip();
  if (take('}')) return;
  do {
    if (peek() != '"') return fail();
    const std::optional<Span> key = quoted();
    if (!key) return;
    if (!take(':')) return fail();
    see(slice(text_, *key));
    if (broken_) return;
  } while (take(','));
  if (!take('}')) fail();
}

void JsonScanner::each_item(const std::function<void()>& see) {
  if (!take('[')) return skip();
  if (take(']')) return;
  do {
    see();
    if (broken_) return;
  } while (take(','));
  if (!take(']')) fail();
}

void JsonScanner::skip() {
  std::size_t depth = 0;
  do {
    switch (peek()) {
      case '"':
        if (!quoted()) return;
        break;
      case '{':
      case '[':
        ++depth;
        ++at_;
        break;
      case '}':
      case ']':
        if (depth == 0) return fail();
        --depth;
        ++at_;
        break;
      case ',':
      case ':':
        if (depth == 0) return fail();
        ++at_;
        break;
      default: {
        const std::size_t end = std::min(text_.find_first_of(" \t\r\n,:]}[{\"", at_), text_.size());
        if (end == at_) return fail();
        at_ = end;
      }
    }
  } while (depth != 0);
}

void append_json_string(MappedText& out, std::string_view text, Span at) {
  const std::string_view inside = text.substr(0, at.end);
  for (std::uint32_t done = at.begin; done < at.end;) {
    const auto stop = static_cast<std::uint32_t>(std::min<std::size_t>(inside.find('\\', done), at.end));
    out.append_verbatim(text, {done, stop});
    if (stop == at.end) return;
    const Escape escape = escape_at(inside, stop);
    const bool is_itself = escape.size == 1;
    done = stop + escape.size;
    out.append(escape.value, {stop, done},
               is_itself ? SourceMap::Origin::Verbatim : SourceMap::Origin::Decoded);
  }
}

}  // namespace floodwall
