// An abstract run of a program: values are what folding can tell, branches are joined, loops run once.

#include "frontends/host_values/flow.h"

#include <utility>

#include "frontends/host_values/flow_walker.h"

namespace floodwall::host {
namespace {

/// Statements of called functions that are run to see what they return, for each statement of the program.
constexpr std::size_t inlined_per_statement = 4;

}  // namespace

Flow::Walker::Walker(const Program& program, FlowOptions options)
    : program_(program), options_(std::move(options)) {
  for (const Function& function : program.functions()) {
    if (function.owner == nullptr) functions_.try_emplace(function.name, &function);
  }
  for (const Class& klass : program.classes()) classes_.try_emplace(klass.name, &klass);
  inlining_left_ = inlined_per_statement * (program.expressions().size() + 100);
}

FlowResult Flow::Walker::run(const FlowObserver& observer) {
  observer_ = &observer;
  block(program_.body);
  module_ = environment_.all();
  run_deferred();
  observer_ = nullptr;
  FlowResult result;
  for (const auto& [name, value] : environment_.all()) result.globals.emplace(std::string(name), value);
  for (const auto& [klass, members] : members_) {
    for (const auto& [name, value] : members) result.members[klass].emplace(std::string(name), value);
  }
  return result;
}

Value Flow::Walker::value_of(const Expression& expression, const Class* klass) {
  const Class* outer = std::exchange(class_, klass);
  Value value = evaluate(expression);
  class_ = outer;
  return value;
}

Flow::Flow(const Program& program, FlowOptions options)
    : walker_(std::make_unique<Walker>(program, std::move(options))) {}
Flow::~Flow() = default;

FlowResult Flow::run(const FlowObserver& observer) { return walker_->run(observer); }
Value Flow::value_of(const Expression& expression, const Class* klass) {
  return walker_->value_of(expression, klass);
}
std::string Flow::path_of(const Expression& expression) {
  return walker_->value_of(expression, nullptr).path;
}

}  // namespace floodwall::host
