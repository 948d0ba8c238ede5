#pragma once
#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace floodwall::host {

/// The words that a name is made of, in lower case: test, database and url of "TEST_DATABASE_URL",
/// "testDatabaseUrl", "test-database-url".
class Words {
 public:
  explicit Words(std::string_view name);

  bool has(std::string_view word) const { return has_any({word}); }
  bool has_any(std::initializer_list<std::string_view> words) const;

 private:
  std::string words_;  ///< with a blank behind each: "test database url "
};

/// A table of names that is asked for each call of a program.
using NameSet = std::unordered_set<std::string_view>;

/// What a method calls the object or class that it is called on, by its language or by custom.
constexpr bool is_receiver(std::string_view name) {
  return name == "self" || name == "cls" || name == "this";
}

/// The last name of a dotted path: "execute" of "self.db.execute".
constexpr std::string_view last_name(std::string_view path) { return path.substr(path.rfind('.') + 1); }

/// "app.db.queries.FIND_USER" -> "queries.FIND_USER".
constexpr std::string_view last_two_names(std::string_view path) {
  const std::size_t last = path.rfind('.');
  if (last == std::string_view::npos || last == 0) return path;
  const std::size_t before = path.rfind('.', last - 1);
  return before == std::string_view::npos ? path : path.substr(before + 1);
}

/// Whether two dotted names can mean the same thing, seen from different folders: "db.x" and "app.db.x".
constexpr bool is_same_module_path(std::string_view left, std::string_view right) {
  if (left.size() < right.size()) std::swap(left, right);
  return left == right || (left.ends_with(right) && left[left.size() - right.size() - 1] == '.');
}

bool is_among(std::string_view word, const auto& list) { return std::ranges::find(list, word) != list.end(); }

/// In lower case, white space as single blanks.
std::string lower_words(std::string_view text);

}  // namespace floodwall::host
