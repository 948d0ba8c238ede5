#include <algorithm>
#include <array>
#include <utility>

#include "frontends/host_values/flow_walker.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {

const Value* CallEvent::argument(std::size_t position, std::string_view name) const {
  std::size_t by_position = 0;
  for (std::size_t i = 0; i < call->arguments.size(); ++i) {
    const Argument& each = call->arguments[i];
    if (each.is_spread) {
      by_position = ~std::size_t{0} / 2;  // who knows how many it is
    } else if (each.name.empty()) {
      if (by_position++ == position) return &arguments[i];
    } else if (each.name == name) {
      return &arguments[i];
    }
  }
  return nullptr;
}

const Expression* CallEvent::expression(std::size_t position, std::string_view name) const {
  const Value* value = argument(position, name);
  return value == nullptr ? nullptr
                          : call->arguments[static_cast<std::size_t>(value - arguments.data())].value;
}

/// list.append(x) is the one change of a value that SQL is often built with; any other call may do anything
/// to the lists and maps that it gets hold of.
void Flow::Walker::note_changes(const CallEvent& event, bool is_known) {
  const Expression& callee = *event.call->operands.front();
  const bool is_method = callee.kind == Expression::Kind::Member;
  const Expression* object = is_method ? callee.operands.front() : nullptr;
  const bool is_list = event.receiver.kind == Value::Kind::List;
  if (is_list && callee.word == "append" && event.arguments.size() == 1 &&
      object->kind == Expression::Kind::Name) {
    Value longer = event.receiver;
    add_item(longer, event.arguments.front());
    longer.is_open = longer.is_open || !frame_->loops.empty() || !is_certain_;
    set(object->word, std::move(longer));
    return;
  }
  if (is_method && object->kind == Expression::Kind::Name && is_receiver(object->word)) ++frame_->own_calls;
  static constexpr std::array only_read =
      std::to_array<std::string_view>({"copy", "count", "get", "index", "items", "keys", "values"});
  if (is_method && std::ranges::find(only_read, callee.word) == only_read.end()) may_change(*object);
  if (is_known) return;
  std::size_t position = 0;
  for (const Argument& argument : event.call->arguments) {
    const std::size_t own = position++;
    if (argument.value == nullptr || argument.is_spread) continue;
    may_change(*argument.value);
    if (argument.use == Argument::Use::Reads) continue;
    const Function* callee = callee_of(event).first;
    const bool is_seen = callee != nullptr && own < callee->parameters.size();
    const bool is_changed = is_seen && callee->parameters[own].is_reference;
    may_write_into(argument, is_changed ? Argument::Use::Extends : argument.use, *event.call);
  }
}

/// What a function that we do not see through leaves of a text that it may write into.
void Flow::Walker::may_write_into(const Argument& argument, Argument::Use use, const Expression& call) {
  const Expression& variable = *argument.value;
  const bool is_member = is_own_member(variable);
  if (!is_member && variable.kind != Expression::Kind::Name) return;
  const std::string_view name = is_member ? program_.written(variable.at) : variable.word;
  const Value* known = variables().find(name);
  if (known == nullptr || !known->is_text()) return;
  Value changed = unknown_value(std::string(name));
  const bool is_empty = std::ranges::all_of(known->texts, &Text::empty);
  if (!is_empty && use == Argument::Use::Fills) return;
  if (!is_empty && use == Argument::Use::Extends)
    changed = joined(*known, {.value = {}, .at = variable.at, .written = program_.written(call.at)});
  if (is_member) {
    assign_member(variable, std::move(changed), known);
  } else {
    set(name, std::move(changed));
  }
}

Value Flow::Walker::call(const Expression& expression) {
  CallEvent event{.call = &expression,
                  .path = {},
                  .receiver = {},
                  .arguments = {},
                  .function = frame_->function,
                  .klass = frame_->klass,
                  .dominators = nullptr,
                  .in_loop = !frame_->loops.empty(),
                  .is_dead = is_dead_};
  const Expression& callee = *expression.operands.front();
  if (callee.kind == Expression::Kind::Member) {
    event.receiver = evaluate(*callee.operands.front());
    const Value& on = event.receiver;
    event.path = member_of(on, callee.word).path;
    if (event.path.empty()) event.path = callee.word;
  } else {
    event.path = evaluate(callee).path;
  }
  for (const Argument& argument : expression.arguments)
    event.arguments.push_back(argument.value == nullptr ? Value{} : evaluate(*argument.value));
  event.dominators = dominators_.latest();
  if (inlining_ == 0 && observer_ != nullptr && observer_->on_call) observer_->on_call(event);

  std::optional<Value> value = options_.fold_call ? options_.fold_call(event) : std::nullopt;
  note_changes(event, value.has_value());
  if (is_certain_) push(Dominator::Kind::Returned, &expression, event.path);
  if (is_certain_ && options_.never_returns && options_.never_returns(event.path)) is_dead_ = true;

  if (!value) value = returned_by(event);
  Value result = value ? std::move(*value) : Value{};
  if (result.path.empty()) result.path = event.path + "()";
  result.made_by = &expression;
  return result;
}

}  // namespace floodwall::host
