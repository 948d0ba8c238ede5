#include "frontends/python/lowering/lowering.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "frontends/python/lowering/alembic.h"
#include "frontends/python/lowering/django_migrations.h"
#include "frontends/python/lowering/django_models.h"
#include "frontends/python/lowering/django_operations.h"
#include "frontends/python/lowering/lowered_operation.h"
#include "frontends/python/lowering/other_calls.h"
#include "frontends/python/lowering/sqlalchemy_calls.h"
#include "frontends/python/lowering/sqlalchemy_models.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Text;

std::string method_of(std::string_view tool, const CallEvent& call) {
  return std::string(tool) + "." + std::string(last_word(call.path));
}

std::optional<LoweredSql> lower_call(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const auto lowered = [&](Text sql, std::string api) {
    return LoweredSql{.sql = std::move(sql),
                      .api = std::move(api),
                      .at = call.call->at,
                      .call = &call,
                      .function = call.function};
  };
  if (std::optional<Text> sql = lower_alembic(book, call)) {
    return lowered(*std::move(sql), method_of("op", call));
  }
  if (std::optional<Text> sql = lower_table(classes, call)) {
    LoweredSql table = lowered(*std::move(sql), "Table");
    table.function = nullptr;
    table.certainty = Certainty::Database;
    table.is_definition = true;
    return table;
  }
  if (std::optional<Text> sql = lower_sqlalchemy_call(book, call)) {
    LoweredSql step = lowered(*std::move(sql), std::string(last_word(call.path)));
    step.certainty = Certainty::Database;
    return step;
  }
  if (std::optional<Text> sql = lower_to_sql(book, call)) {
    LoweredSql step = lowered(*std::move(sql), "to_sql");
    step.certainty = Certainty::Database;
    return step;
  }
  return std::nullopt;
}

}  // namespace

bool may_be_lowered(std::string_view text) {
  static constexpr std::array<std::string_view, 9> words = {
      "alembic", "sqlalchemy", "SQLAlchemy", "sqlmodel", "django", "to_sql", "op.", "db.Model", "session"};
  return std::ranges::any_of(
      words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::vector<LoweredSql> lower(const RunProgram& run) {
  std::vector<LoweredSql> all;
  const CallBook book(run.program, run.calls);
  const ClassBook classes(book, run.flow, run.result);
  std::set<const host::Expression*> seen;
  for (const CallEvent& call : run.calls) {
    if (!seen.insert(call.call).second) continue;
    if (std::optional<LoweredSql> lowered = lower_call(classes, call)) all.push_back(*std::move(lowered));
  }
  for (const host::Class& klass : run.program.classes()) {
    if (std::optional<Text> sql = lower_declarative(classes, klass)) {
      all.push_back({.sql = *std::move(sql),
                     .api = std::string(klass.name),
                     .at = klass.name_at,
                     .klass = &klass,
                     .certainty = Certainty::Database,
                     .is_definition = true});
    }
  }
  for (LoweredModel& model : lower_django_models(classes, run.path)) {
    all.push_back({.sql = std::move(model.sql),
                   .api = "models.Model",
                   .at = model.klass->name_at,
                   .klass = model.klass,
                   .certainty = Certainty::Database,
                   .is_definition = true});
  }
  for (LoweredMigrationStep& step : lower_django_migrations(classes, run.path)) {
    all.push_back({.sql = std::move(step.sql),
                   .api = std::move(step.operation),
                   .at = step.at,
                   .klass = step.migration,
                   .direction = step.direction,
                   .certainty = Certainty::Database,
                   .is_written = step.is_written});
  }
  std::ranges::stable_sort(all, {}, [](const LoweredSql& each) { return each.at.begin; });
  return all;
}

std::span<const LoweredOperation> lowered_operations() {
  static const std::vector<LoweredOperation> all = [] {
    std::vector<LoweredOperation> operations;
    for (const std::span<const LoweredOperation> own :
         {alembic_operations(), sqlalchemy_definitions(), sqlalchemy_calls(), django_definitions(),
          django_operations(), other_operations()}) {
      operations.insert(operations.end(), own.begin(), own.end());
    }
    return operations;
  }();
  return all;
}

}  // namespace floodwall::python
