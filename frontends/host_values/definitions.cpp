#include "frontends/host_values/definitions.h"

#include <algorithm>
#include <cstdint>

#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

constexpr int most_scopes = 8;  // of functions in functions

}  // namespace

Definitions::Definitions(const Program& program) : program_(program) {
  add(program.body, nullptr);
  for (const Function& function : program.functions()) {
    functions_[function.name].push_back(&function);
    add(function.body, &function);
  }
  for (const Class& klass : program.classes()) {
    classes_.try_emplace(klass.name, &klass);
    each_statement(klass.body, [&](const Statement& statement) {
      const bool is_member = statement.kind == Statement::Kind::Assign && statement.target != nullptr &&
                             statement.target->kind == Expression::Kind::Name;
      if (!is_member || statement.value == nullptr) return;
      members_.try_emplace(statement.target->word, statement.value);
      class_members_[{&klass, statement.target->word}] = statement.value;
    });
  }
  for (auto& [name, values] : values_)  // a handler stands behind the `else` that is walked before it
    std::ranges::sort(values, {}, &std::pair<std::uint32_t, const Expression*>::first);
  add_bodies();
  add_calls();
  for (const Statement& statement : program.statements()) {
    for (const Import& import : statement.imports) {
      const std::string_view bound = !import.alias.empty()  ? import.alias
                                     : !import.name.empty() ? import.name
                                                            : import.module;
      imports_.try_emplace(bound, &import);
    }
  }
}

void Definitions::add_calls() {
  for (const Expression& call : program_.expressions()) {
    if (call.kind != Expression::Kind::Call) continue;
    const Expression& callee = *call.operands.front();
    const bool is_method = callee.kind == Expression::Kind::Member;
    if (callee.kind != Expression::Kind::Name && !is_method) continue;
    const Function* function = function_named(callee.word);
    if (function == nullptr || function == scope_of(call.at)) continue;
    const Expression* object = is_method ? callee.operands.front() : nullptr;
    const bool is_own = !is_method || (function->owner != nullptr && object->kind == Expression::Kind::Name);
    if (is_own) calls_[function].push_back(&call);
  }
}

void Definitions::add_bodies() {
  for (const Function& function : program_.functions()) {
    if (!function.body.empty())
      bodies_.push_back({function.body.front()->at.joined(function.body.back()->at), &function, 0});
  }
  std::ranges::sort(bodies_, {}, [](const Body& body) { return std::pair(body.at.begin, ~body.at.end); });
  std::size_t around = 0;
  for (std::size_t i = 0; i < bodies_.size(); ++i) {
    while (!bodies_[around].at.contains(bodies_[i].at) && bodies_[around].around != around)
      around = bodies_[around].around;
    bodies_[i].around = bodies_[around].at.contains(bodies_[i].at) ? around : i;
    around = i;
  }
}

const Function* Definitions::scope_of(Span at) const {
  const auto behind =
      std::ranges::upper_bound(bodies_, at.begin, {}, [](const Body& body) { return body.at.begin; });
  if (behind == bodies_.begin()) return nullptr;
  auto index = static_cast<std::size_t>(behind - bodies_.begin()) - 1;
  while (!bodies_[index].at.contains(at)) {
    if (bodies_[index].around == index) return nullptr;
    index = bodies_[index].around;
  }
  return bodies_[index].function;
}

void Definitions::add(const std::vector<const Statement*>& body, const Function* scope) {
  each_statement(body, [&](const Statement& statement) {
    const bool gives = statement.kind == Statement::Kind::Assign || statement.kind == Statement::Kind::With ||
                       statement.kind == Statement::Kind::Loop;
    if (gives && statement.target != nullptr && statement.value != nullptr)
      define(statement.target, statement.value, scope);
    if (scope != nullptr && statement.kind == Statement::Kind::Return && statement.value != nullptr)
      returned_[scope].push_back(statement.value);
  });
}

void Definitions::define(const Expression* target, const Expression* value, const Function* scope) {
  if (target->kind == Expression::Kind::Name) {
    values_[{scope, target->word}].emplace_back(target->at.begin, value);
  } else if (target->kind == Expression::Kind::Member) {
    members_.try_emplace(target->word, value);
  } else if (target->kind == Expression::Kind::Tuple || target->kind == Expression::Kind::List) {
    for (const Expression* each : target->operands) define(each, value, scope);
  }
}

/// Of a class's name, or of what was made by calling it: settings = Settings(). nullptr: none of this file.
const Class* Definitions::class_of(const Expression& object, const Function* scope) const {
  const auto named = [&](std::string_view name) {
    const auto found = classes_.find(name);
    return found == classes_.end() ? nullptr : found->second;
  };
  if (classes_.empty()) return nullptr;
  if (const Class* klass = named(object.word)) return klass;
  const Expression* value = of(object, scope);
  const bool is_call = value != nullptr && value->kind == Expression::Kind::Call &&
                       value->operands.front()->kind == Expression::Kind::Name;
  return is_call ? named(value->operands.front()->word) : nullptr;
}

const Expression* Definitions::of(const Expression& name, const Function* scope) const {
  if (name.kind == Expression::Kind::Member) {
    const Expression& object = *name.operands.front();
    if (object.kind != Expression::Kind::Name) return nullptr;
    if (!is_receiver(object.word)) {
      const auto member = class_members_.find({class_of(object, scope), name.word});
      return member == class_members_.end() ? nullptr : member->second;
    }
    const auto found = members_.find(name.word);
    return found == members_.end() ? nullptr : found->second;
  }
  if (name.kind != Expression::Kind::Name) return nullptr;
  const Function* where = scope;
  for (int outwards = 0; outwards < most_scopes; ++outwards) {
    const auto found = values_.find({where, name.word});
    if (found == values_.end()) {
      if (where == nullptr) return nullptr;
      where = scope_of(where->at);
      continue;
    }
    const auto& values = found->second;  // at least one
    if (where != scope) return values.back().second;
    const auto behind = std::ranges::upper_bound(values, name.at.begin, {},
                                                 &std::pair<std::uint32_t, const Expression*>::first);
    return behind == values.begin() ? values.front().second : std::prev(behind)->second;
  }
  return nullptr;
}

const std::vector<const Statement*>& Definitions::body_of(const Function* function) const {
  return function == nullptr ? program_.body : function->body;
}

const Function* Definitions::function_named(std::string_view name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() || found->second.size() != 1 ? nullptr : found->second.front();
}

std::string Definitions::imported(std::string_view name) const {
  const auto found = imports_.find(name);
  if (found == imports_.end()) return {};
  const Import& import = *found->second;
  const std::size_t begin = import.module.find_first_not_of('.');
  std::string path(begin == std::string_view::npos ? "" : import.module.substr(begin));
  if (import.name.empty()) return path;
  return path + (path.empty() ? "" : ".") + std::string(import.name);
}

namespace {

const std::vector<const Expression*>& at(const auto& lists, const Function& function) {
  static const std::vector<const Expression*> nothing;
  const auto found = lists.find(&function);
  return found == lists.end() ? nothing : found->second;
}

}  // namespace

const std::vector<const Expression*>& Definitions::returned_by(const Function& function) const {
  return at(returned_, function);
}

const std::vector<const Expression*>& Definitions::calls_of(const Function& function) const {
  return at(calls_, function);
}

}  // namespace floodwall::host
