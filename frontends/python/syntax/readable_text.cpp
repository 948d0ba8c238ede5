#include "frontends/python/syntax/readable_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace floodwall::python {
namespace {

constexpr std::size_t most = 20000;  // brackets that are open at a time; words with nothing between them
constexpr std::size_t most_comments = 1000;  // lines of them in a row

bool is_word(char c) {
  return ('a' <= (c | 0x20) && (c | 0x20) <= 'z') || c == '_' || ('0' <= c && c <= '9');
}
bool opens(char c) { return c == '(' || c == '[' || c == '{'; }
bool closes(char c) { return c == ')' || c == ']' || c == '}'; }

void spell_template_strings_as_format(std::string& text) {
  for (std::size_t quote = 1; quote < text.size(); ++quote) {
    if (text[quote] != '"' && text[quote] != '\'') continue;
    const auto before = [&](std::size_t distance) {
      return distance <= quote ? static_cast<char>(text[quote - distance] | 0x20) : '\0';
    };
    const bool is_last = before(1) == 't';
    if (!is_last && !(before(1) == 'r' && before(2) == 't')) continue;
    const std::size_t begin = quote - (is_last && before(2) != 'r' ? 1 : 2);
    if (begin == 0 || !is_word(text[begin - 1])) text[quote - (is_last ? 1 : 2)] = 'f';
  }
}

/// Whether a longer look is needed: a quick one, because it never is.
bool may_be_too_much(std::string_view text) {
  if (most < static_cast<std::size_t>(std::ranges::count_if(text, opens))) return true;
  if (most_comments < static_cast<std::size_t>(std::ranges::count(text, '#'))) return true;
  for (std::size_t begin = 0; 2 * most < text.size() - begin;) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos || 2 * most < end - begin) return true;
    begin = end + 1;
  }
  return false;
}

/// From the line of `begin` to that of `end`.
void blank_lines(std::string& text, std::size_t begin, std::size_t end) {
  for (begin = text.rfind('\n', begin) + 1; begin < text.size(); ++begin) {  // npos + 1 is 0
    if (text[begin] != '\n') {
      text[begin] = ' ';
    } else if (end <= begin) {
      return;
    }
  }
}

void leave_out_comments(std::string& text) {
  std::size_t lines = 0;
  std::size_t first_line = 0;  // of those in a row
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t first = std::min(text.find_first_not_of(" \t\r\f", begin), end);
    if (first < end) lines = text[first] == '#' ? lines + 1 : 0;
    if (lines == 1) first_line = begin;
    if (most_comments < lines) {
      for (std::size_t i = std::exchange(first_line, end); i < end; ++i) {
        if (text[i] != '\n') text[i] = ' ';
      }
    }
    begin = end + 1;
  }
}

void leave_out_brackets_and_words(std::string& text) {
  std::size_t depth = 0;
  std::size_t words = 0;
  std::size_t begin = 0;  // of the outermost bracket
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (opens(c) && depth++ == 0) begin = i;
    if (closes(c) && depth != 0) --depth;
    if (is_word(c) && (i == 0 || !is_word(text[i - 1]))) ++words;
    if (!is_word(c) && c != ' ' && c != '\t') words = 0;
    if (depth <= most && words <= most) continue;
    blank_lines(text, depth == 0 ? i : begin, i);
    depth = 0;
    words = 0;
  }
}

}  // namespace

std::string readable_text(std::string_view text) {
  std::string readable(text);
  spell_template_strings_as_format(readable);
  if (may_be_too_much(readable)) {
    leave_out_comments(readable);
    leave_out_brackets_and_words(readable);
  }
  return readable;
}

}  // namespace floodwall::python
