#include "frontends/cpp/handovers.h"

#include <cstddef>

#include "frontends/cpp/names.h"
#include "frontends/cpp/said_of.h"
#include "frontends/cpp/sinks.h"
#include "frontends/host_values/format.h"
#include "frontends/host_values/forwarding_calls.h"

namespace floodwall::cpp {

using host::CallEvent;
using host::Evidence;
using host::Expression;
using host::Value;
using host::Wrapper;

std::string_view Handovers::type_of_object(const CallEvent& event) const {
  const Expression& callee = *event.call->operands.front();
  if (callee.kind != Expression::Kind::Member) return {};
  if (settings_.semantic != nullptr) {
    const ObjectType* known = said_of(settings_.semantic->objects, callee.operands.front()->at);
    if (known != nullptr) return known->type;
  }
  const auto known = syntax_.types.find(callee.operands.front());
  return known == syntax_.types.end() ? std::string_view() : known->second;
}

std::string_view Handovers::object_of(const CallEvent& event) const {
  return class_of_object(event, type_of_object(event));
}

/// shim->exec(conn, sql): a wrapper that takes its text elsewhere than all that is called `exec`.
bool Handovers::is_better_known(const CallEvent& event, const SinkCall& called) const {
  const bool may_be_anything = called.sink->is_common && called.evidence == Evidence::VerbInCapitals &&
                               !event.argument(called.sink->position)->is_text();
  const Value* text = nullptr;
  const Wrapper* wrapper = may_be_anything ? wrappers_.called(event, text) : nullptr;
  return wrapper != nullptr && wrapper->position != called.sink->position;
}

std::optional<Handed> Handovers::made_by(const CallEvent& event) const {
  const SinkCall called = sink_called(event, type_of_object(event));
  if (called.sink != nullptr && !is_better_known(event, called)) {
    Handed handed{.value = event.argument(called.sink->position),
                  .certainty = called.certainty,
                  .evidence = called.evidence};
    const Value* ignored = nullptr;
    const Wrapper* wrapper =
        called.sink->is_common && event.arguments.size() > 1 ? wrappers_.called(event, ignored) : nullptr;
    if (wrapper != nullptr && wrapper->position == called.sink->position && handed.value->is_text()) {
      handed.made = filled_in(program_, event, *wrapper, *handed.value);
      handed.value = nullptr;
    } else if (called.sink->takes_all && handed.value->is_text()) {
      handed.made = host::text_value({});
      for (std::size_t i = 0; i < event.arguments.size(); ++i) {
        const bool is_bound = 0 < i && handed.made.is_text() &&  // sql << "… ?" << x
                              handed.made.texts.front().bytes().find('?') != std::string::npos;
        const std::string_view passed = program_.written(event.call->arguments[i].value->at);
        if (is_bound || passed == "cppdb::exec" || passed == "cppdb::row") break;  // it says: run
        const Span at = event.call->arguments[i].value->at;
        handed.made = host::joined(handed.made, {event.arguments[i], at, program_.written(at)});
      }
      handed.value = nullptr;
    }
    return handed;
  }
  for (const ConfiguredSink& sink : settings_.sinks) {
    const bool is_it =
        event.path == sink.callee ||
        (event.path.ends_with(sink.callee) && event.path[event.path.size() - sink.callee.size() - 1] == '.');
    const Value* text = is_it ? event.argument(sink.position) : nullptr;
    if (text != nullptr) return Handed{.value = text};
  }
  const Value* argument = nullptr;
  const Wrapper* wrapper = wrappers_.called(event, argument);
  if (wrapper == nullptr) return std::nullopt;
  Handed handed{.value = argument, .certainty = wrapper->certainty, .is_wrapped = true};
  if (!may_carry_sql(wrapper->parameter, wrapper->name)) handed.evidence = Evidence::VerbInCapitals;
  if (argument->is_text()) {
    handed.made = filled_in(program_, event, *wrapper, *argument);
    handed.value = nullptr;
  }
  return handed;
}

void Handovers::find_wrappers(const std::deque<CallEvent>& events) {
  host::for_each_forwarding_call(events, [&](const CallEvent& event) {
    std::optional<Handed> handed = made_by(event);
    if (!handed) return false;
    const Engine engine = engine_of(event, object_of(event), named_);
    if (engine == Engine::Other) return false;
    if (engine == Engine::Postgres) handed->certainty = Certainty::Postgres;
    return handed->value != nullptr && wrappers_.add(event, *handed->value, handed->certainty);
  });
}

}  // namespace floodwall::cpp
