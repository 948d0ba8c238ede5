#include "analyzer/sql/literal.h"

#include <charconv>
#include <utility>

#include "analyzer/text/mapped_text.h"
#include "analyzer/text/utf8.h"

namespace floodwall {
namespace {

enum class Escapes : std::uint8_t {
  None,       ///< '…', N'…'
  Backslash,  ///< E'…'
  Unicode,    ///< U&'…'
};

struct Form {
  Escapes escapes;
  std::uint32_t prefix;  ///< bytes before the opening quote
};

std::optional<Form> form_of(std::string_view literal) {
  if (literal.starts_with("'")) return Form{Escapes::None, 0};
  if (literal.starts_with("N'") || literal.starts_with("n'")) return Form{Escapes::None, 1};
  if (literal.starts_with("E'") || literal.starts_with("e'")) return Form{Escapes::Backslash, 1};
  if (literal.starts_with("U&'") || literal.starts_with("u&'")) return Form{Escapes::Unicode, 2};
  return std::nullopt;
}

bool is_digit_of(char c, int base) {
  if (base == 8) return '0' <= c && c <= '7';
  return ('0' <= c && c <= '9') || ('a' <= c && c <= 'f') || ('A' <= c && c <= 'F');
}

/// Reads escapes one by one; keeps the first half of a surrogate pair until the second comes.
class QuotedBody {
 public:
  /// `body` is what stands between the opening quote and the end of the token.
  QuotedBody(std::string_view sql, Escapes escapes, Span body, MappedText& out)
      : sql_(sql), escapes_(escapes), at_(body.begin), end_(body.end), out_(out) {}

  /// False if the literal is unterminated or malformed.
  bool decode() {
    const std::string_view stops = escapes_ == Escapes::None ? "'" : "'\\";
    while (at_ < end_) {
      const std::size_t found = sql_.substr(0, end_).find_first_of(stops, at_);
      if (found == std::string_view::npos) return false;
      const std::uint32_t stop = static_cast<std::uint32_t>(found);
      if (high_surrogate_ != 0 && stop != at_) return false;
      out_.append_verbatim(sql_, {at_, stop});
      at_ = stop;
      if (peek(0) == '\'') {
        if (high_surrogate_ != 0) return false;
        if (at_ + 1 == end_) return true;
        if (peek(1) != '\'') return false;
        emit("'", 2);
      } else if (!(escapes_ == Escapes::Backslash ? backslash() : unicode())) {
        return false;
      }
    }
    return false;
  }

 private:
  char peek(std::uint32_t offset) const { return at_ + offset < end_ ? sql_[at_ + offset] : '\0'; }

  void emit(std::string_view bytes, std::uint32_t written) {
    out_.append(bytes, {at_, at_ + written}, SourceMap::Origin::Decoded);
    at_ += written;
  }

  /// The number of at most `most` digits from `offset` on, and how many digits there are.
  std::pair<std::uint32_t, std::uint32_t> digits(std::uint32_t offset, std::uint32_t most, int base) const {
    std::uint32_t count = 0;
    while (count < most && is_digit_of(peek(offset + count), base)) ++count;
    std::uint32_t value = 0;
    const char* first = sql_.data() + at_ + offset;
    std::from_chars(first, first + count, value, base);
    return {value, count};
  }

  bool backslash() {
    if (high_surrogate_ != 0 && peek(1) != 'u' && peek(1) != 'U') return false;
    switch (peek(1)) {
      case 'b':
        emit("\b", 2);
        return true;
      case 'f':
        emit("\f", 2);
        return true;
      case 'n':
        emit("\n", 2);
        return true;
      case 'r':
        emit("\r", 2);
        return true;
      case 't':
        emit("\t", 2);
        return true;
      case 'v':
        emit("\v", 2);
        return true;
      case 'u':
        return code_point(2, 4);
      case 'U':
        return code_point(2, 8);
      case 'x': {
        const auto [value, count] = digits(2, 2, 16);
        return count == 0 ? other() : byte(value, 2 + count);
      }
      default:
        break;
    }
    if (is_digit_of(peek(1), 8)) {
      const auto [value, count] = digits(1, 3, 8);
      return byte(value, 1 + count);
    }
    return other();
  }

  bool byte(std::uint32_t value, std::uint32_t written) {
    const char c = static_cast<char>(value & 0xFF);
    if (c == '\0') return false;
    emit({&c, 1}, written);
    return true;
  }

  /// A backslash before any other character stands for that character.
  bool other() {
    if (end_ <= at_ + 1) return false;
    emit(sql_.substr(at_ + 1, 1), 2);
    return true;
  }

  bool unicode() {
    if (peek(1) == '\\') {
      if (high_surrogate_ != 0) return false;
      emit("\\", 2);
      return true;
    }
    return peek(1) == '+' ? code_point(2, 6) : code_point(1, 4);
  }

  bool code_point(std::uint32_t offset, std::uint32_t size) {
    const auto [value, count] = digits(offset, size, 16);
    if (count != size) return false;
    const bool is_low = 0xDC00 <= value && value <= 0xDFFF;
    if (is_low != (high_surrogate_ != 0)) return false;
    const std::uint32_t written = offset + size;
    if (0xD800 <= value && value <= 0xDBFF) {
      high_surrogate_ = value;
      pair_begin_ = at_;
      at_ += written;
      return true;
    }
    if (is_low) {
      const std::uint32_t joined = 0x10000 + ((high_surrogate_ - 0xD800) << 10) + (value - 0xDC00);
      const std::uint32_t both = at_ - pair_begin_ + written;
      at_ = pair_begin_;
      high_surrogate_ = 0;
      emit(utf8(joined), both);
      return true;
    }
    const std::string bytes = utf8(value);
    if (bytes.empty()) return false;
    emit(bytes, written);
    return true;
  }

  std::string_view sql_;
  Escapes escapes_;
  std::uint32_t at_;
  std::uint32_t end_;
  MappedText& out_;
  std::uint32_t high_surrogate_ = 0;
  std::uint32_t pair_begin_ = 0;
};

bool decode_dollar(std::string_view sql, Span token, MappedText& out) {
  const std::string_view literal = slice(sql, token);
  const std::size_t tag_end = literal.find('$', 1);
  if (tag_end == std::string_view::npos) return false;
  const std::uint32_t tag = static_cast<std::uint32_t>(tag_end + 1);
  if (literal.size() < 2 * tag || !literal.ends_with(literal.substr(0, tag))) return false;
  out.append_verbatim(sql, {token.begin + tag, token.end - tag});
  return true;
}

DecodedLiteral finish(MappedText&& out) {
  auto [text, map] = std::move(out).release();
  return {std::move(text), std::move(map)};
}

}  // namespace

std::optional<DecodedLiteral> decode_literal(std::string_view sql, Span token) {
  const Token alone = {TokenKind::String, true, token};
  return decode_literals(sql, {&alone, 1});
}

bool continues_literal(std::string_view sql, const Token& token, const Token& next) {
  if (token.kind != TokenKind::String || next.kind != TokenKind::String) return false;
  if (next.at.begin < token.at.end || sql[next.at.begin] != '\'') return false;
  return slice(sql, {token.at.end, next.at.begin}).find_first_of("\r\n") != std::string_view::npos;
}

std::optional<DecodedLiteral> decode_literals(std::string_view sql, std::span<const Token> adjacent) {
  if (adjacent.empty()) return std::nullopt;
  MappedText out;
  const Span first = adjacent.front().at;
  if (slice(sql, first).starts_with('$')) {
    if (adjacent.size() != 1 || !decode_dollar(sql, first, out)) return std::nullopt;
    return finish(std::move(out));
  }
  const std::optional<Form> form = form_of(slice(sql, first));
  if (!form) return std::nullopt;
  for (const Token& token : adjacent) {
    const bool is_first = &token == &adjacent.front();
    const std::uint32_t quote = token.at.begin + (is_first ? form->prefix : 0);
    if (token.at.end <= quote || sql[quote] != '\'') return std::nullopt;
    if (!QuotedBody(sql, form->escapes, {quote + 1, token.at.end}, out).decode()) return std::nullopt;
  }
  return finish(std::move(out));
}

}  // namespace floodwall
