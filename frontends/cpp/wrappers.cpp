#include "frontends/cpp/wrappers.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "frontends/cpp/calls.h"
#include "frontends/host_values/words.h"

namespace floodwall::cpp {

using host::CallEvent;
using host::Function;
using host::Value;
using host::Wrapper;

Wrappers::Wrappers(const host::Program& program, const host::HostProject& project) : project_(project) {
  for (const Function& function : program.functions()) {
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
      const host::Parameter& parameter = function.parameters[i];
      if (parameter.annotation.find("annotate(\"sql\")") != std::string_view::npos)
        own_[std::string(function.name)].push_back(
            {std::string(function.name), i, std::string(parameter.name), Certainty::Postgres});
    }
  }
}

const Wrapper* Wrappers::called(const CallEvent& event, const Value*& argument) const {
  const std::string_view name = host::last_name(event.path);
  const auto own = own_.find(name);
  const std::vector<Wrapper>* foreign = project_.wrappers_named(name);
  for (const std::vector<Wrapper>* known : {own == own_.end() ? nullptr : &own->second, foreign}) {
    if (known == nullptr) continue;
    for (const Wrapper& wrapper : *known) {
      argument = event.argument(wrapper.position);
      if (argument != nullptr) return &wrapper;
    }
  }
  return nullptr;
}

bool Wrappers::add(const CallEvent& event, const Value& handed, Certainty certainty) {
  if (event.function == nullptr) return false;
  const host::Parameter* parameter = parameter_handed(*event.function, handed);
  if (parameter == nullptr) return false;
  const Wrapper wrapper{std::string(event.function->name), *handed.parameter, std::string(parameter->name),
                        certainty};
  std::vector<Wrapper>& known = own_[wrapper.name];
  const bool is_known = std::ranges::any_of(known, [&](const Wrapper& each) {
    return each.position == wrapper.position && each.parameter == wrapper.parameter;
  });
  if (is_known) return false;
  known.push_back(wrapper);
  return true;
}

void Wrappers::tell(host::HostFacts& facts) const {
  for (const auto& [name, wrappers] : own_)
    facts.wrappers.insert(facts.wrappers.end(), wrappers.begin(), wrappers.end());
}

const host::Parameter* parameter_handed(const Function& function, const Value& value) {
  if (!value.parameter || value.parameter_of != &function || function.name == "lambda") return nullptr;
  return *value.parameter < function.parameters.size() ? &function.parameters[*value.parameter] : nullptr;
}

Value filled_in(const host::Program& program, const CallEvent& event, const Wrapper& wrapper,
                const Value& text) {
  const std::size_t next = wrapper.position + 1;
  if (event.arguments.size() <= next || !text.is_text()) return text;
  const std::string& bytes = text.texts.front().bytes();
  const bool has_conversions = std::ranges::any_of(
      std::array<std::string_view, 7>{"%s", "%d", "%u", "%l", "%i", "%\"", "%z"},
      [&](std::string_view conversion) { return bytes.find(conversion) != std::string::npos; });
  if (has_conversions) return printed(program, event, text, next);
  const bool has_fields = bytes.find("{}") != std::string::npos || bytes.find("{:") != std::string::npos ||
                          bytes.find("{0") != std::string::npos;
  const bool is_pattern = host::Words(wrapper.parameter).has_any({"fmt", "format", "pattern"});
  return has_fields && is_pattern ? formatted(program, event, text, next) : text;
}

}  // namespace floodwall::cpp
