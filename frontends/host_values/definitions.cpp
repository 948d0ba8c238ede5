#include "frontends/host_values/definitions.h"

#include <cstdint>

namespace floodwall::host {

Definitions::Definitions(const Program& program) : program_(program) {
  add(program.body, nullptr);
  for (const Function& function : program.functions()) {
    functions_[function.name].push_back(&function);
    add(function.body, &function);
  }
  for (const Class& klass : program.classes()) {
    each_statement(klass.body, [&](const Statement& statement) {
      const bool is_member = statement.kind == Statement::Kind::Assign && statement.target != nullptr &&
                             statement.target->kind == Expression::Kind::Name;
      if (is_member && statement.value != nullptr)
        members_.try_emplace(statement.target->word, statement.value);
    });
  }
}

void Definitions::add(const std::vector<const Statement*>& body, const Function* scope) {
  each_statement(body, [&](const Statement& statement) {
    const bool gives = statement.kind == Statement::Kind::Assign || statement.kind == Statement::Kind::With ||
                       statement.kind == Statement::Kind::Loop;
    if (gives && statement.target != nullptr && statement.value != nullptr)
      define(statement.target, statement.value, scope);
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

const Expression* Definitions::of(const Expression& name, const Function* scope) const {
  if (name.kind == Expression::Kind::Member) {
    const Expression& object = *name.operands.front();
    if (object.kind != Expression::Kind::Name || (object.word != "self" && object.word != "cls"))
      return nullptr;
    const auto found = members_.find(name.word);
    return found == members_.end() ? nullptr : found->second;
  }
  if (name.kind != Expression::Kind::Name) return nullptr;
  for (const Function* where : {scope, static_cast<const Function*>(nullptr)}) {
    const auto found = values_.find({where, name.word});
    if (found == values_.end()) continue;
    const Expression* latest = nullptr;
    for (const auto& [at, value] : found->second) {
      if (where != scope || at <= name.at.begin || latest == nullptr) latest = value;
    }
    if (latest != nullptr) return latest;
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

std::vector<const Expression*> Definitions::returned_by(const Function& function) const {
  std::vector<const Expression*> values;
  each_statement(function.body, [&](const Statement& statement) {
    if (statement.kind == Statement::Kind::Return && statement.value != nullptr)
      values.push_back(statement.value);
  });
  return values;
}

}  // namespace floodwall::host
