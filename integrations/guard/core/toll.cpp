#include "integrations/guard/core/toll.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "analyzer/catalog/names.h"
#include "integrations/guard/core/literal.h"

namespace floodwall::guard {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_listed = 12;

/// Which keys a statement's loss runs along.
enum class Along : std::uint8_t {
  NoKeys,         ///< UPDATE, DROP, TRUNCATE that refuses: the tables and what is below them
  CascadingKeys,  ///< DELETE: ON DELETE CASCADE
  AllKeys,        ///< TRUNCATE … CASCADE, whatever the key's action
};

Along along_of(const RegisteredRule& rule) {
  const std::string_view id = rule.rule->meta.id;
  if (id == "truncate-cascade") return Along::AllKeys;
  return id == "delete-without-where" ? Along::CascadingKeys : Along::NoKeys;
}

char letter(const Json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : "";
  return text.empty() ? '\0' : text.front();
}

bool is_row(const Json& value, std::size_t size) { return value.is_array() && value.size() == size; }
bool are_numbers(const Json& row, std::size_t count) {
  return std::all_of(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(count),
                     [](const Json& each) { return each.is_number(); });
}

std::string shown(const LiveTable& table) {
  return display({table.schema == "public" ? "" : table.schema, table.name});
}

std::string rows_in(double rows, Counted counted) {
  if (rows < 0) return "";
  const std::string_view how = counted == Counted::Exactly  ? ""
                               : counted == Counted::Beyond ? "more than "
                                                            : "about ";
  return fmt::format("{}{} {}", how, grouped(rows), rows == 1 ? "row" : "rows");
}

class Reach {
 public:
  Reach(const LiveTables& live, Along along) : live_(live), along_(along) {}

  void add(std::int64_t oid, const std::string& by) {
    if (!seen_.insert(oid).second) return;
    const LiveTable* table = live_.find(oid);
    if (table == nullptr) return;
    const bool has_rows = table->kind != 'p';  // a partitioned table has none of its own
    taken.push_back({shown(*table),
                     has_rows ? table->rows : 0,
                     by,
                     oid,
                     {table->schema, table->name},
                     has_rows ? table->counted : Counted::Exactly});
    order_.push_back(oid);
  }
  /// In rounds, as PostgreSQL's NOTICEs come.
  void run() {
    for (std::size_t i = 0; i < order_.size(); ++i) {
      for (const LiveChild& each : live_.children) {
        if (each.parent == order_[i]) add(each.child, "");
      }
      for (const LiveKey& key : live_.keys) {
        const bool counts =
            along_ == Along::AllKeys || (along_ == Along::CascadingKeys && key.on_delete == 'c');
        if (counts && key.parent == order_[i]) add(key.child, key.name);
      }
    }
  }

  std::vector<TakenTable> taken;

 private:
  const LiveTables& live_;
  Along along_;
  std::set<std::int64_t> seen_;
  std::vector<std::int64_t> order_;
};

/// Whether every name means a table.
bool names_what_is_there(const StatementFinding& finding, std::span<const std::string> tables,
                         const LiveTables& live) {
  return std::ranges::all_of(finding.finding.tables, [&](const std::string& name) {
    const auto at = static_cast<std::size_t>(std::ranges::find(tables, name) - tables.begin());
    return at < live.named.size() && live.named[at].oid.has_value();
  });
}

/// TRUNCATE and DROP: a DELETE may be prepared for another day.
bool takes_what_is_empty(const StatementFinding& finding, const Toll& toll, const LiveTables& live) {
  const std::string_view id = finding.rule->rule->meta.id;
  const bool truncates = id == "truncate-table" || id == "truncate-cascade";
  const bool drops = id == "drop-table" || id == "drop-column" || id == "drop-cascade";
  return (truncates || drops) && !toll.tables.empty() &&
         std::ranges::all_of(toll.tables, [&](const TakenTable& each) {
           const auto empty = std::ranges::find(live.empty, each.oid, &EmptyTable::oid);
           return empty != live.empty.end() && (truncates || empty->is_alone);
         });
}

}  // namespace

std::string grouped(double number) {
  std::string digits = fmt::format("{:.0f}", number);
  for (std::size_t at = digits.size(); 3 < at; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

const LiveTable* LiveTables::find(std::int64_t oid) const {
  const auto found = std::ranges::find(tables, oid, &LiveTable::oid);
  return found == tables.end() ? nullptr : &*found;
}

std::vector<std::string> tables_in(std::span<const StatementFinding> findings) {
  std::vector<std::string> tables;
  for (const StatementFinding& each : findings) {
    for (const std::string& table : each.finding.tables) {
      if (std::ranges::find(tables, table) == tables.end()) tables.push_back(table);
    }
  }
  return tables;
}

std::string live_tables_question(std::span<const std::string> tables) {
  std::string names;
  for (const std::string& table : tables) names += (names.empty() ? "" : ", ") + literal(table);
  // UNION (not ALL) ends the recursion where keys go round. Columns: as parse_live_tables reads them. Every
  // operator has its schema: search_path may lead to others before pg_catalog.
  return fmt::format(
      "WITH RECURSIVE named AS (SELECT n.at, pg_catalog.to_regclass(n.name)::pg_catalog.oid AS oid, "
      "EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relname OPERATOR(pg_catalog.=) "
      "(pg_catalog.parse_ident(n.name))[1] "
      "AND pg_catalog.cardinality(pg_catalog.parse_ident(n.name)) OPERATOR(pg_catalog.=) 1 "
      "AND c.relpersistence OPERATOR(pg_catalog.<>) 't' "
      "AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'f', 'v', 'm']::pg_catalog.\"char\"[])) "
      "AS is_elsewhere "
      "FROM pg_catalog.unnest(ARRAY[{}]::pg_catalog.text[]) WITH ORDINALITY AS n(name, at)), "
      "reached(oid) AS (SELECT oid FROM named WHERE oid IS NOT NULL UNION "
      "SELECT next.oid FROM reached, LATERAL ("
      "SELECT k.conrelid FROM pg_catalog.pg_constraint k WHERE k.contype OPERATOR(pg_catalog.=) 'f' "
      "AND k.confrelid OPERATOR(pg_catalog.=) reached.oid UNION ALL "
      "SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent OPERATOR(pg_catalog.=) reached.oid "
      "UNION ALL SELECT i.inhparent FROM pg_catalog.pg_inherits i "
      "WHERE i.inhrelid OPERATOR(pg_catalog.=) reached.oid) AS next(oid)) "
      "SELECT pg_catalog.json_build_object("
      "'named', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(oid::pg_catalog.int8, is_elsewhere) "
      "ORDER BY at) FROM named), "
      "'tables', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.oid::pg_catalog.int8, "
      "c.reltuples, n.nspname, "
      "c.relname, c.relkind, c.relpersistence, "
      "pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
      "AND NOT pg_catalog.row_security_active(c.oid))) "
      "FROM reached JOIN pg_catalog.pg_class c "
      "ON c.oid OPERATOR(pg_catalog.=) reached.oid "
      "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace), "
      "'keys', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(k.conrelid::pg_catalog.int8, "
      "k.confrelid::pg_catalog.int8, k.conname, k.confdeltype) ORDER BY k.oid) FROM pg_catalog.pg_constraint "
      "k WHERE k.contype OPERATOR(pg_catalog.=) 'f' "
      "AND k.confrelid OPERATOR(pg_catalog.=) ANY (SELECT oid FROM reached)), "
      "'empty', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.oid::pg_catalog.int8, NOT EXISTS ("
      "SELECT FROM pg_catalog.pg_depend d WHERE d.deptype OPERATOR(pg_catalog.=) 'n' "
      "AND d.classid OPERATOR(pg_catalog.<>) 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid "
      "AND (d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid "
      "AND d.refobjid OPERATOR(pg_catalog.=) c.oid "
      "OR d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid "
      "AND d.refobjid OPERATOR(pg_catalog.=) ANY (SELECT pg_catalog.unnest(ARRAY[t.oid, t.typarray]) "
      "FROM pg_catalog.pg_type t WHERE t.oid OPERATOR(pg_catalog.=) c.reltype))))) "
      "FROM named JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) named.oid "
      "WHERE c.relkind OPERATOR(pg_catalog.=) 'r' "
      "AND pg_catalog.pg_relation_size(c.oid) OPERATOR(pg_catalog.=) 0), "
      "'children', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(i.inhrelid::pg_catalog.int8, "
      "i.inhparent::pg_catalog.int8) ORDER BY i.inhrelid) FROM pg_catalog.pg_inherits i "
      "WHERE i.inhparent OPERATOR(pg_catalog.=) ANY (SELECT oid FROM reached)))::pg_catalog.text",
      names);
}

std::optional<LiveTables> parse_live_tables(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object() || !object.contains("named")) return std::nullopt;
  for (const auto& [key, value] : object.items()) {
    if (!value.is_array() && !value.is_null()) return std::nullopt;
  }
  LiveTables live;
  const auto rows = [&](const char* key) { return object.value(key, Json()); };
  for (const Json& row : rows("named")) {
    if (!is_row(row, 2) || !row[1].is_boolean()) return std::nullopt;
    NamedTable& named = live.named.emplace_back();
    if (row[0].is_number()) named.oid = row[0].get<std::int64_t>();
    named.is_elsewhere = row[1].get<bool>();
  }
  for (const Json& row : rows("tables")) {
    const bool tells_readable = is_row(row, 7);
    if ((!tells_readable && !is_row(row, 6)) || !are_numbers(row, 2) || !row[2].is_string() ||
        !row[3].is_string())
      return std::nullopt;
    const bool is_readable = tells_readable && row[6].is_boolean() && row[6].get<bool>();
    live.tables.push_back({row[0].get<std::int64_t>(), row[2].get<std::string>(), row[3].get<std::string>(),
                           letter(row[4]), letter(row[5]), row[1].get<double>(), is_readable});
  }
  for (const Json& row : rows("keys")) {
    if (!is_row(row, 4) || !are_numbers(row, 2) || !row[2].is_string()) return std::nullopt;
    live.keys.push_back(
        {row[2].get<std::string>(), row[0].get<std::int64_t>(), row[1].get<std::int64_t>(), letter(row[3])});
  }
  for (const Json& row : rows("children")) {
    if (!is_row(row, 2) || !are_numbers(row, 2)) return std::nullopt;
    live.children.push_back({row[0].get<std::int64_t>(), row[1].get<std::int64_t>()});
  }
  for (const Json& row : rows("empty")) {
    if (!is_row(row, 2) || !are_numbers(row, 1) || !row[1].is_boolean()) return std::nullopt;
    live.empty.push_back({row[0].get<std::int64_t>(), row[1].get<bool>()});
  }
  return live;
}

Toll toll_of(const StatementFinding& finding, std::span<const std::string> tables, const LiveTables& live) {
  Toll toll;
  Reach reach(live, along_of(*finding.rule));
  toll.is_nothing = !finding.finding.tables.empty();
  for (const std::string& name : finding.finding.tables) {
    const auto at = static_cast<std::size_t>(std::ranges::find(tables, name) - tables.begin());
    if (live.named.size() <= at) {
      toll.is_nothing = false;
      continue;
    }
    const NamedTable& named = live.named[at];
    const LiveTable* table = named.oid ? live.find(*named.oid) : nullptr;
    // A view that is temporary shows what need not be.
    const bool has_nothing = table == nullptr || (table->persistence == 't' && table->kind != 'v');
    toll.is_nothing = toll.is_nothing && !named.is_elsewhere && has_nothing;
    if (table != nullptr) reach.add(table->oid, "");
  }
  reach.run();
  toll.tables = std::move(reach.taken);
  toll.is_empty = names_what_is_there(finding, tables, live) && takes_what_is_empty(finding, toll, live);
  return toll;
}

std::string words_for(const Toll& toll) {
  if (toll.tables.empty() || toll.is_nothing) return "";
  double rows = 0;
  Counted counted = Counted::Exactly;
  bool is_known = true;
  std::string names;
  for (std::size_t i = 0; i < toll.tables.size(); ++i) {
    const TakenTable& each = toll.tables[i];
    rows += std::max(0.0, each.rows);
    is_known = is_known && 0 <= each.rows && each.counted != Counted::Beyond;
    if (0 < each.rows && each.counted == Counted::Estimate) counted = Counted::Estimate;
    if (most_listed <= i) continue;
    names += (i == 0 ? "" : ", ") + each.table;
    if (1 < toll.tables.size() && 0 < each.rows) names += " (" + rows_in(each.rows, each.counted) + ")";
    if (!each.by.empty()) names += " by " + quoted_identifier(each.by);
  }
  if (most_listed < toll.tables.size())
    names += fmt::format(" and {} more", toll.tables.size() - most_listed);
  std::string words =
      fmt::format("here that is {} {}", toll.tables.size(), toll.tables.size() == 1 ? "table" : "tables");
  if (0 < rows) words += " with " + rows_in(rows, counted) + (is_known ? "" : " at least");
  return words + ": " + names;
}

}  // namespace floodwall::guard
