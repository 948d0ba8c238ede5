#include "frontends/python/lowering/classes.h"

namespace floodwall::python {

using host::Class;
using host::Expression;
using host::Statement;

ClassBook::ClassBook(const CallBook& book, host::Flow& flow, const host::FlowResult& result)
    : book_(book), flow_(flow), result_(result) {
  for (const Class& klass : program().classes()) {
    if (klass.owner == nullptr) by_name_.try_emplace(klass.name, &klass);
  }
}

const Class* ClassBook::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const Class* ClassBook::find(const Expression& expression) const {
  return expression.kind == Expression::Kind::Name ? find(expression.word) : nullptr;
}

const Statement* ClassBook::assignment(const Class& klass, std::string_view name) {
  const Statement* last = nullptr;
  for (const Statement* statement : klass.body) {
    if (statement->kind == Statement::Kind::Assign && statement->target != nullptr &&
        statement->target->kind == Expression::Kind::Name && statement->target->word == name) {
      last = statement;
    }
  }
  return last;
}

Given ClassBook::attribute(const Class& klass, std::string_view name) const {
  const Statement* statement = assignment(klass, name);
  if (statement == nullptr || statement->value == nullptr) return {};
  const auto members = result_.members.find(&klass);
  if (members == result_.members.end()) return {};
  const auto member = members->second.find(std::string(name));
  return member == members->second.end() ? Given{} : book_.given(member->second, *statement->value);
}

const Class* ClassBook::inner(const Class& klass, std::string_view name) const {
  for (const Statement* statement : klass.body) {
    if (statement->kind == Statement::Kind::Class && statement->klass->name == name) return statement->klass;
  }
  return nullptr;
}

const host::Function* ClassBook::method(const Class& klass, std::string_view name) const {
  for (const Statement* statement : klass.body) {
    if (statement->kind == Statement::Kind::Function && statement->function->name == name)
      return statement->function;
  }
  return nullptr;
}

bool is_conditional(const Statement& statement) {
  return statement.kind == Statement::Kind::If || statement.kind == Statement::Kind::Try ||
         statement.kind == Statement::Kind::Loop || statement.kind == Statement::Kind::With;
}

bool is_true(const ClassBook& classes, const Class& klass, std::string_view name, bool otherwise) {
  const Given given = classes.attribute(klass, name);
  if (!given) return otherwise;
  const bool is_known = given.value->kind == host::Value::Kind::Boolean && !given.value->is_open;
  return !is_known || given.value->number.value_or(1) != 0;
}

}  // namespace floodwall::python
