#include "frontends/python/lowering/lowering.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "frontends/host_values/signs.h"
#include "frontends/python/lowering/alembic.h"
#include "frontends/python/lowering/copies.h"
#include "frontends/python/lowering/django_migrations.h"
#include "frontends/python/lowering/django_models.h"
#include "frontends/python/lowering/django_operations.h"
#include "frontends/python/lowering/django_queries.h"
#include "frontends/python/lowering/lowered_operation.h"
#include "frontends/python/lowering/odoo.h"
#include "frontends/python/lowering/pandas.h"
#include "frontends/python/lowering/peewee.h"
#include "frontends/python/lowering/sqlalchemy_calls.h"
#include "frontends/python/lowering/sqlalchemy_models.h"
#include "frontends/python/lowering/yoyo.h"
#include "frontends/python/paths.h"
#include "frontends/python/relevance.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Text;

/// Whether a file changes the schema through Alembic: its Tables and classes are what the tables were like,
/// for its own queries.
bool calls_alembic_operations(const std::deque<CallEvent>& calls) {
  return std::ranges::any_of(calls,
                             [](const CallEvent& call) { return call.path.starts_with("alembic.op."); });
}

LoweredSql lowered_call(const CallEvent& call, Text sql, std::string api, Certainty certainty) {
  return {.sql = std::move(sql),
          .api = std::move(api),
          .at = call.call->at,
          .call = &call,
          .function = call.function,
          .certainty = certainty};
}

std::optional<LoweredSql> lower_step(const ClassBook& classes, const CallEvent& call) {
  const CallBook& book = classes.calls();
  const std::string method(last_word(call.path));
  if (std::optional<Text> sql = lower_alembic(book, call))
    return lowered_call(call, *std::move(sql), "op." + method, Certainty::Postgres);
  std::optional<Text> sql = lower_sqlalchemy_call(classes, call);
  if (!sql) sql = lower_peewee(classes, call);
  if (!sql) sql = lower_to_sql(book, call);
  if (!sql) sql = lower_copy(book, call);
  if (!sql) return std::nullopt;
  return lowered_call(call, *std::move(sql), method, Certainty::Database);
}

std::optional<LoweredSql> lower_definition(const ClassBook& classes, const CallEvent& call) {
  std::optional<Text> sql = lower_table(classes, call);
  if (!sql) return std::nullopt;
  LoweredSql table = lowered_call(call, *std::move(sql), "Table", Certainty::Database);
  table.function = nullptr;
  table.is_definition = true;
  return table;
}

}  // namespace

bool may_be_lowered(std::string_view text) {
  static const host::Signs signs(std::to_array<host::Sign>({
      {"alembic", "op."},
      {"down_revision"},
      {"Column("},
      {"mapped_column("},
      {"Mapped["},
      {"table=True"},
      {"DropTable("},
      {"DropSchema("},
      {"sqlalchemy", ".drop("},
      {"execute(", "sqlalchemy", "delete("},
      {"execute(", "sqlalchemy", "update("},
      {".query(", ".delete(", "ession"},
      {".query(", ".update(", "ession"},
      {"__table__", ".drop("},
      {"= models."},
      {"(models.Model"},
      {"migrations.Migration"},
      {".to_sql("},
      {"copy_from(", "psycopg"},
      {"copy_to(", "psycopg"},
      {"copy_records_to_table("},
      {"copy_from_table(", "asyncpg"},
      {"copy_to_table(", "asyncpg"},
      {".objects", ".delete()"},
      {"_manager", ".delete()"},
      {"yoyo", "step("},
      {"peewee", "drop_table"},
      {"peewee", "truncate_table"},
      {"playhouse", "drop_column"},
      {"odoo", "Many2one("},
  }));
  return signs.any_in(text);
}

std::vector<LoweredSql> lower(const RunProgram& run) {
  std::vector<LoweredSql> all;
  const CallBook book(run.program, run.calls);
  const ClassBook classes(book, run.flow, run.result);
  const bool is_migration = calls_alembic_operations(run.calls);
  std::set<const host::Expression*> seen;
  // mongoengine calls its managers alike; Django's tests have a database of their own.
  const bool may_query = !is_test_path(run.path) && !host::holds(run.program.text, "mongoengine");
  std::optional<DjangoModels> models;
  for (const CallEvent& call : run.calls) {
    if (!seen.insert(call.call).second) continue;
    std::optional<LoweredSql> lowered = lower_step(classes, call);
    if (!lowered && may_query && may_be_django_query(classes, call)) {
      if (!models) models.emplace(django_models(classes, run.path));
      if (std::optional<Text> sql = lower_django_query(classes, *models, call))
        lowered = lowered_call(call, *std::move(sql), "delete", Certainty::Database);
    }
    if (std::optional<Text> rollback = yoyo_rollback(book, call)) {
      lowered = lowered_call(call, *std::move(rollback), "yoyo.step", Certainty::Database);
      lowered->direction = Direction::Down;
      lowered->is_written = true;
    }
    if (!lowered && !is_migration) lowered = lower_definition(classes, call);
    if (lowered) all.push_back(*std::move(lowered));
  }
  for (const host::Class& klass : run.program.classes()) {
    const auto add = [&](Text sql, std::string api, Certainty certainty) {
      all.push_back({.sql = std::move(sql),
                     .api = std::move(api),
                     .at = klass.name_at,
                     .klass = &klass,
                     .certainty = certainty,
                     .is_definition = true});
    };
    if (std::optional<Text> sql = is_migration ? std::nullopt : lower_declarative(classes, klass)) {
      add(*std::move(sql), std::string(klass.name), Certainty::Database);
    } else if (std::optional<Text> model = lower_odoo_model(classes, klass)) {
      add(*std::move(model), "Many2one", Certainty::Postgres);
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
          django_operations(), django_queries(), copy_operations(), pandas_operations(), peewee_operations(),
          yoyo_operations(), odoo_definitions()}) {
      operations.insert(operations.end(), own.begin(), own.end());
    }
    return operations;
  }();
  return all;
}

}  // namespace floodwall::python
