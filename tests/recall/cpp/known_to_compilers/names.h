#pragma once
#include <string>
#include <string_view>

#define SESSIONS "sessions"
#define EMPTY(table) "TRUNCATE " table

namespace texts {
constexpr std::string_view drop = "DROP TABLE sessions";
inline const std::string all = "SELECT * FROM " SESSIONS;
constexpr const char* steps[] = {"BEGIN", "DELETE FROM sessions", "COMMIT"};
struct Named {
  int id;
  const char* text;
};
inline constexpr Named named[] = {{1, "SELECT 1"}, {2, "DELETE FROM sessions WHERE id = 1"}};
}  // namespace texts

/// Nobody sees by its name that it runs SQL.
struct Store {
  void go(const char* what);
};
