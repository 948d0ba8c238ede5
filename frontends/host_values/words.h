#pragma once
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

/// In lower case, white space as single blanks.
std::string lower_words(std::string_view text);

}  // namespace floodwall::host
