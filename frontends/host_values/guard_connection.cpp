#include "frontends/host_values/guard_connection.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

using Kind = Expression::Kind;

constexpr int deepest_definition = 12;

/// create_engine(url), psycopg2.connect(url); `engine.connect()` goes back to the engine.
bool connects(const Expression& call) {
  static constexpr std::array names =
      std::to_array<std::string_view>({"connect", "create_engine", "create_async_engine", "create_pool",
                                       "ConnectionPool", "Connection", "engine_from_config"});
  const Expression& callee = *call.operands.front();
  const bool is_named = callee.kind == Kind::Name || callee.kind == Kind::Member;
  return is_named && is_among(callee.word, names) && !call.arguments.empty();
}

const Expression* connected_by(const Definitions& definitions, const Expression& expression, int depth) {
  if (deepest_definition < depth) return nullptr;
  const Function* scope = definitions.scope_of(expression.at);
  if (expression.kind == Kind::Name || expression.kind == Kind::Member) {
    const Expression* value = definitions.of(expression, scope);  // of self.conn, too
    if (value != nullptr && value != &expression) return connected_by(definitions, *value, depth + 1);
    if (expression.kind == Kind::Name) return nullptr;
  }
  if (expression.kind == Kind::Member || expression.kind == Kind::Index)
    return connected_by(definitions, *expression.operands.front(), depth + 1);
  if (expression.kind != Kind::Call) return nullptr;
  if (connects(expression)) return &expression;
  const Expression& callee = *expression.operands.front();
  if (callee.kind == Kind::Member) return connected_by(definitions, *callee.operands.front(), depth + 1);
  if (expression.arguments.size() != 1 || expression.arguments[0].value == nullptr) return nullptr;
  return connected_by(definitions, *expression.arguments[0].value, depth + 1);  // Session(engine)
}

}  // namespace

const Expression* connected_by(const Definitions& definitions, const Expression& expression) {
  return connected_by(definitions, expression, 0);
}

const Expression* connection_in(const Definitions& definitions, const Expression& condition) {
  const Expression* found = nullptr;
  bool is_one = true;
  each_expression(&condition, [&](const Expression& each) {
    if (!is_one || each.kind != Kind::Name) return;
    const Expression* connection = connected_by(definitions, each);
    if (connection == nullptr) return;
    is_one = found == nullptr || found == connection;
    found = connection;
  });
  return is_one ? found : nullptr;
}

}  // namespace floodwall::host
