#include "frontends/host_values/companion.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "frontends/host_values/guard_words.h"

namespace floodwall::host {
namespace {

using Kind = Expression::Kind;

constexpr std::array functions =
    std::to_array<std::string_view>({"assert_test_database", "assert_test_database_async", "connect",
                                     "connection_class", "connection_factory", "protect", "protect_all"});
constexpr std::array classes = std::to_array<std::string_view>({"AsyncConnection", "Connection"});

/// "floodwall.alembic.protect", whatever it was imported as; empty: something else.
std::string companions_name(const Program& program, const Definitions& definitions,
                            const Expression& expression) {
  if (expression.kind != Kind::Name && expression.kind != Kind::Member) return {};
  const std::string_view written = program.written(expression.at);
  const std::size_t dot = std::min(written.find('.'), written.size());
  if (written.starts_with("floodwall.")) return std::string(written);  // import floodwall.alembic
  const std::string path = definitions.imported(written.substr(0, dot)) + std::string(written.substr(dot));
  return path.starts_with("floodwall.") ? path : std::string();
}

bool is_one_of(std::string_view path, const auto& names) {
  return !path.empty() && std::ranges::find(names, path.substr(path.rfind('.') + 1)) != names.end();
}

}  // namespace

bool is_companion_call(const Program& program, const Definitions& definitions, const Expression& call) {
  const Expression& callee = call.kind == Kind::Call ? *call.operands.front() : call;
  if (is_one_of(companions_name(program, definitions, callee), functions)) return true;
  return std::ranges::any_of(call.arguments, [&](const Argument& argument) {
    return argument.value != nullptr &&
           is_one_of(companions_name(program, definitions, *argument.value), classes);
  });
}

bool loads_companion(const Program& program) {
  bool loads = false;
  for (const Statement* each : program.body) {
    if (each->kind != Statement::Kind::Assign || each->target == nullptr || each->value == nullptr ||
        each->target->word != "pytest_plugins")
      continue;
    each_expression(each->value, [&](const Expression& inner) {
      loads = loads || text_of(inner) == "floodwall.pytest_plugin";
    });
  }
  return loads;
}

}  // namespace floodwall::host
