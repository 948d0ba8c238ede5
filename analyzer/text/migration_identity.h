#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace floodwall {

/// Where a file stands among the migrations of its tool. Empty `tool`: it is no migration, or its tool is not
/// known.
struct MigrationIdentity {
  std::string tool = {};  ///< "goose", "alembic", "django"
  /// The migrations of one database: the folder that holds them; of Django, whose apps refer to each other,
  /// the whole project ("").
  std::string chain = {};
  std::string id = {};                     ///< by which others name it: a revision, "shop.0002_orders"
  std::vector<std::string> after = {};     ///< ids that run before (down_revision, depends_on, dependencies)
  std::vector<std::string> replaces = {};  ///< ids that it stands for, too (Django's squashed migrations)
  /// Orders those that name nobody: the numbers of a version, "V1.10__x" -> {1, 10}.
  std::vector<std::uint64_t> version = {};
  bool is_repeatable = false;  ///< runs behind all others (Flyway's R__)
  bool is_baseline = false;    ///< stands for everything before it (Flyway's B__)
  /// "Ruby": in which it defines tables, and which we do not read. Then it has no tool, and `chain` is its
  /// folder.
  std::string language = {};
  bool is_model = false;  ///< such a file says what there is to be, and migrations may make it so

  friend bool operator==(const MigrationIdentity&, const MigrationIdentity&) = default;
};

}  // namespace floodwall
