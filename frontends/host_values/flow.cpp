// An abstract run of a program: values are what folding can tell, branches are joined, loops run once.

#include "frontends/host_values/flow.h"

#include <algorithm>
#include <utility>

#include "frontends/host_values/flow_walker.h"

namespace floodwall::host {
namespace {

/// Statements of called functions that are run to see what they return, for each statement of the program.
constexpr std::size_t inlined_per_statement = 4;

}  // namespace

Flow::Walker::Walker(const Program& program, FlowOptions options)
    : program_(program),
      options_(std::move(options)),
      shares_globals_(std::ranges::any_of(program.statements(),
                                          [](const Statement& each) {
                                            return each.kind == Statement::Kind::Share &&
                                                   each.word == "global";
                                          })),
      members_(program) {
  for (const Function& function : program.functions()) {
    if (function.owner == nullptr) functions_.try_emplace(function.name, &function);
  }
  inlining_left_ = inlined_per_statement * (program.expressions().size() + 100);
}

FlowResult Flow::Walker::run(const FlowObserver& observer) {
  observer_ = &observer;
  block(program_.body);
  rehearse();
  run_deferred();
  observer_ = nullptr;
  FlowResult result;
  for (const auto& [name, value] : module_.variables.own()) result.globals.emplace(std::string(name), value);
  for (const auto& [klass, members] : members_.all()) {
    for (const auto& [name, value] : members) result.members[klass].emplace(std::string(name), value);
  }
  return result;
}

Value Flow::Walker::value_of(const Expression& expression, const Class* klass) {
  const Class* outer = std::exchange(frame_->klass, klass);
  Value value = evaluate(expression);
  frame_->klass = outer;
  return value;
}

Flow::Flow(const Program& program, FlowOptions options)
    : walker_(std::make_unique<Walker>(program, std::move(options))) {}
Flow::~Flow() = default;

FlowResult Flow::run(const FlowObserver& observer) { return walker_->run(observer); }
Value Flow::value_of(const Expression& expression, const Class* klass) {
  return walker_->value_of(expression, klass);
}
Value Flow::member_of(const Value& object, std::string_view name) { return walker_->member_of(object, name); }
std::string Flow::path_of(const Expression& expression) {
  return walker_->value_of(expression, nullptr).path;
}

}  // namespace floodwall::host
