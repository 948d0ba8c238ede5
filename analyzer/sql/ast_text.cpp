#include "analyzer/sql/ast_text.h"

#include <nlohmann/json.hpp>

extern "C" {
#include "pg_query.h"
}

namespace floodwall {

std::string ast_text(std::string_view sql) {
  constexpr std::size_t longest = 64 << 10;
  if (longest < sql.size()) return "the text has more than 64 KB\n";
  const PgQueryParseResult result = pg_query_parse(std::string(sql).c_str());
  std::string text;
  if (result.error != nullptr) {
    text =
        std::string(result.error->message) + " (character " + std::to_string(result.error->cursorpos) + ")";
  } else {
    const nlohmann::ordered_json tree = nlohmann::ordered_json::parse(result.parse_tree, nullptr, false);
    text = tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }
  pg_query_free_parse_result(result);
  return text + '\n';
}

}  // namespace floodwall
