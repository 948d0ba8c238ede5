#include "frontends/host_values/origins.h"

#include <algorithm>
#include <array>

#include "frontends/host_values/guard_words.h"
#include "frontends/host_values/origin_words.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

using Kind = Expression::Kind;

/// From name to definition, from parameter to caller: how far anybody would follow.
constexpr int deepest_definition = 12;
constexpr std::size_t most_callers = 16;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The last name of what a call calls.
std::string_view callee_of(const Expression& call) {
  if (call.kind != Kind::Call || call.operands.empty()) return {};
  const Expression& callee = *call.operands.front();
  return callee.kind == Kind::Name || callee.kind == Kind::Member ? callee.word : std::string_view();
}

const Expression* object_of(const Expression& call) {
  const Expression& callee = *call.operands.front();
  return callee.kind == Kind::Member ? callee.operands.front() : nullptr;
}

bool is_receiver_of(const Function& function, std::size_t parameter) {
  const std::string_view name = function.parameters[parameter].name;
  return function.owner != nullptr && parameter == 0 && (name == "self" || name == "cls");
}

/// What a call hands to a parameter; nullptr: nothing, or a spread hides it.
const Expression* handed(const Expression& call, const Function& function, std::size_t parameter) {
  std::size_t position = parameter;
  if (!function.parameters.empty() && is_receiver_of(function, 0)) {
    if (parameter == 0) return nullptr;
    --position;
  }
  std::size_t at = 0;
  for (const Argument& argument : call.arguments) {
    if (argument.is_spread) return nullptr;
    if (argument.name.empty() ? at++ == position : argument.name == function.parameters[parameter].name)
      return argument.value;
  }
  return nullptr;
}

int rank(const Origin& origin) {
  switch (origin.kind) {
    case DatabaseOrigin::ThrowAway:
      return 4;
    case DatabaseOrigin::TestOnly:
      return 3;
    case DatabaseOrigin::Ambient:
      return 2;
    case DatabaseOrigin::Unknown:
      break;
  }
  return origin.follows.empty() ? 0 : 1;
}

}  // namespace

bool is_application_factory(std::string_view name) {
  return name == "create_app" || name == "make_app" || name == "build_app" || name == "create_application";
}

Origin stronger(Origin left, Origin right) { return rank(left) < rank(right) ? right : left; }

/// cfg.set_main_option(name, …), cfg.attributes["connection"] = …, Session.configure(bind=…)
const std::vector<const Statement*>& OriginReader::settings_in(const Function* scope) const {
  const auto [settings, is_new] = settings_.try_emplace(scope);
  if (!is_new) return settings->second;
  static constexpr std::array setters = std::to_array<std::string_view>(
      {"set_main_option", "configure", "update", "from_object", "from_mapping", "from_pyfile"});
  each_statement(definitions_.body_of(scope), [&](const Statement& statement) {
    if (statement.value == nullptr) return;
    const bool calls = is_among(callee_of(*statement.value), setters) &&
                       object_of(*statement.value) != nullptr && !statement.value->arguments.empty();
    const bool sets_item = statement.kind == Statement::Kind::Assign && statement.target != nullptr &&
                           statement.target->kind == Kind::Index;
    if (calls || sets_item) settings->second.push_back(&statement);
  });
  return settings->second;
}

/// What a configuration is given later says more than the file that it was read from.
Origin OriginReader::set_on(const Expression& name, const Function* scope, int depth) const {
  Origin origin;
  const std::string own(name.word);
  for (const Statement* statement : settings_in(scope)) {
    if (!steps_.take()) break;
    const Expression& value = *statement->value;
    if (statement->kind == Statement::Kind::Assign) {
      const std::string_view target = program_.written(statement->target->at);
      if (target.starts_with(own + ".attributes[")) origin = of(value, depth + 1);
      if (!target.starts_with(own + ".config[")) continue;
      const Expression& key = *statement->target->operands.back();
      if (key.parts.size() == 1 && names_address(key.parts.front().bytes)) origin = of(value, depth + 1);
      continue;
    }
    const std::string_view object = program_.written(object_of(value)->at);
    const std::string_view callee = callee_of(value);
    if (object == own && callee == "set_main_option" && value.arguments.size() == 2 &&
        value.arguments[1].value != nullptr)
      origin = of(*value.arguments[1].value, depth + 1);
    const bool is_configured = object == own ? callee == "configure" : object == own + ".config";
    if (!is_configured) continue;
    for (const Argument& argument : value.arguments) {
      if (argument.value != nullptr) origin = stronger(of(*argument.value, depth + 1), origin);
    }
    // A configuration of their own: who gives it knows what for.
    if (object != own && !origin.is_known()) origin = {DatabaseOrigin::TestOnly, std::string(callee)};
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

/// A value that is no more whatever the shell says: unless it is the same again.
bool OriginReader::chooses_value(std::string_view variable, const Expression* value) const {
  const bool is_about_database = names_address(variable) || names_environment(variable) ||
                                 Words(variable).has_any({"config", "settings"});
  return is_about_database && value != nullptr && of(*value, 0).kind != DatabaseOrigin::Ambient;
}

bool OriginReader::chooses_database(const std::vector<const Statement*>& body) const {
  const Steps::Question question(steps_);
  const auto text_of = [](const Expression* text) {
    return text != nullptr && text->parts.size() == 1 ? std::string_view(text->parts.front().bytes)
                                                      : std::string_view();
  };
  bool chooses = false;
  each_statement(body, [&](const Statement& statement) {
    if (chooses || statement.value == nullptr) return;
    const Expression& value = *statement.value;
    if (statement.kind == Statement::Kind::Assign && statement.target != nullptr &&
        statement.target->kind == Kind::Index) {
      const std::string_view object = program_.written(statement.target->operands.front()->at);
      chooses =
          object.ends_with("environ") && chooses_value(text_of(statement.target->operands.back()), &value);
      return;
    }
    const std::string_view callee = callee_of(value);
    const std::vector<Argument>& given = value.arguments;
    const std::string_view written = callee.empty() ? "" : program_.written(value.operands.front()->at);
    const bool sets_one = callee == "setenv" || callee == "putenv" || written.ends_with("environ.setdefault");
    if (sets_one && given.size() >= 2) chooses = chooses_value(text_of(given[0].value), given[1].value);
    if (callee == "load_dotenv") chooses = says_test(program_.written(value.at));
    const bool sets_many = written.ends_with("environ.update") || written.ends_with("patch.dict");
    if (!sets_many) return;
    for (const Argument& argument : given) {
      if (!argument.name.empty()) chooses = chooses || chooses_value(argument.name, argument.value);
      if (argument.value == nullptr || argument.value->kind != Kind::Map) continue;
      const auto& entries = argument.value->operands;
      for (std::size_t i = 0; i + 1 < entries.size(); i += 2)
        chooses = chooses || chooses_value(text_of(entries[i]), entries[i + 1]);
    }
  });
  return chooses;
}

Origin OriginReader::of_function(const Function& function, int depth) const {
  if (says_throw_away(function.name) || makes_throw_away(function))
    return {DatabaseOrigin::ThrowAway, std::string(function.name)};
  if (deepest_definition < depth) {
    was_cut_ = true;
    return {};
  }
  const auto [known, is_new] = results_.try_emplace(&function);
  if (!is_new) return known->second;
  const bool before = std::exchange(was_cut_, false);
  Origin origin;
  if (chooses_database(function.body)) origin = {DatabaseOrigin::TestOnly, std::string(function.name)};
  for (const Expression* value : definitions_.returned_by(function)) {
    if (!steps_.take()) break;
    origin = stronger(origin, of(*value, depth + 1));
  }
  if (was_cut_) {
    results_.erase(&function);
  } else {
    results_[&function] = origin;
  }
  was_cut_ = was_cut_ || before;
  return origin;
}

Origin OriginReader::of_result(const Function& function) const {
  const Steps::Question question(steps_);
  const Origin asked_for = of_fixtures(function, 0);
  // What it asks for may have changed the setting; what it gives itself says more than a plug-in's fixture.
  if (asked_for.is_harmless() && asked_for.follows.empty()) return asked_for;
  const Origin own = of_function(function, 0);
  return own.is_known() ? own : stronger(own, asked_for);
}

Origin OriginReader::of_parameter(const Expression& name, const Function& function, int depth) const {
  const auto parameter = std::ranges::find(function.parameters, name.word, &Parameter::name);
  if (parameter == function.parameters.end()) return {};
  if (says_throw_away(name.word)) return {DatabaseOrigin::ThrowAway, std::string(name.word)};
  const auto index = static_cast<std::size_t>(parameter - function.parameters.begin());
  Origin origin;
  const std::vector<const Expression*>& calls = definitions_.calls_of(function);
  for (const Expression* call : calls) {
    if (!steps_.take()) break;
    const Expression* given = handed(*call, function, index);
    if (given != nullptr) origin = stronger(origin, of(*given, depth + 1));
  }
  if (!calls.empty() || is_receiver_of(function, index)) return origin;
  const std::string asked(name.word);
  if (const Function* fixture = definitions_.function_named(name.word);
      fixture != nullptr && fixture != &function)
    return of_function(*fixture, depth + 1);
  if (const std::optional<Origin> known = known_(name.word)) return *known;
  // A fixture that a plug-in brings: whoever made it did so for tests.
  return {DatabaseOrigin::ThrowAway, asked, asked};
}

/// app.db.engine, a name that another module defines.
Origin OriginReader::of_import(const Expression& expression) const {
  std::string rest;
  const Expression* root = &expression;
  std::string path = definitions_.imported(program_.written(root->at));
  while (path.empty() && root->kind == Kind::Member) {
    rest = "." + std::string(root->word) + rest;
    root = root->operands.front();
    if (root->kind != Kind::Name && root->kind != Kind::Member) return {};
    path = definitions_.imported(program_.written(root->at));
  }
  if (path.empty()) return {};
  path += rest;
  if (path.find('.') == std::string::npos) return {};  // a whole module
  if (const std::optional<Origin> known = known_(path)) return *known;
  return {.follows = std::move(path)};
}

Origin OriginReader::of_defined(const Expression& name, const Expression& value, const Function* scope,
                                int depth) const {
  const auto [known, is_new] = defined_.try_emplace({&value, scope});
  if (!is_new) return known->second;
  const bool before = std::exchange(was_cut_, false);
  Origin defined = of(value, depth + 1);
  if (name.kind == Kind::Name) {
    const Origin later = set_on(name, scope, depth);
    if (later.is_known()) defined = later;
  }
  if (was_cut_) {
    defined_.erase({&value, scope});
  } else {
    defined_[{&value, scope}] = defined;
  }
  was_cut_ = was_cut_ || before;
  return defined;
}

/// What the callee says; what it is called on and what it is given are looked at by whoever asks.
Origin OriginReader::of_call(const Expression& call, int depth) const {
  const std::string_view name = callee_of(call);
  if (name.empty()) return {};
  const Expression* object = object_of(call);
  const bool is_own = object == nullptr || (object->kind == Kind::Name && object->word == "self");
  const Function* callee = is_own ? definitions_.function_named(name) : nullptr;
  if (callee != nullptr && callee != definitions_.scope_of(call.at)) return of_function(*callee, depth + 1);
  // create_app() without a word on its configuration: the one that the program runs with.
  if (object == nullptr && is_application_factory(name) && call.arguments.empty()) {
    const Origin imported = of_import(*call.operands.front());
    return imported.is_harmless() ? imported : Origin{DatabaseOrigin::Ambient, std::string(name) + "()"};
  }
  return {};
}

const Origin& OriginReader::in_words(const Expression& expression) const {
  const auto [known, is_new] = in_words_.try_emplace(&expression);
  if (is_new) known->second = origin_in_words(program_, expression);
  return known->second;
}

Origin OriginReader::of(const Expression& expression, int depth) const {
  if (deepest_definition < depth || !steps_.take()) {
    was_cut_ = true;
    return {};
  }
  const Function* scope = definitions_.scope_of(expression.at);
  Origin origin = in_words(expression);
  if (expression.kind == Kind::Name || expression.kind == Kind::Member) {
    const Expression* value = definitions_.of(expression, scope);
    if (value != nullptr && value != &expression) {
      const Origin defined = of_defined(expression, *value, scope, depth);
      if (expression.kind == Kind::Name) return defined.is_known() ? defined : stronger(origin, defined);
      origin = stronger(origin, defined);
    } else {
      const Origin imported = of_import(expression);
      if (imported.is_known()) return imported;
      origin = stronger(origin, imported);
    }
  }
  if (expression.kind == Kind::Name) {
    for (const Function* each = scope; each != nullptr; each = definitions_.scope_of(each->at)) {
      const Origin given = of_parameter(expression, *each, depth);
      if (given.is_known() || !given.follows.empty()) return given;
    }
    return origin;
  }
  if (expression.kind == Kind::Call) origin = stronger(origin, of_call(expression, depth));
  const auto look_into = [&](const Expression* part) {
    if (part != nullptr) origin = stronger(origin, of(*part, depth));
  };
  std::ranges::for_each(expression.operands, look_into);
  std::ranges::for_each(expression.arguments, look_into, &Argument::value);
  std::ranges::for_each(expression.parts, look_into, &TextPart::inserted);
  return origin;
}

Origin OriginReader::of_expression(const Expression& expression) const {
  const Steps::Question question(steps_);
  return of(expression, 0);
}

/// What a test asks for may have changed the setting that it reads: a fixture that sets DATABASE_URL.
Origin OriginReader::of_fixtures(const Function& function, int depth) const {
  static constexpr std::array harmless =
      std::to_array<std::string_view>({"request", "capsys", "caplog", "event_loop", "mocker"});
  Origin origin;
  if (deepest_definition < depth) return origin;
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const Parameter& parameter = function.parameters[i];
    if (is_receiver_of(function, i) || is_among(parameter.name, harmless) || parameter.preset != nullptr ||
        parameter.is_spread)
      continue;
    if (says_throw_away(parameter.name)) return {DatabaseOrigin::ThrowAway, std::string(parameter.name)};
    if (const Function* fixture = definitions_.function_named(parameter.name)) {
      if (fixture == &function) continue;
      origin = stronger(origin, of_function(*fixture, depth + 1));
      if (!origin.is_harmless()) origin = stronger(origin, of_fixtures(*fixture, depth + 1));
      continue;
    }
    const std::string name(parameter.name);
    origin = stronger(origin, known_(name).value_or(Origin{DatabaseOrigin::ThrowAway, name, name}));
  }
  return origin;
}

/// A helper works where those work who call it.
Origin OriginReader::around(const Function& function, int depth) const {
  if (says_throw_away(function.name) || makes_throw_away(function))
    return {DatabaseOrigin::ThrowAway, std::string(function.name)};
  if (chooses_database(function.body)) return {DatabaseOrigin::TestOnly, std::string(function.name)};
  const std::vector<const Expression*>& calls = definitions_.calls_of(function);
  if (calls.empty()) return of_fixtures(function, 0);
  Origin origin;
  for (std::size_t i = 0; i < std::min(calls.size(), most_callers); ++i) {
    const Function* caller = definitions_.scope_of(calls[i]->at);
    if (caller != nullptr && caller != &function && depth < 3)
      origin = stronger(origin, around(*caller, depth + 1));
  }
  return origin;
}

/// db.drop_all() of an extension works on the database of the application that is made around it.
Origin OriginReader::of_application(const Function& function) const {
  const Steps::Question question(steps_);
  Origin origin;
  const auto look_at = [&](const Function& each) {
    each_statement(each.body, [&](const Statement& statement) {
      if (statement.kind != Statement::Kind::Assign || statement.value == nullptr) return;
      const Expression* target = statement.target;
      const bool makes_one = is_application_factory(callee_of(*statement.value));
      if (makes_one && target != nullptr && target->kind == Kind::Name)
        origin = stronger(origin, of_defined(*target, *statement.value, &each, 0));
    });
  };
  look_at(function);
  for (const Parameter& parameter : function.parameters) {
    if (const Function* fixture = definitions_.function_named(parameter.name)) {
      if (fixture != &function) look_at(*fixture);
    } else if (parameter.name.find("app") != std::string_view::npos) {
      origin = stronger(origin, known_(parameter.name).value_or(Origin()));
    }
  }
  return origin;
}

Origin OriginReader::of(const CallEvent& event) const {
  if (event.function != nullptr) {
    const auto [known, is_new] = around_.try_emplace(event.function);
    if (is_new) {
      const Steps::Question question(steps_);
      known->second = around(*event.function, 0);
    }
    if (known->second.is_harmless()) return known->second;
  }
  const Expression* object = object_of(*event.call);
  Origin origin = object == nullptr ? Origin() : of_expression(*object);
  if (origin.is_known()) return origin;
  for (const Argument& argument : event.call->arguments) {
    const bool is_text = argument.value != nullptr && argument.value->kind == Kind::Text;
    if (argument.value != nullptr && !is_text) origin = stronger(origin, of_expression(*argument.value));
  }
  if (!origin.is_known() && event.function != nullptr && callee_of(*event.call) == "drop_all")
    return of_application(*event.function);
  return origin;
}

}  // namespace floodwall::host
