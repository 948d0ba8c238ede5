#include "frontends/python/handed_texts.h"

#include <algorithm>

#include "frontends/host_values/forwarding_calls.h"
#include "frontends/host_values/words.h"
#include "frontends/python/sinks.h"

namespace floodwall::python {

using host::CallEvent;
using host::Function;
using host::Value;
using host::Wrapper;

namespace {

/// Whether a dotted path is `end` or ends with it, name by name.
bool is_end_of_path(std::string_view path, std::string_view end) {
  return path == end || (path.ends_with(end) && path[path.size() - end.size() - 1] == '.');
}

}  // namespace

bool may_carry_sql(std::string_view parameter, std::string_view function) {
  const auto has = [](std::string_view name, std::string_view part) {
    return name.find(part) != std::string_view::npos;
  };
  for (const std::string_view part : {"sql", "query", "stmt", "statement", "command", "cmd"}) {
    if (has(parameter, part)) return true;
  }
  for (const std::string_view part : {"sql", "query", "execute", "fetch"}) {
    if (has(function, part)) return true;
  }
  return parameter == "q";
}

const host::Parameter* parameter_handed(const Function& function, const Value& value) {
  if (!value.parameter || value.parameter_of != &function || function.name.starts_with("__")) return nullptr;
  const auto& parameters = function.parameters;
  const bool has_receiver =
      function.owner != nullptr && !parameters.empty() && host::is_receiver(parameters.front().name);
  const std::size_t place = *value.parameter + (has_receiver ? 1 : 0);
  return place < parameters.size() ? &parameters[place] : nullptr;
}

std::string HandedTexts::written_callee(const CallEvent& event) const {
  constexpr std::size_t longest = 60;
  const std::string_view written = program_.written(event.call->operands.front()->at);
  if (longest < written.size() || written.find('\n') != std::string_view::npos)
    return std::string(host::last_name(event.path));
  return std::string(written);
}

/// The file's own wrappers come first, then those of other files.
const Wrapper* HandedTexts::wrapper_called(const CallEvent& event, const Value*& argument) const {
  const std::string_view name = host::last_name(event.path);
  const auto own = wrappers_.find(name);
  const std::vector<Wrapper>* foreign = project_.wrappers_named(name);
  for (const std::vector<Wrapper>* known : {own == wrappers_.end() ? nullptr : &own->second, foreign}) {
    if (known == nullptr) continue;
    for (const Wrapper& wrapper : *known) {
      argument = event.argument(wrapper.position, wrapper.parameter);
      if (argument != nullptr) return &wrapper;
    }
  }
  return nullptr;
}

std::optional<Handed> HandedTexts::of(const CallEvent& event) const {
  if (const Sink* sink = sink_of(event)) {
    return Handed{event.argument(sink->position, sink->keyword), sink->certainty, sink->evidence,
                  written_callee(event)};
  }
  for (const ConfiguredSink& sink : settings_.sinks) {
    if (!is_end_of_path(event.path, sink.callee)) continue;
    const Value* text = event.argument(sink.position, sink.keyword);
    if (text != nullptr)
      return Handed{text, Certainty::Database, host::Evidence::Verb, written_callee(event)};
  }
  const Value* argument = nullptr;
  if (const Wrapper* wrapper = wrapper_called(event, argument))
    return Handed{argument, wrapper->certainty,
                  may_carry_sql(wrapper->parameter, wrapper->name) ? host::Evidence::Verb
                                                                   : host::Evidence::VerbInCapitals,
                  written_callee(event)};
  return std::nullopt;
}

/// Notes that the function around the call hands its own parameter on. True if that is news.
bool HandedTexts::add_wrapper(const CallEvent& event, const Handed& handed) {
  const host::Parameter* parameter =
      event.function == nullptr ? nullptr : parameter_handed(*event.function, *handed.value);
  if (parameter == nullptr) return false;
  const Wrapper wrapper{std::string(event.function->name), *handed.value->parameter,
                        std::string(parameter->name), handed.certainty};
  std::vector<Wrapper>& known = wrappers_[wrapper.name];
  const bool is_known = std::ranges::any_of(known, [&](const Wrapper& each) {
    return each.position == wrapper.position && each.parameter == wrapper.parameter;
  });
  if (is_known) return false;
  known.push_back(wrapper);
  return true;
}

std::vector<Wrapper> HandedTexts::find_wrappers(const std::deque<CallEvent>& events,
                                                const ImportedEngines& imported) {
  host::for_each_forwarding_call(events, [&](const CallEvent& event) {
    const std::optional<Handed> handed = of(event);
    if (!handed || engine_of(event, imported) == Engine::Other) return false;
    return add_wrapper(event, *handed);
  });
  std::vector<Wrapper> all;
  for (const auto& [name, wrappers] : wrappers_) all.insert(all.end(), wrappers.begin(), wrappers.end());
  return all;
}

}  // namespace floodwall::python
