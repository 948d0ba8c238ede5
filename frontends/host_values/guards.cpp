#include "frontends/host_values/guards.h"

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "frontends/host_values/companion.h"
#include "frontends/host_values/guard_connection.h"
#include "frontends/host_values/guard_default.h"
#include "frontends/host_values/guard_direction.h"
#include "frontends/host_values/guard_words.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

using Kind = Expression::Kind;

constexpr int deepest_definition = 6;

bool returns(const std::vector<const Statement*>& body) {
  return std::ranges::any_of(body, [](const Statement* each) {
    return each->kind == Statement::Kind::Return && each->word != "yield";
  });
}

/// Whether a body surely ends the run of the callers, too.
bool stops(std::span<const Statement* const> body) {
  return std::ranges::any_of(body, [](const Statement* each) {
    if (each->kind == Statement::Kind::Raise) return true;
    if (each->kind != Statement::Kind::Evaluate || each->value == nullptr || each->value->kind != Kind::Call)
      return false;
    const std::string_view callee = last_word(*each->value);
    return callee == "exit" || callee == "_exit" || callee == "skip" || callee == "fail" ||
           callee == "abort" || callee == "xfail" || callee == "skipTest" || callee == "quit" ||
           callee == "Abort" || callee == "Exit";
  });
}

}  // namespace

/// x.y: y is the database's name, or something made of x, which is one.
bool GuardReader::member_names_database(const Expression& member, const Function* scope, int depth) const {
  static constexpr std::array others = std::to_array<std::string_view>(
      {"host", "hostname", "port", "name", "dialect", "drivername", "username", "password", "scheme"});
  const Expression& object = *member.operands.front();
  const std::string_view word = member.word;
  const bool is_object = word == "db" && depth != 0;  // self.db.execute(…)
  if (!is_object && (is_bare(word) || names_address(word))) return true;
  if (word == "url" && Words(last_word(object)).has_any({"engine", "bind"})) return true;
  return std::ranges::find(others, word) == others.end() && names_database(object, scope, depth + 1);
}

/// current_database(), a function that tells it, or what was read after asking for it:
/// cur.execute("SELECT current_database()"); name = cur.fetchone()[0]
bool GuardReader::call_names_database(const Expression& call, const Function* scope) const {
  static constexpr std::array reads = std::to_array<std::string_view>(
      {"fetchone", "fetchval", "scalar", "scalar_one", "first", "fetchall", "one"});
  const std::string_view word = last_word(call);
  if (word == "current_database" || word == "PQdb" || word == "dbname") return true;
  if (const std::optional<KnownCheck> known = known_(word); known && known->tells == GuardStrength::Full)
    return true;
  if (scope == nullptr || std::ranges::find(reads, word) == reads.end()) return false;
  const auto [asked, is_new] = asked_name_.try_emplace(scope);
  if (is_new) asked->second = program_.text.find("current_database", scope->at.begin);
  return asked->second < call.at.end;
}

/// Whether the value is, or is made of, what tells one database from another.
bool GuardReader::names_database(const Expression& expression, const Function* scope, int depth) const {
  if (deepest_definition < depth || !steps_.take()) return false;
  const std::string_view word = last_word(expression);
  const std::string_view text = text_of(expression);
  if (expression.kind == Kind::Name || expression.kind == Kind::Member) {
    const Expression* value = definitions_.of(expression, scope);
    if (value != nullptr && value != &expression && names_database(*value, scope, depth + 1)) return true;
    if (expression.kind == Kind::Member) return member_names_database(expression, scope, depth);
    return names_address(word) && (depth == 0 || !is_bare(word));  // `db` is a name only where it is compared
  }
  if (expression.kind == Kind::Index) {
    return word == "NAME" || word == "dbname" || names_address(word) ||
           names_database(*expression.operands.front(), scope, depth + 1);
  }
  if (expression.kind == Kind::Call && call_names_database(expression, scope)) return true;
  if (text.find("current_database") != std::string_view::npos) return true;
  if (names_address(text) && text.find_first_of(" /:") == std::string_view::npos) return true;
  const auto is_in = [&](const Expression* part) {
    return part != nullptr && names_database(*part, scope, depth + 1);
  };
  return std::ranges::any_of(expression.operands, is_in) ||
         std::ranges::any_of(expression.arguments, is_in, &Argument::value) ||
         std::ranges::any_of(expression.parts, is_in, &TextPart::inserted);
}

/// SELECT … FROM a table: whether there is something to lose.
bool GuardReader::counts_rows(const Expression& expression, const Function* scope, int depth) const {
  if (deepest_definition < depth || !steps_.take()) return false;
  if (expression.kind == Kind::Name || expression.kind == Kind::Member) {
    const Expression* value = definitions_.of(expression, scope);
    return value != nullptr && value != &expression && counts_rows(*value, scope, depth + 1);
  }
  bool counts = false;
  each_expression(&expression, [&](const Expression& each) {
    if (counts || each.parts.empty() || !steps_.take()) return;
    for (const TextPart& part : each.parts) {
      const std::string text = lower_words(part.bytes);
      const bool reads_rows = text.starts_with("select ") && text.find(" from ") != std::string::npos;
      const bool reads_catalog = text.find("information_schema") != std::string::npos ||
                                 text.find("pg_") != std::string::npos ||
                                 text.find("to_regclass") != std::string::npos;
      counts = counts || (reads_rows && !reads_catalog);
    }
  });
  return counts;
}

/// Whether a call hands a database's name or address on.
bool GuardReader::is_given_database(const Expression& call, const Function* scope) const {
  return std::ranges::any_of(call.arguments, [&](const Argument& argument) {
    return argument.value != nullptr && names_database(*argument.value, scope, 0);
  });
}

/// `name in ALLOWED`, `word in name.lower()`, where name is what the function was given.
bool GuardReader::compares_parameter(const Expression& condition, const Function& function, int depth) const {
  if (deepest_definition < depth || !steps_.take()) return false;
  bool compares = false;
  each_expression(&condition, [&](const Expression& each) {
    const bool is_test =
        (each.kind == Kind::Binary && is_comparison(each.word) &&
         std::ranges::none_of(each.operands, [](const Expression* part) { return is_nothing(*part); })) ||
        (each.kind == Kind::Call && is_match(last_word(each)));
    if (!is_test) return;
    each_expression(&each, [&](const Expression& inner) {
      if (compares || inner.kind != Kind::Name || !steps_.take()) return;
      compares =
          std::ranges::find(function.parameters, inner.word, &Parameter::name) != function.parameters.end();
    });
  });
  if (compares || condition.kind != Kind::Name) return compares;
  const Expression* value = definitions_.of(condition, &function);
  return value != nullptr && value != &condition && compares_parameter(*value, function, depth + 1);
}

GuardStrength GuardReader::of_callee(const Expression& callee, const Function* scope) const {
  const Steps::Question question(steps_);
  const std::string_view name = last_word(callee);
  if (name.empty()) return GuardStrength::None;
  if (is_companion_call(program_, definitions_, callee)) return GuardStrength::Full;
  if (const std::optional<KnownCheck> known = known_(name)) {
    const bool is_check =
        known->judges_argument && (sounds_like_check(name) || is_given_database(callee, scope));
    return is_check ? GuardStrength::Full : known->refuses;
  }
  return sounds_like_check(name) ? GuardStrength::Full : GuardStrength::None;
}

GuardStrength GuardReader::of_atom(const Expression& expression, const Function* scope, int depth) const {
  const std::string_view word = last_word(expression);
  const auto about = [&](const auto& parts, auto projection) {
    GuardStrength strength = GuardStrength::None;
    for (const auto& part : parts) {
      const Expression* each = std::invoke(projection, part);
      if (each == nullptr) continue;
      if (names_database(*each, scope, depth) || counts_rows(*each, scope, depth)) return GuardStrength::Full;
      each_expression(each, [&](const Expression& inner) {
        if (strength == GuardStrength::Full || !steps_.take()) return;
        const std::string_view name = inner.kind == Kind::Text ? text_of(inner) : last_word(inner);
        if (asks_person(name)) strength = GuardStrength::Full;
        const bool is_host = name == "host" || name == "hostname" || name == "HOST";
        const bool is_setting = inner.kind != Kind::Text || name.find(' ') == std::string_view::npos;
        if (strength == GuardStrength::None && is_setting && (is_host || names_environment(name)))
          strength = GuardStrength::Weak;
      });
    }
    return strength;
  };
  if (expression.kind == Kind::Binary && is_comparison(expression.word)) {
    if (std::ranges::any_of(expression.operands, [](const Expression* each) { return is_nothing(*each); }))
      return GuardStrength::None;
    return about(expression.operands, std::identity{});
  }
  if (expression.kind == Kind::Call) {
    if (const std::optional<KnownCheck> known = known_(word)) {
      if (known->judges_argument && is_given_database(expression, scope)) return GuardStrength::Full;
      return std::max(known->tells, known->refuses);
    }
    if (asks_person(word) || sounds_like_check(word)) return GuardStrength::Full;
    if (is_match(word)) {
      const std::vector<const Expression*> callee = {expression.operands.front()};
      return std::max(about(callee, std::identity{}), about(expression.arguments, &Argument::value));
    }
    if (word == "is_offline_mode") return GuardStrength::Full;
    if (counts_rows(expression, scope, depth)) return GuardStrength::Full;
    const bool reads_setting = word == "get" || word == "getenv" || word == "getbool" || word == "bool" ||
                               word == "strtobool" || word == "lower";
    if (!reads_setting) return GuardStrength::None;
    for (const Argument& argument : expression.arguments) {
      if (argument.value != nullptr && names_environment(text_of(*argument.value)))
        return GuardStrength::Weak;
    }
    return GuardStrength::None;
  }
  const bool is_flag =
      expression.kind == Kind::Name || expression.kind == Kind::Member || expression.kind == Kind::Index;
  if (is_flag && names_environment(word) && !names_address(word)) return GuardStrength::Weak;
  return GuardStrength::None;
}

GuardStrength GuardReader::of_condition(const Expression& condition, const Function* scope, int depth) const {
  if (deepest_definition < depth || !steps_.take()) return GuardStrength::None;
  GuardStrength strength = of_atom(condition, scope, depth);
  if (condition.kind == Kind::Name || condition.kind == Kind::Member) {
    const Expression* value = definitions_.of(condition, scope);
    if (value != nullptr && value != &condition)
      strength = std::max(strength, of_condition(*value, scope, depth + 1));
    return strength;
  }
  const auto look_into = [&](const Expression* part) {
    if (part != nullptr) strength = std::max(strength, of_condition(*part, scope, depth + 1));
  };
  const bool compares = condition.kind == Kind::Binary && is_comparison(condition.word);
  if (compares || condition.kind == Kind::Text || condition.kind == Kind::Index) return strength;
  std::ranges::for_each(condition.operands, look_into);
  std::ranges::for_each(condition.arguments, look_into, &Argument::value);
  return strength;
}

GuardStrength GuardReader::of_condition(const Expression& condition, const Function* scope) const {
  const Steps::Question question(steps_);
  const GuardStrength strength = of_condition(condition, scope, 0);
  return steps_.ran_out() ? GuardStrength::Full : strength;
}

GuardStrength GuardReader::shown_by(const Expression& condition, bool held, const Function* scope) const {
  if (shows_no_test_database(condition, held)) return GuardStrength::None;
  const GuardStrength strength = of_condition(condition, scope);
  if (strength != GuardStrength::Full) return strength;
  // A way around it that is open unless somebody closes it.
  if (value_by_default(definitions_, condition, scope) == held) return GuardStrength::None;
  const Steps::Question question(steps_);
  bool asks = false;
  each_expression(&condition, [&](const Expression& each) {
    if (each.kind == Kind::Call) asks = asks || asks_person(last_word(each));
  });
  const NameReader reader{
      .names_database = [&](const Expression& each) { return names_database(each, scope, 0); },
      .definition = [&](const Expression& name) { return definitions_.of(name, scope); }};
  const bool denies = !asks && only_denies(condition, held, reader) && !counts_rows(condition, scope, 0);
  return denies && !steps_.ran_out() ? GuardStrength::Deny : strength;
}

/// Whether everything that has been checked is a database to which something else has connected: conn_a was
/// asked for its name, conn_b is emptied.
bool GuardReader::is_about_other(const CallEvent& event, const Certain& certain) const {
  if (certain.is_any_checked || certain.checked.empty()) return false;
  const Expression& callee = *event.call->operands.front();
  const Expression* own = nullptr;
  if (callee.kind == Kind::Member) own = connected_by(definitions_, *callee.operands.front());
  for (const Argument& argument : event.call->arguments) {
    if (own == nullptr && argument.value != nullptr) own = connected_by(definitions_, *argument.value);
  }
  if (own == nullptr) return false;
  const auto written = [&](const Expression* call) {
    return program_.written({call->operands.front()->at.end, call->at.end});
  };
  return std::ranges::none_of(certain.checked,
                              [&](const Expression* each) { return written(each) == written(own); });
}

/// What is certain at a point of the program, made from what is certain just before.
GuardReader::Certain GuardReader::certain_at(const Dominator& point) const {
  Certain certain;
  if (point.before != nullptr) certain = certain_.at(point.before);
  if (point.expression == nullptr) return certain;
  const Expression& expression = *point.expression;
  const Function* scope =
      definitions_.scope_of(expression.at);  // not the one that asks: it may be further in
  const auto add = [&](GuardStrength strength) {
    certain.strength = std::max(certain.strength, strength);
    if (strength != GuardStrength::Full) return;
    const Expression* connection = connection_in(definitions_, expression);
    if (connection == nullptr) {
      certain.is_any_checked = true;
    } else if (std::ranges::find(certain.checked, connection) == certain.checked.end()) {
      certain.checked.push_back(connection);
    }
  };
  switch (point.kind) {
    case Dominator::Kind::Held:
    case Dominator::Kind::Failed:
      if (!certain.is_any_checked) add(shown_by(expression, point.kind == Dominator::Kind::Held, scope));
      break;
    case Dominator::Kind::Returned:
      if (!certain.is_any_checked) add(of_callee(expression, scope));
      break;
    case Dominator::Kind::Entered:
      if (last_word(expression).ends_with("aises")) certain.refused.push_back(&expression);
      break;
    case Dominator::Kind::Left:
      std::erase(certain.refused, &expression);
      break;
  }
  return certain;
}

GuardStrength GuardReader::before(const CallEvent& event) const {
  GuardStrength strength = GuardStrength::None;
  if (event.dominators != nullptr) {
    std::vector<const Dominator*> unknown;  // each point is looked at once, however many calls follow it
    for (const Dominator* each = event.dominators; each != nullptr && !certain_.contains(each);
         each = each->before)
      unknown.push_back(each);
    for (auto each = unknown.rbegin(); each != unknown.rend(); ++each)
      certain_.emplace(*each, certain_at(**each));
    const Certain& certain = certain_.at(event.dominators);
    // with pytest.raises(…): what stands in it is meant to be refused.
    strength = certain.refused.empty() ? certain.strength : GuardStrength::Full;
    if (certain.refused.empty() && strength == GuardStrength::Full && is_about_other(event, certain))
      strength = GuardStrength::None;
  }
  const auto decorators = [&](const std::vector<const Expression*>& all) {
    for (const Expression* each : all) {
      strength = std::max(strength, of_callee(*each, nullptr));
      if (each->kind == Kind::Call && last_word(*each).starts_with("skip"))
        strength = std::max(strength, of_condition(*each, nullptr));
    }
  };
  if (event.function != nullptr) decorators(event.function->decorators);
  if (event.klass != nullptr) decorators(event.klass->decorators);
  return strength;
}

GuardStrength GuardReader::of_body(const std::vector<const Statement*>& body, const Function* scope) const {
  using Kind = Statement::Kind;
  GuardStrength strength = GuardStrength::None;
  std::size_t last_stop = body.size();
  while (0 < last_stop && !stops(std::span(body).subspan(last_stop - 1, 1))) --last_stop;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const Statement& each = *body[i];
    GuardStrength own = GuardStrength::None;
    if (each.kind == Kind::If && each.value != nullptr) {
      const bool stops_behind = i + 1 < last_stop;  // if …: return; raise
      const bool goes_on_if = stops(each.otherwise) || (returns(each.body) && stops_behind);
      const bool may_stop = stops(each.body) || goes_on_if;
      if (may_stop) own = shown_by(*each.value, goes_on_if, scope);
    } else if (each.kind == Kind::Assert && each.value != nullptr) {
      own = shown_by(*each.value, true, scope);
    } else if (each.kind == Kind::With || each.kind == Kind::Try) {
      const bool swallows =
          std::ranges::any_of(each.handlers, [](const auto& handler) { return !stops(handler); });
      if (!swallows) own = of_body(each.body, scope);
    } else if (each.kind == Kind::Evaluate || each.kind == Kind::Assign) {
      if (each.value != nullptr && each.value->kind == Expression::Kind::Call)
        own = of_callee(*each.value, scope);
    } else if (each.kind == Kind::Raise || (each.kind == Kind::Return && each.word != "yield")) {
      break;
    }
    strength = std::max(strength, own);
  }
  return strength;
}

KnownCheck GuardReader::check_made_by(const Function& function) const {
  KnownCheck check{.refuses = of_body(function.body, &function)};
  for (const Expression* value : definitions_.returned_by(function)) {
    const Steps::Question question(steps_);
    check.tells = std::max(check.tells, of_condition(*value, &function, 0));
    if (check.tells == GuardStrength::None && Words(function.name).has_any({"name", "database", "dbname"}) &&
        names_database(*value, &function, 0))
      check.tells = GuardStrength::Full;
    check.judges_argument = check.judges_argument || compares_parameter(*value, function);
  }
  for (const Statement* each : function.body) {
    const bool refuses =
        (each->kind == Statement::Kind::If && (stops(each->body) || stops(each->otherwise))) ||
        each->kind == Statement::Kind::Assert;
    const Steps::Question question(steps_);
    if (refuses && each->value != nullptr)
      check.judges_argument = check.judges_argument || compares_parameter(*each->value, function);
  }
  return check;
}

}  // namespace floodwall::host
