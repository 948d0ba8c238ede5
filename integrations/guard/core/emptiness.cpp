#include "integrations/guard/core/emptiness.h"

#include <cstddef>

#include <fmt/core.h>

#include "integrations/guard/core/literal.h"
#include "integrations/guard/core/sql_template.h"

namespace floodwall::guard {
namespace {

constexpr std::string_view emptiness_sql =
#include "guard_emptiness_sql.inc"
    ;

}  // namespace

std::string emptiness_statement(std::span<const TakenTable> tables, std::span<const std::string> names,
                                const LiveTables& live) {
  const auto with_comma = [](const std::string& list) { return list.empty() ? "" : ", "; };
  std::string oids;
  for (const TakenTable& table : tables) oids += fmt::format("{}{}", with_comma(oids), table.oid);
  std::string texts;
  std::string meanings;
  for (std::size_t i = 0; i < names.size() && i < live.named.size(); ++i) {
    texts += with_comma(texts) + literal(names[i]);
    meanings += with_comma(meanings) + (live.named[i].oid ? std::to_string(*live.named[i].oid) : "NULL");
  }
  return filled(emptiness_sql, {{"tables", "ARRAY[" + oids + "]"},
                                {"names", "ARRAY[" + texts + "]"},
                                {"meanings", "ARRAY[" + meanings + "]"}});
}

}  // namespace floodwall::guard
