#pragma once
#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace floodwall::host {

/// The words that a name is made of, in lower case: test, database and url of "TEST_DATABASE_URL",
/// "testDatabaseUrl", "test-database-url".
class Words {
 public:
  explicit Words(std::string_view name);

  bool has(std::string_view word) const;
  bool has_any(std::initializer_list<std::string_view> words) const;

 private:
  std::vector<std::string> words_;
};

/// What a method calls the object or class that it is called on, by its language or by custom.
constexpr bool is_receiver(std::string_view name) {
  return name == "self" || name == "cls" || name == "this";
}

/// The last name of a dotted path: "execute" of "self.db.execute".
constexpr std::string_view last_name(std::string_view path) { return path.substr(path.rfind('.') + 1); }

bool is_among(std::string_view word, const auto& list) { return std::ranges::find(list, word) != list.end(); }

/// In lower case, white space as single blanks.
std::string lower_words(std::string_view text);

}  // namespace floodwall::host
