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
  bool begins = true;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_upper(c) && !is_lower(c)) {
      begins = true;
      continue;
    }
    if (begins || (is_upper(c) && 0 < i && is_lower(name[i - 1]))) words_.emplace_back();
    begins = false;
    words_.back() += ascii_lower(c);
  }
}

bool Words::has(std::string_view word) const { return std::ranges::find(words_, word) != words_.end(); }

bool Words::has_any(std::initializer_list<std::string_view> words) const {
  return std::ranges::any_of(words, [&](std::string_view word) { return has(word); });
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
