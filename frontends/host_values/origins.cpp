#include "frontends/host_values/origins.h"

#include <algorithm>
#include <array>

#include "frontends/host_values/guards.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

using Kind = Expression::Kind;

constexpr int deepest_definition = 6;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Words of what makes a database that nobody misses.
bool says_throw_away(std::string_view name) {
  static constexpr std::array parts = std::to_array<std::string_view>({"testcontainers",
                                                                       "container",
                                                                       "postgresql_proc",
                                                                       "databasejanitor",
                                                                       "janitor",
                                                                       "testing.postgresql",
                                                                       "pytest_postgresql",
                                                                       "sqlite",
                                                                       ":memory:",
                                                                       "uuid",
                                                                       "tempfile",
                                                                       "mkdtemp",
                                                                       "tmp_path",
                                                                       "tmpdir",
                                                                       "worker_id",
                                                                       "temporary",
                                                                       "throwaway",
                                                                       "throw_away",
                                                                       "disposable",
                                                                       "ephemeral",
                                                                       "scratch",
                                                                       "pgtest",
                                                                       "tmp_db",
                                                                       "temp_db",
                                                                       "tmp_postgres",
                                                                       "create_mock_engine",
                                                                       "mock",
                                                                       "fake",
                                                                       "docker"});
  const std::string lower = lower_words(name);
  return std::ranges::any_of(parts, [&](std::string_view part) { return has(lower, part); });
}

bool says_test(std::string_view name) {
  return Words(name).has_any({"test", "tests", "testing", "testdb", "tmp", "temp"});
}

std::string_view text_of(const Expression& expression) {
  return expression.kind == Kind::Text && expression.parts.size() == 1 ? expression.parts.front().bytes
                                                                       : std::string_view();
}

/// What is more certain, or at least says more.
Origin stronger(Origin left, Origin right) {
  const auto rank = [](const Origin& origin) {
    switch (origin.kind) {
      case DatabaseOrigin::ThrowAway:
        return 3;
      case DatabaseOrigin::TestOnly:
        return 2;
      case DatabaseOrigin::Ambient:
        return 1;
      case DatabaseOrigin::Unknown:
        break;
    }
    return 0;
  };
  return rank(left) < rank(right) ? right : left;
}

}  // namespace

/// What the words of an expression alone say.
Origin OriginReader::of_words(const Expression& expression) const {
  std::string_view name = text_of(expression);
  const bool is_text = !name.empty();
  if (expression.kind == Kind::Name || expression.kind == Kind::Member) name = expression.word;
  if (name.empty()) return {};
  constexpr std::size_t longest = 60;
  std::string said(is_text ? name.substr(0, longest) : program_.written(expression.at).substr(0, longest));
  if (says_throw_away(name)) return {DatabaseOrigin::ThrowAway, std::move(said)};
  const bool is_key = is_text && name.find_first_of(" /:") == std::string_view::npos;
  const bool is_address = is_text && has(name, "://");
  if (is_address) {
    const std::string_view database = name.substr(name.rfind('/') + 1);
    said = std::string(name.substr(0, name.find("://"))) + "://…/" + std::string(database);  // no passwords
    if (says_test(database)) return {DatabaseOrigin::TestOnly, std::move(said)};
    return {DatabaseOrigin::Ambient, std::move(said)};
  }
  if (is_text && name.ends_with(".ini")) {
    return {says_test(name) ? DatabaseOrigin::TestOnly : DatabaseOrigin::Ambient, std::move(said)};
  }
  if ((is_key || !is_text) && names_address(name) && name != "db" && name != "database") {
    if (says_test(name)) return {DatabaseOrigin::TestOnly, std::move(said)};
    const bool is_setting =
        std::ranges::none_of(name, [](char c) { return 'a' <= c && c <= 'z'; }) ||  // DATABASE_URL
        expression.kind == Kind::Member;                                            // settings.database_url
    if (is_setting) return {DatabaseOrigin::Ambient, std::move(said)};
  }
  return {};
}

/// cfg.set_main_option(name, …), cfg.attributes["connection"] = …
const std::vector<const Statement*>& OriginReader::settings_in(const Function* scope) const {
  const auto [settings, is_new] = settings_.try_emplace(scope);
  if (!is_new) return settings->second;
  each_statement(definitions_.body_of(scope), [&](const Statement& statement) {
    const Expression* call = statement.value;
    if (call == nullptr) return;
    const bool sets_option = call->kind == Kind::Call && !call->operands.empty() &&
                             call->operands.front()->kind == Kind::Member && call->arguments.size() == 2 &&
                             call->operands.front()->word == "set_main_option";
    const bool sets_attribute = statement.kind == Statement::Kind::Assign && statement.target != nullptr &&
                                statement.target->kind == Kind::Index;
    if (sets_option || sets_attribute) settings->second.push_back(&statement);
  });
  return settings->second;
}

/// What a configuration is given later says more than the file that it was read from.
Origin OriginReader::set_on(const Expression& name, const Function* scope, int depth) const {
  Origin origin;
  for (const Statement* statement : settings_in(scope)) {
    if (!steps_.take()) break;
    const Expression& call = *statement->value;
    const bool is_call = call.kind == Kind::Call && !call.operands.empty() &&
                         call.operands.front()->kind == Kind::Member && call.arguments.size() == 2;
    if (is_call && call.operands.front()->word == "set_main_option" &&
        program_.written(call.operands.front()->operands.front()->at) == name.word &&
        call.arguments[1].value != nullptr)
      origin = of(*call.arguments[1].value, scope, depth + 1);
    if (statement->kind == Statement::Kind::Assign && statement->target != nullptr &&
        statement->target->kind == Kind::Index &&
        program_.written(statement->target->at).starts_with(std::string(name.word) + ".attributes["))
      origin = of(call, scope, depth + 1);
  }
  return origin;
}

/// Told by the words of its body.
bool OriginReader::makes_throw_away(const Function& function) const {
  const auto [makes, is_new] = makes_throw_away_.try_emplace(&function);
  if (!is_new) return makes->second;
  const std::string body = lower_words(program_.written(function.at));
  const bool makes_one =
      has(body, "create database") || has(body, "create_database(") || has(body, "create_test_db(");
  const bool takes_back = (has(body, ".rollback()") || has(body, "begin_nested")) && !has(body, ".commit(");
  makes->second = makes_one || takes_back;
  return makes->second;
}

Origin OriginReader::of_function(const Function& function, int depth) const {
  Origin origin;
  if (says_throw_away(function.name) || makes_throw_away(function))
    return {DatabaseOrigin::ThrowAway, std::string(function.name)};
  for (const Expression* value : definitions_.returned_by(function)) {
    if (!steps_.take()) break;
    origin = stronger(origin, of(*value, &function, depth + 1));
  }
  return origin;
}

Origin OriginReader::of_result(const Function& function) const {
  const Steps::Question question(steps_);
  return of_function(function, 0);
}

Origin OriginReader::of_parameter(const Expression& name, const Function& function, int depth) const {
  const bool is_parameter =
      std::ranges::find(function.parameters, name.word, &Parameter::name) != function.parameters.end();
  if (!is_parameter) return {};
  if (says_throw_away(name.word)) return {DatabaseOrigin::ThrowAway, std::string(name.word)};
  if (const Function* fixture = definitions_.function_named(name.word);
      fixture != nullptr && fixture != &function)
    return of_function(*fixture, depth + 1);
  const std::optional<DatabaseOrigin> known = known_(name.word);
  // A fixture that a plug-in brings: whoever made it did so for tests.
  return {known.value_or(DatabaseOrigin::ThrowAway), std::string(name.word)};
}

Origin OriginReader::of(const Expression& expression, const Function* scope, int depth) const {
  if (deepest_definition < depth || !steps_.take()) return {};
  Origin origin = of_words(expression);
  if (expression.kind == Kind::Name) {
    const Expression* value = definitions_.of(expression, scope);
    if (value != nullptr && value != &expression) {
      if (const auto known = definitions_of_.find(value); depth == 0 && known != definitions_of_.end())
        return known->second;
      Origin defined = of(*value, scope, depth + 1);
      const Origin later = set_on(expression, scope, depth);
      if (later.kind != DatabaseOrigin::Unknown) defined = later;
      if (defined.kind == DatabaseOrigin::Unknown) defined = origin;
      if (depth == 0) definitions_of_.emplace(value, defined);
      return defined;
    } else if (scope != nullptr) {
      const Origin given = of_parameter(expression, *scope, depth);
      if (given.kind != DatabaseOrigin::Unknown) return given;
    }
    return origin;
  }
  if (expression.kind == Kind::Member) {
    const Expression* value = definitions_.of(expression, scope);
    if (value != nullptr && value != &expression) origin = stronger(origin, of(*value, scope, depth + 1));
  }
  if (expression.kind == Kind::Call && expression.operands.front()->kind == Kind::Name) {
    if (const Function* callee = definitions_.function_named(expression.operands.front()->word);
        callee != nullptr && callee != scope)
      origin = stronger(origin, of_function(*callee, depth + 1));
  }
  const auto look_into = [&](const Expression* part) {
    if (part != nullptr) origin = stronger(origin, of(*part, scope, depth + 1));
  };
  std::ranges::for_each(expression.operands, look_into);
  std::ranges::for_each(expression.arguments, look_into, &Argument::value);
  std::ranges::for_each(expression.parts, look_into, &TextPart::inserted);
  return origin;
}

/// What a test asks for may have changed the setting that it reads: a fixture that sets DATABASE_URL.
Origin OriginReader::of_fixtures(const Function& function) const {
  static constexpr std::array harmless =
      std::to_array<std::string_view>({"request", "capsys", "caplog", "event_loop", "mocker"});
  Origin origin;
  for (const Parameter& parameter : function.parameters) {
    if (is_receiver(parameter.name) || is_among(parameter.name, harmless)) continue;
    if (says_throw_away(parameter.name)) return {DatabaseOrigin::ThrowAway, std::string(parameter.name)};
    if (const Function* fixture = definitions_.function_named(parameter.name)) {
      if (fixture != &function) origin = stronger(origin, of_function(*fixture, 0));
      continue;
    }
    const std::optional<DatabaseOrigin> known = known_(parameter.name);
    origin = stronger(origin, {known.value_or(DatabaseOrigin::ThrowAway), std::string(parameter.name)});
  }
  return origin;
}

Origin OriginReader::of(const CallEvent& event) const {
  Origin origin;
  const auto origin_of = [&](const Expression& expression) {
    const Steps::Question question(steps_);
    return of(expression, event.function, 0);
  };
  if (event.function != nullptr) {
    const auto [known, is_new] = made_in_.try_emplace(event.function);
    if (is_new) {
      const Steps::Question question(steps_);
      known->second =
          stronger(of_function(*event.function, deepest_definition), of_fixtures(*event.function));
    }
    const Origin& made = known->second;
    if (made.kind == DatabaseOrigin::ThrowAway || made.kind == DatabaseOrigin::TestOnly) return made;
  }
  const Expression& callee = *event.call->operands.front();
  if (callee.kind == Kind::Member) origin = origin_of(*callee.operands.front());
  if (origin.kind != DatabaseOrigin::Unknown) return origin;
  for (const Argument& argument : event.call->arguments) {
    const bool is_text = argument.value != nullptr && argument.value->kind == Kind::Text;
    if (argument.value != nullptr && !is_text) origin = stronger(origin, origin_of(*argument.value));
  }
  return origin;
}

}  // namespace floodwall::host
