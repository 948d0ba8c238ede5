#include "integrations/guard/core/row_counts.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "analyzer/sql/keywords.h"

namespace floodwall::guard {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_counted = 50;  ///< partitions may be thousands
constexpr std::int64_t bytes_of_row = 1024;
constexpr std::int64_t bytes_of_page = 8192;

}  // namespace

std::vector<std::int64_t> countable(const LiveTables& live, std::span<const TakenTable> tables,
                                    std::int64_t most) {
  std::vector<std::int64_t> found;
  if (most == 0) return found;
  for (const TakenTable& taken : tables) {
    const LiveTable* table = live.find(taken.oid);
    if (table == nullptr || !table->is_readable || most_counted <= found.size()) continue;
    const bool has_rows = table->kind == 'r' || table->kind == 'm';
    const bool is_new = std::ranges::find(found, taken.oid) == found.end();
    if (has_rows && is_new && table->rows < static_cast<double>(most)) found.push_back(taken.oid);
  }
  return found;
}

std::string counts_question(const LiveTables& live, std::span<const std::int64_t> tables, std::int64_t most) {
  std::string counts;
  for (const std::int64_t oid : tables) {
    const LiveTable* table = live.find(oid);
    if (table == nullptr) continue;
    const std::string is_small = fmt::format("pg_catalog.pg_relation_size({}) OPERATOR(pg_catalog.<=) {}",
                                             oid, most * bytes_of_row + bytes_of_page);
    counts += fmt::format(
        "{}pg_catalog.json_build_array({}, CASE WHEN {} THEN (SELECT pg_catalog.count(*) FROM "
        "(SELECT FROM ONLY {}.{} LIMIT {}) AS counted) END)",
        counts.empty() ? "" : ", ", oid, is_small, quoted_identifier(table->schema),
        quoted_identifier(table->name), most + 1);
  }
  return fmt::format("SELECT pg_catalog.json_build_array({})::pg_catalog.text", counts);
}

bool take_counts(std::string_view json, std::int64_t most, LiveTables& live) {
  const Json array = Json::parse(json, nullptr, false);
  const auto is_count = [](const Json& each) {
    return each.is_array() && each.size() == 2 && each[0].is_number_integer() &&
           (each[1].is_null() || each[1].is_number_integer());
  };
  if (!array.is_array() || !std::ranges::all_of(array, is_count)) return false;
  for (const Json& each : array) {
    const auto table = std::ranges::find(live.tables, each[0].get<std::int64_t>(), &LiveTable::oid);
    if (table == live.tables.end() || each[1].is_null()) continue;
    const auto rows = each[1].get<std::int64_t>();
    table->rows = static_cast<double>(std::min(rows, most));
    table->counted = rows <= most ? Counted::Exactly : Counted::Beyond;
  }
  return true;
}

}  // namespace floodwall::guard
