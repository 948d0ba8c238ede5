#include "analyzer/sql/ast_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"
#include "analyzer/sql/walk.h"

extern "C" {
#include "pg_query.h"
}

namespace floodwall {
namespace {

int depth_of(const Node& root) {
  std::vector<std::pair<const Node*, int>> open = {{&root, 1}};
  std::vector<const Node*> children;
  int deepest = 0;
  while (!open.empty()) {
    const auto [node, depth] = open.back();
    open.pop_back();
    deepest = std::max(deepest, depth);
    children.clear();
    push_children(*node, children);
    for (const Node* child : children) open.emplace_back(child, depth + 1);
  }
  return deepest;
}

}  // namespace

Result<std::string> ast_text(std::string_view sql) {
  constexpr std::size_t longest = 64 << 10;
  constexpr int deepest = 200;  // the printers recurse, and each level indents all below it
  if (longest < sql.size()) return failure("the text has more than 64 KB");
  StatementParser parser;
  for (const StatementText& statement : split_script(sql, {.is_psql_script = false}).statements) {
    const auto tree = parser.parse(slice(sql, statement.at));
    if (tree && *tree != nullptr && deepest < depth_of(**tree)) {
      return failure("the tree is more than " + std::to_string(deepest) + " nodes deep");
    }
  }
  const PgQueryParseResult result = pg_query_parse(std::string(sql).c_str());
  Result<std::string> text;
  if (result.error != nullptr) {
    text = failure(std::string(result.error->message) + " (character " +
                   std::to_string(result.error->cursorpos) + ")");
  } else {
    const nlohmann::ordered_json tree = nlohmann::ordered_json::parse(result.parse_tree, nullptr, false);
    text = tree.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  }
  pg_query_free_parse_result(result);
  return text;
}

}  // namespace floodwall
