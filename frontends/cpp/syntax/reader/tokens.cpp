#include "frontends/cpp/syntax/reader/tokens.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "frontends/cpp/literals.h"
#include "frontends/cpp/syntax/readable_text.h"

// There are many more keywords than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {
namespace {

constexpr std::size_t most_open = 300;
constexpr std::size_t most_parts = 1000;
constexpr std::size_t most_words = 5000;

enum class Look : std::uint8_t { Other, Blank, Letter, Digit, Quote, Slash, Hash, Break };

using enum Look;

constexpr std::array<Look, 256> looks = [] {
  std::array<Look, 256> made = {};
  for (int c = 0; c < 256; ++c) {
    const int lower = c | 0x20;
    auto& at = made[static_cast<std::size_t>(c)];
    if (('a' <= lower && lower <= 'z') || c == '_' || 0x80 <= c) at = Letter;
    if ('0' <= c && c <= '9') at = Digit;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') at = Blank;
  }
  made['"'] = made['\''] = Quote;
  made['/'] = Slash;
  made['#'] = Hash;
  made['\n'] = Break;
  return made;
}();

Look look_of(char c) { return looks[static_cast<unsigned char>(c)]; }

/// Signs of several characters; `>` always stands alone, since it may close a template's arguments.
constexpr std::array long_signs = std::to_array<std::string_view>(
    {"...", "<<=", "->*", "<=>", "::", "->", ".*", "++", "--", "<<", "<=", ">=", "==",
     "!=",  "&&",  "||",  "+=",  "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##"});

bool goes_on_a_sign(char c) {
  static constexpr std::string_view second = ".<>*=:-+&|#";
  return second.find(c) != std::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text), size_(static_cast<std::uint32_t>(text.size())) {}

  std::vector<Token> read() {
    tokens_.reserve(text_.size() / 6 + 16);
    tokens_.emplace_back();  // no bracket is the first: a match of 0 is none
    for (std::uint32_t i = 0; i < size_ && !gives_up_;) i = token(i);
    if (gives_up_ || !conditions_.empty()) return {};
    tokens_.push_back({.begin = size_, .end = size_});
    return std::move(tokens_);
  }

 private:
  struct Condition {
    std::vector<std::uint32_t> before;  ///< brackets that were open at #if
    std::vector<std::uint32_t> after;   ///< and behind its first branch
    bool has_else = false;
    std::size_t last = 0;  ///< token of the group; 0: it is left out
  };

  void add(Token::Kind kind, std::uint32_t begin, std::uint32_t end, std::uint32_t code = 0) {
    if (too_long_ == 0) tokens_.push_back({.kind = kind, .begin = begin, .end = end, .code = code});
  }
  std::uint32_t end_of_line(std::uint32_t i) const {
    while (i < size_) {
      const void* found = std::memchr(text_.data() + i, '\n', size_ - i);
      if (found == nullptr) return size_;
      const auto line = static_cast<std::uint32_t>(static_cast<const char*>(found) - text_.data());
      std::uint32_t last = line;
      if (i < last && text_[last - 1] == '\r') --last;
      if (last == 0 || text_[last - 1] != '\\') return line;
      i = line + 1;
    }
    return size_;
  }
  std::uint32_t comment(std::uint32_t i) const {
    if (i + 1 == size_) return i;
    if (text_[i + 1] == '/') return end_of_line(i);
    if (text_[i + 1] != '*') return i;
    const std::size_t end = text_.find("*/", i + 2);
    return end == std::string_view::npos ? size_ : static_cast<std::uint32_t>(end + 2);
  }
  std::uint32_t word_end(std::uint32_t i) const {
    while (i < size_ && (look_of(text_[i]) == Letter || look_of(text_[i]) == Digit)) ++i;
    return i;
  }
  std::uint32_t number_end(std::uint32_t i) const {
    while (i < size_) {
      const char c = text_[i];
      const bool is_exponent = (c == '+' || c == '-') && (text_[i - 1] == 'e' || text_[i - 1] == 'E') &&
                               text_[i - 2] != 'x' && !is_hexadecimal(i);
      if (look_of(c) != Letter && look_of(c) != Digit && c != '.' && c != '\'' && !is_exponent) return i;
      ++i;
    }
    return i;
  }
  bool is_hexadecimal(std::uint32_t i) const {
    while (0 < i && (look_of(text_[i - 1]) == Letter || look_of(text_[i - 1]) == Digit)) --i;
    return text_[i] == '0' && (text_[i + 1] | 0x20) == 'x';
  }

  std::uint32_t token(std::uint32_t i) {
    const char c = text_[i];
    switch (look_of(c)) {
      case Break:
        at_line_begin_ = true;
        return i + 1;
      case Blank:
        return i + 1;
      case Slash:
        if (const std::uint32_t end = comment(i); end != i) return end;
        break;
      case Hash:
        if (at_line_begin_) return directive(i);
        break;
      case Letter:
        return word(i);
      case Digit:
        return number(i);
      case Quote:
        return literal(i, end_of_literal(text_, i));
      case Other:
        if (c == '.' && i + 1 < size_ && look_of(text_[i + 1]) == Digit) return number(i);
        if (c == '\\' && i + 1 < size_ && (text_[i + 1] == '\n' || text_[i + 1] == '\r')) return i + 2;
        break;
    }
    at_line_begin_ = false;
    return punctuation(i);
  }

  std::uint32_t number(std::uint32_t i) {
    at_line_begin_ = behind_head_ = false;
    if (most_words < ++words_) gives_up_ = true;
    const std::uint32_t end = number_end(i + 1);
    add(Token::Kind::Number, i, end);
    return end;
  }
  std::uint32_t literal(std::uint32_t i, std::uint32_t end) {
    at_line_begin_ = false;
    if (most_words < ++words_ || end <= i + 1 || text_[end - 1] != (text_[i] == '\'' ? '\'' : '"')) {
      gives_up_ = true;
      return i;
    }
    if (text_[i] == '\'' || (text_[end - 1] == '\'')) {
      behind_head_ = false;
      add(Token::Kind::Char, i, end);
      return end;
    }
    if (end < size_ && look_of(text_[end]) == Letter) end = word_end(end);
    add(Token::Kind::Literal, i, end);
    return end;
  }
  std::uint32_t word(std::uint32_t i) {
    at_line_begin_ = false;
    const std::uint32_t end = word_end(i);
    const std::string_view written = text_.substr(i, end - i);
    if (end < size_ && (text_[end] == '"' || text_[end] == '\'') &&
        (written == "R" || written == "L" || written == "u" || written == "U" || written == "u8" ||
         written == "LR" || written == "uR" || written == "UR" || written == "u8R")) {
      if (text_[end] == '"') return literal(i, end_of_literal(text_, i));
      const std::uint32_t behind = end_of_literal(text_, end);
      add(Token::Kind::Char, i, behind);
      return behind;
    }
    if (most_words < ++words_) gives_up_ = true;
    Key key = key_of(written);
    if (key != Key::None && is_name_of_c(key, end)) key = Key::None;
    behind_head_ =
        behind_head_ && (key == Key::Noexcept || key == Key::Final || written == "const" || key == Key::Try);
    add(Token::Kind::Word, i, end, static_cast<std::uint32_t>(key));
    return end;
  }

  /// C may name its variables new, class or template; nothing of C++ stands so.
  bool is_name_of_c(Key key, std::uint32_t end) const {
    while (end < size_ && look_of(text_[end]) == Blank) ++end;
    const std::string_view rest = text_.substr(end, 2);
    const char next = rest.empty() ? '\0' : rest.front();
    const Token& last = tokens_.back();
    const auto is_last = [&](std::string_view written) {
      return last.kind == Token::Kind::Sign && last.code == sign(written);
    };
    const auto is_behind = [&](Key word) {
      return last.kind == Token::Kind::Word && last.code == static_cast<std::uint32_t>(word);
    };
    const bool is_member = is_last(".") || is_last("->");
    const bool ends =
        next == ')' || rest == "->" || rest == "==" || rest == "!=" || (next == '.' && rest != "..");
    if (is_behind(Key::Operator)) return false;
    switch (key) {
      case Key::New:
      case Key::Access:
      case Key::Friend:
      case Key::Namespace:
      case Key::Using:
      case Key::Try:
      case Key::Catch:
        return is_member || ends || next == ',' || next == ';' || next == '=' || next == '[';
      case Key::Template:
        return ends || next == ',' || next == ';' || next == '=' || next == '[';
      case Key::Delete:
        return is_member || ends || next == ',' || next == '=' || (next == ';' && !is_last("="));
      case Key::Class:
      case Key::Typename:
        return is_member || ends || next == ';' ||
               ((next == ',' || next == '=') && (is_last("*") || is_behind(Key::Primitive)));
      case Key::Operator:
        return next == ')' || next == ';';
      case Key::Final:
        return is_member || ends || (next == ';' && is_behind(Key::None));
      default:
        return false;
    }
  }

  std::uint32_t directive(std::uint32_t i) {
    std::uint32_t end = i + 1;
    while (end < size_) {  // comments in it may be longer than its line
      const char c = text_[end];
      if (c == '\n') break;
      if (c == '/') {
        const std::uint32_t behind = comment(end);
        end = behind == end ? end + 1 : behind;
      } else if (c == '\\' && end + 1 < size_ && text_[end + 1] == '\n') {
        end += 2;
      } else if (c == '\\' && end + 2 < size_ && text_[end + 1] == '\r' && text_[end + 2] == '\n') {
        end += 3;
      } else if (c == '"' || c == '\'') {
        const std::uint32_t behind = end_of_literal(text_, end);
        end = behind == end ? end + 1 : behind;
      } else {
        ++end;
      }
    }
    std::uint32_t name = i + 1;
    while (name < end && look_of(text_[name]) == Blank) ++name;
    const std::string_view what = text_.substr(name, word_end(name) - name);
    words_ = 0;
    const Part part = what == "if" || what == "ifdef" || what == "ifndef" ? Part::Begins
                      : what.starts_with("el")                            ? Part::GoesOn
                      : what == "endif"                                   ? Part::Ends
                                                                          : Part::None;
    const bool is_left_out = too_long_ != 0 && (part == Part::None || part == Part::Begins ||
                                                conditions_.empty() || conditions_.back().last == 0);
    const std::size_t number = is_left_out ? 0 : tokens_.size();
    if (!is_left_out) tokens_.push_back({Token::Kind::Directive, i, end, static_cast<std::uint32_t>(part)});
    if (part == Part::Begins) conditions_.push_back({.before = open_, .last = number});
    if (part != Part::GoesOn && part != Part::Ends) return end;
    if (conditions_.empty()) {
      gives_up_ = true;
      return end;
    }
    Condition& condition = conditions_.back();
    if (condition.last != 0) tokens_[condition.last].match = static_cast<std::uint32_t>(number);
    condition.last = number;
    if (part == Part::GoesOn) {
      if (!std::exchange(condition.has_else, true)) condition.after = open_;
      if (open_ != condition.before) open_ = condition.before;
      return end;
    }
    if (condition.has_else) open_ = condition.after;
    conditions_.pop_back();
    return end;
  }

  std::uint32_t punctuation(std::uint32_t i) {
    const char c = text_[i];
    if (c != ':') words_ = 0;
    const bool may_begin_body = std::exchange(behind_head_, c == ')');
    if (c == '(' || c == '[' || c == '{') {
      if (c == '{' && may_begin_body && body_ == 0) {
        if (const std::uint32_t end = end_of_dull_body(text_, i); end != i) {
          const auto number = static_cast<std::uint32_t>(tokens_.size());
          add(Token::Kind::Sign, i, i + 1, sign("{"));
          add(Token::Kind::Sign, end, end + 1, sign("}"));
          if (number + 2 == tokens_.size()) {
            tokens_[number].match = number + 1;
            tokens_[number + 1].match = number;
          }
          return end + 1;
        }
        body_ = commas_.size() + 1;
      }
      open_.push_back(static_cast<std::uint32_t>(tokens_.size()));
      commas_.push_back(0);
      if (most_open < commas_.size()) gives_up_ = true;
      add(Token::Kind::Sign, i, i + 1, static_cast<unsigned char>(c));
      return i + 1;
    }
    if (c == ')' || c == ']' || c == '}') {
      if (too_long_ == commas_.size()) too_long_ = 0;
      if (body_ == commas_.size()) body_ = 0;
      if (!commas_.empty()) commas_.pop_back();
      const auto number = static_cast<std::uint32_t>(tokens_.size());
      add(Token::Kind::Sign, i, i + 1, static_cast<unsigned char>(c));
      if (open_.empty() || too_long_ != 0) return i + 1;
      Token& opening = tokens_[open_.back()];
      const char opened = text_[opening.begin];
      if (opened != (c == ')' ? '(' : c == ']' ? '[' : '{')) {
        gives_up_ = true;
        return i + 1;
      }
      if (opening.match == 0) {
        opening.match = number;
        tokens_.back().match = open_.back();
      }
      open_.pop_back();
      return i + 1;
    }
    if (c == ',' && !commas_.empty()) {
      if (++commas_.back() == most_parts && too_long_ == 0) too_long_ = commas_.size();
    } else if (c == ';' && !commas_.empty()) {
      commas_.back() = 0;
    }
    const std::string_view rest = text_.substr(i, 3);
    const bool may_be_long = 1 < rest.size() && goes_on_a_sign(rest[1]);
    for (std::size_t k = may_be_long ? 0 : long_signs.size(); k < long_signs.size(); ++k) {
      const std::string_view each = long_signs[k];
      if (each.front() == c && rest.starts_with(each)) {
        add(Token::Kind::Sign, i, i + static_cast<std::uint32_t>(each.size()), sign(each));
        return i + static_cast<std::uint32_t>(each.size());
      }
    }
    add(Token::Kind::Sign, i, i + 1, static_cast<unsigned char>(c));
    return i + 1;
  }

  std::string_view text_;
  std::uint32_t size_;
  std::vector<Token> tokens_;
  std::vector<std::uint32_t> open_;    ///< the tokens of brackets that are open
  std::vector<Condition> conditions_;  ///< #if without its #endif
  std::vector<std::size_t> commas_;    ///< in each of the brackets that are open
  std::size_t too_long_ = 0;
  std::size_t words_ = 0;
  std::size_t body_ = 0;
  bool behind_head_ = false;
  bool at_line_begin_ = true;
  bool gives_up_ = false;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) { return Lexer(text).read(); }

}  // namespace floodwall::cpp
