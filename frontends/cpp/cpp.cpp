// One file: parsed, run once in the abstract, and its calls then judged in the order of execution. Which
// functions of the file are wrappers is only known when all calls have been seen, so the calls are kept.

#include "frontends/cpp/cpp.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/text/line_index.h"
#include "frontends/cpp/calls.h"
#include "frontends/cpp/ecpg.h"
#include "frontends/cpp/engines.h"
#include "frontends/cpp/marks.h"
#include "frontends/cpp/names.h"
#include "frontends/cpp/paths.h"
#include "frontends/cpp/relevance.h"
#include "frontends/cpp/routines.h"
#include "frontends/cpp/sinks.h"
#include "frontends/cpp/syntax.h"
#include "frontends/cpp/told.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/format.h"
#include "frontends/host_values/found_texts.h"
#include "frontends/host_values/words.h"
#include "frontends/python/signs.h"
#include "frontends/sql_script/foreign_path.h"

namespace floodwall::cpp {
namespace {

using host::CallEvent;
using host::Evidence;
using host::Expression;
using host::Function;
using host::HostProject;
using host::Statement;
using host::Text;
using host::Value;
using host::Wrapper;

constexpr std::size_t longest_constant = 8192;  // bytes of a text that other files may see
constexpr int most_wrapper_rounds = 5;
/// The module that all files share: a name means the same in all that include its header.
constexpr std::string_view global = "#";

std::string global_path(std::string_view name) { return "#." + std::string(host::last_name(name)); }

/// What a compiler says of exactly this place; nullptr: nothing. `all` is sorted by where each begins.
template <class T>
const T* said_of(const std::vector<T>& all, Span at) {
  const auto first = std::ranges::lower_bound(all, at.begin, {}, [](const T& each) { return each.at.begin; });
  for (auto each = first; each != all.end() && each->at.begin == at.begin; ++each) {
    if (each->at == at) return &*each;
  }
  return nullptr;
}

struct Handed {
  const Value* value = nullptr;
  Value made = {};  ///< `value`, if it is none of the call's arguments
  Certainty certainty = Certainty::Database;
  Evidence evidence = Evidence::Verb;
  bool is_wrapped = false;
};

class Extractor {
 public:
  /// `ecpg`: the statements of EXEC SQL in it, by where they begin.
  Extractor(const SourceFile& file, const FrontendSettings& settings, const HostProject& project,
            std::vector<EcpgStatement> ecpg = {})
      : file_(file),
        settings_(settings),
        path_(settings.path_of(file)),
        project_(project),
        syntax_(parse(file.text())),
        program_(syntax_.program),
        named_(named_engines(file.text(), path_, syntax_.includes)),
        flow_(program_, flow_options()),
        ecpg_(std::move(ecpg)) {}

  FoundSql run();

 private:
  host::FlowOptions flow_options();
  std::optional<Value> known_text(const Expression& expression) const;
  std::string_view type_of_object(const CallEvent& event) const;
  std::string written_callee(const CallEvent& event) const;
  const host::Parameter* parameter_handed(const Function& function, const Value& value) const;
  const Wrapper* wrapper_called(const CallEvent& event, const Value*& argument) const;
  Value filled_in(const CallEvent& event, const Wrapper& wrapper, const Value& text) const;
  std::optional<Handed> handed_by(const CallEvent& event);
  void find_wrappers();
  bool add_wrapper(const CallEvent& event, const Handed& handed);
  void look_at(const CallEvent& event);
  void ask_about(const CallEvent& event);
  bool look_at_ecpg(const CallEvent& event);
  void add_routines();
  void add_constants(const host::FlowResult& result);
  void add_marked_and_shaped();

  const SourceFile& file_;
  const FrontendSettings& settings_;
  const std::string_view path_;
  const HostProject& project_;
  const Syntax syntax_;
  const host::Program& program_;
  const NamedEngines named_;
  host::Flow flow_;
  std::vector<EcpgStatement> ecpg_;
  std::deque<CallEvent> events_;
  std::map<std::string, std::vector<Wrapper>, std::less<>> wrappers_;  ///< of this file, by name
  std::set<const Expression*> told_;                                   ///< what is said to people
  std::map<std::tuple<const Function*, std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> steps_;
  FoundSql found_;
  host::FoundTexts texts_{file_.id(), found_.fragments};
};

host::FlowOptions Extractor::flow_options() {
  host::FlowOptions options;
  options.fold_call = [this](const CallEvent& event) { return fold_call(program_, event); };
  options.fold_member = fold_member;
  if (settings_.semantic != nullptr) {
    options.known = [this](const Expression& expression) { return known_text(expression); };
  }
  options.never_returns = never_returns;
  options.foreign = [this](std::string_view path) -> std::optional<Value> {
    if (!may_name_text(host::last_name(path))) return std::nullopt;
    found_.facts.asks.push_back(host::hash_of_constant(global_path(path)));
    const std::optional<std::string_view> text = project_.constant(global_path(path));
    if (!text) return std::nullopt;
    Text foreign;
    foreign.append(*text, {}, SourceMap::Origin::Decoded);
    Value value = host::text_value(std::move(foreign));
    value.path = path;
    value.is_foreign = true;
    return value;
  };
  return options;
}

/// What a compiler says that an expression always is.
std::optional<Value> Extractor::known_text(const Expression& expression) const {
  const KnownText* known = said_of(settings_.semantic->texts, expression.at);
  if (known == nullptr) return std::nullopt;
  Text text;
  text.append(known->bytes, expression.at, SourceMap::Origin::Decoded);
  return host::text_value(std::move(text));
}

std::string_view Extractor::type_of_object(const CallEvent& event) const {
  const Expression& callee = *event.call->operands.front();
  if (callee.kind != Expression::Kind::Member) return {};
  if (settings_.semantic != nullptr) {
    const ObjectType* known = said_of(settings_.semantic->objects, callee.operands.front()->at);
    if (known != nullptr) return known->type;
  }
  const auto known = syntax_.types.find(callee.operands.front());
  return known == syntax_.types.end() ? std::string_view() : known->second;
}

std::string Extractor::written_callee(const CallEvent& event) const {
  constexpr std::size_t longest = 60;
  const Expression& callee = *event.call->operands.front();
  std::string_view written = program_.written(callee.at);
  const bool is_shift = callee.kind == Expression::Kind::Member && callee.word == "<<";
  if (longest < written.size() || written.find('\n') != std::string_view::npos)
    written = host::last_name(event.path);
  return std::string(written) + (is_shift && written != "<<" ? " <<" : "");
}

/// The parameter that is handed on unchanged; nullptr if the function has none such.
const host::Parameter* Extractor::parameter_handed(const Function& function, const Value& value) const {
  if (!value.parameter || value.parameter_of != &function || function.name == "lambda") return nullptr;
  return *value.parameter < function.parameters.size() ? &function.parameters[*value.parameter] : nullptr;
}

/// The file's own wrappers come first, then those of other files.
const Wrapper* Extractor::wrapper_called(const CallEvent& event, const Value*& argument) const {
  const std::string_view name = host::last_name(event.path);
  const auto own = wrappers_.find(name);
  const std::vector<Wrapper>* foreign = project_.wrappers_named(name);
  for (const std::vector<Wrapper>* known : {own == wrappers_.end() ? nullptr : &own->second, foreign}) {
    if (known == nullptr) continue;
    for (const Wrapper& wrapper : *known) {
      argument = event.argument(wrapper.position);
      if (argument != nullptr) return &wrapper;
    }
  }
  return nullptr;
}

/// A wrapper that is given more than a pattern puts it in: as printf does it, or std::format.
Value Extractor::filled_in(const CallEvent& event, const Wrapper& wrapper, const Value& text) const {
  const std::size_t next = wrapper.position + 1;
  if (event.arguments.size() <= next || !text.is_text()) return text;
  const std::string& bytes = text.texts.front().bytes();
  const bool has_conversions = std::ranges::any_of(
      std::array<std::string_view, 7>{"%s", "%d", "%u", "%l", "%i", "%\"", "%z"},
      [&](std::string_view conversion) { return bytes.find(conversion) != std::string::npos; });
  if (has_conversions) return printed(program_, event, text, next);
  const bool has_fields = bytes.find("{}") != std::string::npos || bytes.find("{:") != std::string::npos ||
                          bytes.find("{0") != std::string::npos;
  const bool is_pattern = host::Words(wrapper.parameter).has_any({"fmt", "format", "pattern"});
  return has_fields && is_pattern ? formatted(program_, event, text, next) : text;
}

std::optional<Handed> Extractor::handed_by(const CallEvent& event) {
  if (const SinkCall called = sink_called(event, type_of_object(event)); called.sink != nullptr) {
    Handed handed{.value = event.argument(called.sink->position),
                  .certainty = called.certainty,
                  .evidence = called.evidence};
    const Value* ignored = nullptr;
    const Wrapper* wrapper =
        called.sink->is_common && event.arguments.size() > 1 ? wrapper_called(event, ignored) : nullptr;
    if (wrapper != nullptr && wrapper->position == called.sink->position && handed.value->is_text()) {
      handed.made = filled_in(event, *wrapper, *handed.value);
      handed.value = nullptr;
    } else if (called.sink->takes_all && handed.value->is_text()) {
      handed.made = host::text_value({});
      for (std::size_t i = 0; i < event.arguments.size(); ++i) {
        const bool is_bound = 0 < i && handed.made.is_text() &&  // sql << "… ?" << x
                              handed.made.texts.front().bytes().find('?') != std::string::npos;
        if (is_bound) break;
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
  const Wrapper* wrapper = wrapper_called(event, argument);
  if (wrapper == nullptr) return std::nullopt;
  Handed handed{.value = argument, .certainty = wrapper->certainty, .is_wrapped = true};
  if (!may_carry_sql(wrapper->parameter, wrapper->name)) handed.evidence = Evidence::VerbInCapitals;
  if (argument->is_text()) {
    handed.made = filled_in(event, *wrapper, *argument);
    handed.value = nullptr;
  }
  return handed;
}

/// Notes that the function around the call hands its own parameter on. True if that is news.
bool Extractor::add_wrapper(const CallEvent& event, const Handed& handed) {
  if (event.function == nullptr || handed.value == nullptr) return false;
  const host::Parameter* parameter = parameter_handed(*event.function, *handed.value);
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

void Extractor::find_wrappers() {
  for (const Function& function : program_.functions()) {
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
      const host::Parameter& parameter = function.parameters[i];
      if (parameter.annotation.find("annotate(\"sql\")") != std::string_view::npos)
        wrappers_[std::string(function.name)].push_back(
            {std::string(function.name), i, std::string(parameter.name), Certainty::Postgres});
    }
  }
  std::vector<const CallEvent*> forwarding;
  for (const CallEvent& event : events_) {
    const bool hands_on =
        std::ranges::any_of(event.arguments, [](const Value& each) { return each.parameter.has_value(); });
    if (hands_on && event.function != nullptr) forwarding.push_back(&event);
  }
  for (int round = 0; round < most_wrapper_rounds; ++round) {
    bool grows = false;
    for (const CallEvent* event : forwarding) {
      const std::string_view object = class_of_object(*event, type_of_object(*event));
      std::optional<Handed> handed = handed_by(*event);
      if (!handed) continue;
      const Engine engine = engine_of(*event, object, named_);
      if (engine == Engine::Other) continue;
      if (engine == Engine::Postgres) handed->certainty = Certainty::Postgres;
      grows = add_wrapper(*event, *handed) || grows;
    }
    if (!grows) break;
  }
  for (const auto& [name, wrappers] : wrappers_)
    found_.facts.wrappers.insert(found_.facts.wrappers.end(), wrappers.begin(), wrappers.end());
}

/// What another file may know of a call that we do not.
void Extractor::ask_about(const CallEvent& event) {
  const std::string_view name = host::last_name(event.path);
  for (std::size_t i = 0; i < event.arguments.size(); ++i) {
    const Value& value = event.arguments[i];
    const bool is_sql = value.is_text() && std::ranges::any_of(value.texts, [](const Text& text) {
                          return host::looks_like_sql(text.bytes(), Evidence::Verb);
                        });
    if (is_sql) found_.facts.asks.push_back(host::hash_of_name(name));
    if (event.function == nullptr || event.function->name == name) continue;
    const host::Parameter* parameter = parameter_handed(*event.function, value);
    if (parameter == nullptr || !may_carry_sql(parameter->name, event.function->name)) continue;
    found_.facts.forwards.push_back({.from = {std::string(event.function->name), *value.parameter,
                                              std::string(parameter->name), Certainty::Database},
                                     .callee = std::string(name),
                                     .position = i,
                                     .keyword = {}});
  }
}

/// EXEC SQL …; false: it is none.
bool Extractor::look_at_ecpg(const CallEvent& event) {
  if (ecpg_.empty() || event.path != "EXEC_SQL") return false;
  const auto statement = std::ranges::lower_bound(ecpg_, event.call->at.begin, {},
                                                  [](const EcpgStatement& each) { return each.at.begin; });
  if (statement == ecpg_.end() || statement->at.begin != event.call->at.begin) return false;
  const Value* variable = event.argument(0);
  const Value value = variable == nullptr ? host::text_value(std::exchange(statement->sql, {})) : *variable;
  std::vector<std::size_t> touched;
  texts_.add(value, {event.function, "EXEC SQL", Certainty::Postgres, Evidence::Verb, statement->at},
             touched);
  for (const std::size_t i : touched)
    steps_[{event.function, event.call->at.begin, event.call->at.end}].push_back(
        static_cast<std::uint32_t>(i));
  return true;
}

void Extractor::look_at(const CallEvent& event) {
  if (look_at_ecpg(event)) return;
  if (is_foreign_call(event.path)) {
    for (const Value& argument : event.arguments) texts_.cover(argument);
    return;
  }
  std::optional<Handed> handed = handed_by(event);
  if (!handed) {
    if (is_told_to_people(event.path)) {
      for (const host::Argument& argument : event.call->arguments) told_.insert(argument.value);
    } else {
      ask_about(event);
    }
    return;
  }
  const Value& value = handed->value == nullptr ? handed->made : *handed->value;
  const std::string_view object = class_of_object(event, type_of_object(event));
  const bool is_certain =  // a wrapper of another file may be a namesake of what is meant here
      handed->certainty == Certainty::Postgres && !(handed->is_wrapped && named_.is_foreign());
  const Engine engine = is_certain ? Engine::Postgres : engine_of(event, object, named_);
  if (engine == Engine::Other) {
    texts_.cover(value);
    return;
  }
  const Certainty certainty = engine == Engine::Postgres ? Certainty::Postgres : handed->certainty;
  const bool is_for_others =
      certainty != Certainty::Postgres && value.is_text() &&
      std::ranges::any_of(value.texts, [](const Text& text) { return is_foreign_text(text.bytes()); });
  if (is_for_others) {
    texts_.cover(value);
    return;
  }
  if (value.is_foreign && value.constant() != nullptr) return;  // its own file has it
  const std::string api = written_callee(event);
  if (value.kind == Value::Kind::Unknown && !value.parameter && !value.path.empty() &&
      value.path.find('(') == std::string::npos && !value.path.starts_with("self."))
    found_.facts.sunk.push_back({global_path(value.path), api, certainty});
  std::vector<std::size_t> touched;
  texts_.add(value, {event.function, api, certainty, handed->evidence, event.call->at}, touched);
  for (const std::size_t i : touched)
    steps_[{event.function, event.call->at.begin, event.call->at.end}].push_back(
        static_cast<std::uint32_t>(i));
}

/// Each fragment becomes a step of the routine that runs it.
void Extractor::add_routines() {
  Routines routines(program_, path_, project_);
  for (const CallEvent& event : events_) {
    const auto steps = steps_.find({event.function, event.call->at.begin, event.call->at.end});
    if (steps == steps_.end()) {
      routines.on_call(event);
    } else {
      routines.on_call(event, steps->second);
    }
  }
  found_.routines = routines.finish(found_.facts);
}

/// Texts of a header that other files hand to a sink, or put into one that they hand to it.
void Extractor::add_constants(const host::FlowResult& result) {
  if (!is_header_path(path_)) return;
  const auto add = [&](const std::string& name, const Value& value) {
    const Text* text = value.constant();
    if (text == nullptr || value.is_foreign || !may_name_text(name)) return;
    if (text->bytes().size() <= longest_constant)
      found_.facts.constants.push_back({std::string(global), name, text->bytes()});
    if (!host::looks_like_sql(text->bytes(), Evidence::Verb)) return;
    found_.facts.asks.push_back(host::hash_of_sunk(global_path(name)));
    const host::SunkConstant* sunk = project_.sunk(global, name);
    if (sunk == nullptr) return;
    std::vector<std::size_t> ignored;
    texts_.add(value, {.api = sunk->api, .certainty = sunk->certainty}, ignored);
  };
  for (const host::Class& klass : program_.classes()) {  // not in the order of their addresses
    const auto members = result.members.find(&klass);
    if (members == result.members.end()) continue;
    for (const auto& [name, value] : members->second) add(name, value);
  }
  for (const auto& [name, value] : result.globals) add(name, value);
}

/// Literals that are called SQL, and those that look like it, wherever they stand.
void Extractor::add_marked_and_shaped() {
  const bool may_be_marked = python::holds(file_.text(), "sql") || python::holds(file_.text(), "SQL");
  const LineIndex lines(may_be_marked ? file_.text() : std::string_view());
  const std::set<std::size_t> marked =
      may_be_marked ? marked_lines(program_, lines) : std::set<std::size_t>();
  std::vector<std::size_t> ignored;
  for (const Expression& expression : program_.expressions()) {
    if (expression.kind != Expression::Kind::Text || expression.parts.empty()) continue;
    const host::TextPart& first = expression.parts.front();
    const std::size_t line = marked.empty() ? 0 : lines.line_of(expression.at.begin);
    const bool is_marked =
        !marked.empty() && (marked.contains(line) || (0 < line && marked.contains(line - 1)));
    const bool is_candidate = first.inserted == nullptr && host::looks_like_sql(first.bytes, Evidence::Verb);
    if (!is_marked && (!is_candidate || told_.contains(&expression) || named_.is_foreign())) continue;
    if (first.inserted == nullptr && first.bytes == "sql") continue;  // the attribute's own
    if (texts_.is_covered(expression.at)) continue;
    texts_.add(flow_.value_of(expression),
               {.api = is_marked ? "// language=SQL" : "",
                .certainty = is_marked ? Certainty::Postgres : Certainty::Shape,
                .evidence = is_marked ? Evidence::Verb : Evidence::Shape},
               ignored);
  }
}

FoundSql Extractor::run() {
  const host::FlowResult result =
      flow_.run({.on_call = [this](const CallEvent& event) { events_.push_back(event); }});
  find_wrappers();
  for (const CallEvent& event : events_) look_at(event);
  std::vector<std::size_t> ignored;
  for (EcpgStatement& statement : ecpg_) {  // where no call was met
    texts_.add(host::text_value(std::exchange(statement.sql, {})),
               {.api = "EXEC SQL", .certainty = Certainty::Postgres}, ignored);
  }
  add_routines();
  found_.facts.is_worth_compiling = !is_header_path(path_);
  found_.is_test = is_test_path(path_);
  add_constants(result);
  add_marked_and_shaped();
  found_.comments = program_.comments;
  std::ranges::sort(found_.facts.asks);
  const auto repeated = std::ranges::unique(found_.facts.asks);
  found_.facts.asks.erase(repeated.begin(), repeated.end());
  return std::move(found_);
}

}  // namespace

FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings, const HostProject& project) {
  FoundSql found;
  found.skipped = why_foreign(settings.dialect, settings.path_of(file));
  if (!found.skipped.empty()) return found;
  if (is_ecpg_path(settings.path_of(file))) {
    EcpgFile ecpg = read_ecpg(file.text());
    const SourceFile c(file.id(), std::string(file.path()), std::move(ecpg.c));
    return Extractor(c, settings, project, std::move(ecpg.statements)).run();
  }
  const bool is_asked_for = std::ranges::any_of(
      settings.variables, [&](std::string_view name) { return python::holds(file.text(), name); });
  const bool may_be_configured = std::ranges::any_of(settings.sinks, [&](const ConfiguredSink& sink) {
    return python::holds(file.text(), host::last_name(sink.callee));
  });
  const bool is_relevant = is_asked_for || may_be_configured ||
                           may_concern_sql(file.text(), is_header_path(settings.path_of(file)));
  return is_relevant ? Extractor(file, settings, project).run() : std::move(found);
}

}  // namespace floodwall::cpp
