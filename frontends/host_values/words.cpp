#include "frontends/host_values/words.h"

#include <algorithm>
#include <cctype>

#include "analyzer/base/ascii.h"

namespace floodwall::host {
namespace {

bool is_upper(char c) { return 'A' <= c && c <= 'Z'; }
bool is_lower(char c) { return 'a' <= c && c <= 'z'; }

}  // namespace

Words::Words(std::string_view name) {
  words_.reserve(name.size() + 4);
  bool is_inside = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool is_letter = is_upper(c) || is_lower(c);
    const bool begins = is_letter && (!is_inside || (is_upper(c) && is_lower(name[i - 1])));
    if (is_inside && (begins || !is_letter)) words_ += ' ';
    if (is_letter) words_ += ascii_lower(c);
    is_inside = is_letter;
  }
  if (is_inside) words_ += ' ';
}

bool Words::has_any(std::initializer_list<std::string_view> words) const {
  for (std::string_view rest = words_; !rest.empty();) {
    const std::size_t end = rest.find(' ');
    if (is_among(rest.substr(0, end), words)) return true;
    rest.remove_prefix(end + 1);
  }
  return false;
}

std::string lower_words(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      result += ascii_lower(c);
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  return result;
}

}  // namespace floodwall::host
