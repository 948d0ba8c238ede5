#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace floodwall {

/// A path in pieces, in lower case (ASCII).
struct PathWords {
  explicit PathWords(std::string_view path);

  std::vector<std::string> folders;  ///< from the outermost to the one that holds the file
  std::string name;                  ///< of the file, all of it: "v1__a.mysql.sql"
  std::string stem;                  ///< without its last extension: "v1__a.mysql"
  /// The last word of the stem if a dot, a hyphen or an underscore stands before it; else empty.
  std::string last_word;
  char before_last_word = '\0';

  /// Whether the folder that holds the file is `wanted`; 1 is the folder above that.
  bool in_folder(std::string_view wanted, std::size_t above = 0) const;
  /// tests/, test/, fixtures of tests, test_x, x_test, conftest.
  bool is_for_tests() const;
};

bool is_digit(char c);

}  // namespace floodwall
