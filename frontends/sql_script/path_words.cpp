#include "frontends/sql_script/path_words.h"

#include <algorithm>

#include "analyzer/base/ascii.h"

namespace floodwall {

bool is_digit(char c) { return '0' <= c && c <= '9'; }

PathWords::PathWords(std::string_view path) {
  const std::string lower = ascii_lower(path);
  std::string_view rest = lower;
  for (std::size_t end = rest.find_first_of("/\\"); end != std::string_view::npos;
       end = rest.find_first_of("/\\")) {
    if (end != 0 && rest.substr(0, end) != ".") folders.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  name = rest;
  stem = rest.substr(0, rest.rfind('.'));
  const std::size_t mark = stem.find_last_of("._-");
  if (mark == std::string::npos || mark == 0) return;
  before_last_word = stem[mark];
  last_word = stem.substr(mark + 1);
}

bool PathWords::in_folder(std::string_view wanted, std::size_t above) const {
  return above < folders.size() && folders[folders.size() - 1 - above] == wanted;
}

bool PathWords::is_for_tests() const {
  const auto says_so = [](std::string_view word) {
    return word == "test" || word == "tests" || word == "testing" || word == "testdata" ||
           word == "conftest" || word.starts_with("test_") || word.starts_with("test-") ||
           word.ends_with("_test") || word.ends_with("_tests") || word.ends_with("-test") ||
           word.ends_with("-tests");
  };
  return says_so(stem) || std::ranges::any_of(folders, says_so);
}

}  // namespace floodwall
