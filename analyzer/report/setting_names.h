#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace floodwall {

// What floodwall.toml accepts, for the program that reads it, its schema and `floodwall init`.

/// Names for many rules at once, beside the groups.
inline constexpr std::array<std::string_view, 3> rule_collections = {"all", "default", "strict"};

/// The first one is ours; files for the others are left out.
inline constexpr std::array<std::string_view, 8> dialect_names = {
    "postgresql", "mysql", "mariadb", "sqlite", "sqlserver", "oracle", "clickhouse", "other"};

inline constexpr std::size_t most_jobs = 1024;
inline constexpr int most_compile_seconds = 3600;
inline constexpr int oldest_pg_version = 10;
inline constexpr int newest_pg_version = 18;

}  // namespace floodwall
