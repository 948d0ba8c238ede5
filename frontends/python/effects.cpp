#include "frontends/python/effects.h"

#include <array>
#include <string>
#include <vector>

#include "frontends/host_values/origin_words.h"
#include "frontends/host_values/words.h"
#include "frontends/python/commands.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Effect;
using host::Origin;
using host::Value;

const std::string* constant_of(const Value* value) {
  const host::Text* text = value == nullptr ? nullptr : value->constant();
  return text == nullptr ? nullptr : &text->bytes();
}

Origin of_django() { return {DatabaseOrigin::Ambient, std::string(django_settings)}; }

/// call_command("flush"), call_command("migrate", "shop", "zero")
Effect effect_of_management(const CallEvent& event) {
  const std::string* command = constant_of(event.argument(0));
  if (command == nullptr) return {};
  Effect effect;
  if (*command == "flush" || *command == "reset_db") {
    effect = {CallEffect::EmptiesAll, "call_command(\"" + *command + "\")"};
  } else if (*command == "migrate") {
    const std::string* target = constant_of(event.argument(2, "migration_name"));
    if (target == nullptr || *target != "zero") return {};
    effect = {CallEffect::TakesAllBack, "call_command(\"migrate\", …, \"zero\")"};
  } else {
    return {};
  }
  const Value* database = event.argument(static_cast<std::size_t>(-1), "database");
  const std::string* name = constant_of(database);
  if (database == nullptr || (name != nullptr && !host::says_test(*name))) effect.origin = of_django();
  return effect;
}

/// What the commands do that a call has the system run. Of several the first one that destroys counts.
Effect effect_of_commands(const CallEvent& event) {
  Effect effect;
  for (const host::ShellCommand& command : commands_of(event)) {
    CommandEffect own = effect_of(command);
    const bool is_known = effect.kind != CallEffect::None && effect.kind != CallEffect::CopiesAll;
    if (is_known) break;
    if (own.kind == CallEffect::None && psql_texts(command).empty()) continue;
    Origin origin = own.is_django ? of_django() : origin_of(command);
    // An environment of its own: who makes one knows what for.
    if (event.argument(static_cast<std::size_t>(-1), "env") != nullptr) origin = {};
    effect = {own.kind, std::move(own.call), {}, std::move(origin)};
  }
  return effect;
}

Effect effect_of_variable(const CallEvent& event, std::string_view name) {
  const bool sets = event.path == "os.environ.setdefault" || event.path == "os.putenv" || name == "setenv";
  if (!sets) return {};
  const std::string* variable = constant_of(event.argument(0, "name"));
  const std::string* value = constant_of(event.argument(1, "value"));
  if (variable == nullptr || value == nullptr) return {};
  return {CallEffect::SetsVariable, *variable, *value};
}

}  // namespace

Effect effect_of(const CallEvent& event) {
  const std::string_view name = host::last_name(event.path);
  const std::string& path = event.path;
  const bool is_alembic = path == "alembic.command.downgrade" || path == "flask_migrate.downgrade" ||
                          path.ends_with(".command.downgrade");
  if (is_alembic) {
    const std::string* revision = constant_of(event.argument(1, "revision"));
    const bool is_all = revision != nullptr && *revision == "base";
    return {is_all ? CallEffect::TakesAllBack : CallEffect::TakesBack, path};
  }
  if (path == "alembic.context.run_migrations") return {CallEffect::RunsMigrations, path};
  if (name == "call_command") return effect_of_management(event);
  const Value* task = name == "run_sync" ? event.argument(0) : nullptr;
  if (task != nullptr && task->path.ends_with(".drop_all")) return {CallEffect::DropsAll, task->path};
  if (name == "drop_all" || name == "drop_all_tables" || path == "sqlalchemy_utils.drop_database" ||
      path == "sqlalchemy_utils.functions.drop_database")
    return {CallEffect::DropsAll, path};
  Effect effect = effect_of_commands(event);
  return effect.kind == CallEffect::None && !effect.origin.is_known() ? effect_of_variable(event, name)
                                                                      : effect;
}

}  // namespace floodwall::python
