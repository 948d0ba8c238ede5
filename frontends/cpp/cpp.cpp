// One file: parsed, run once in the abstract, and its calls then judged in the order of execution. Which
// functions of the file are wrappers is only known when all calls have been seen, so the calls are kept.

#include "frontends/cpp/cpp.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "frontends/cpp/ecpg.h"
#include "frontends/cpp/engines.h"
#include "frontends/cpp/flow_options.h"
#include "frontends/cpp/handovers.h"
#include "frontends/cpp/header_texts.h"
#include "frontends/cpp/loose_texts.h"
#include "frontends/cpp/names.h"
#include "frontends/cpp/paths.h"
#include "frontends/cpp/prepared.h"
#include "frontends/cpp/relevance.h"
#include "frontends/cpp/routines.h"
#include "frontends/cpp/soci.h"
#include "frontends/cpp/syntax.h"
#include "frontends/cpp/told.h"
#include "frontends/host_values/found_texts.h"
#include "frontends/host_values/signs.h"
#include "frontends/host_values/words.h"
#include "frontends/sql_script/foreign_path.h"

namespace floodwall::cpp {
namespace {

using host::CallEvent;
using host::Evidence;
using host::Expression;
using host::Function;
using host::HostProject;
using host::Text;
using host::Value;

class Extractor {
 public:
  /// `ecpg`: the statements of EXEC SQL in it, by where they begin.
  Extractor(const SourceFile& file, const FrontendSettings& settings, const HostProject& project,
            Parse* parse, std::vector<EcpgStatement> ecpg = {})
      : file_(file),
        path_(settings.path_of(file)),
        project_(project),
        syntax_(parse(file.text())),
        program_(syntax_.program),
        named_(named_engines(file.text(), path_, syntax_.includes)),
        flow_(program_, flow_options(syntax_, settings.semantic, project, found_.facts)),
        handovers_(syntax_, settings, project, named_),
        ecpg_(std::move(ecpg)) {}

  FoundSql run();

 private:
  std::string written_callee(const CallEvent& event) const;
  void look_at(const CallEvent& event);
  bool is_to_fail(const CallEvent& event) const;
  void ask_about(const CallEvent& event);
  bool look_at_ecpg(const CallEvent& event);
  bool look_at_soci(const CallEvent& event);
  void note_steps(const CallEvent& event, const std::vector<std::size_t>& fragments);
  void add_routines();

  const SourceFile& file_;
  const std::string_view path_;
  const HostProject& project_;
  const Syntax syntax_;
  const host::Program& program_;
  const NamedEngines named_;
  FoundSql found_;
  host::Flow flow_;
  Handovers handovers_;
  std::vector<EcpgStatement> ecpg_;
  std::deque<CallEvent> events_;
  PreparedStatements prepared_;
  std::optional<SociTables> soci_;
  std::set<const Expression*> told_;  ///< what is said to people
  std::vector<Span> failing_;         ///< what tests want to fail
  std::map<std::tuple<const Function*, std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> steps_;
  host::FoundTexts texts_{file_.id(), found_.fragments};
};

std::string Extractor::written_callee(const CallEvent& event) const {
  constexpr std::size_t longest = 60;
  const Expression& callee = *event.call->operands.front();
  std::string_view written = program_.written(callee.at);
  const bool is_shift = callee.kind == Expression::Kind::Member && callee.word == "<<";
  if (longest < written.size() || written.find('\n') != std::string_view::npos)
    written = host::last_name(event.path);
  return std::string(written) + (is_shift && written != "<<" ? " <<" : "");
}

/// What is wrong about it is what a test is about.
bool Extractor::is_to_fail(const CallEvent& event) const {
  return std::ranges::any_of(failing_, [&](Span around) {
    return around.begin <= event.call->at.begin && event.call->at.end <= around.end;
  });
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
  note_steps(event, touched);
  return true;
}

/// session.drop_table("orders"); false: it is none of these.
bool Extractor::look_at_soci(const CallEvent& event) {
  const std::optional<Value> sent = soci_->sent_by(event);
  if (!sent) return false;
  const Engine engine = engine_of(event, handovers_.object_of(event), named_);
  if (engine == Engine::Other) return true;
  const Certainty certainty = engine == Engine::Postgres ? Certainty::Postgres : Certainty::Database;
  std::vector<std::size_t> touched;
  texts_.add(
      *sent,
      {.function = event.function, .api = written_callee(event), .certainty = certainty, .is_lowered = true},
      touched);
  note_steps(event, touched);
  return true;
}

void Extractor::note_steps(const CallEvent& event, const std::vector<std::size_t>& fragments) {
  if (fragments.empty()) return;
  auto& steps = steps_[{event.function, event.call->at.begin, event.call->at.end}];
  for (const std::size_t i : fragments) steps.push_back(static_cast<std::uint32_t>(i));
}

void Extractor::look_at(const CallEvent& event) {
  if (look_at_ecpg(event) || look_at_soci(event)) return;
  if (is_foreign_call(event.path)) {
    for (const Value& argument : event.arguments) texts_.cover(argument);
    return;
  }
  const std::optional<Handed> handed = handovers_.made_by(event);
  if (!handed) {
    if (is_told_to_people(event.path)) {
      for (const host::Argument& argument : event.call->arguments) told_.insert(argument.value);
    } else {
      ask_about(event);
    }
    return;
  }
  const Value& value = handed->value == nullptr ? handed->made : *handed->value;
  if (value.kind == Value::Kind::Unknown && !handed->is_wrapped) ask_about(event);
  const bool is_certain =  // a wrapper of another file may be a namesake of what is meant here
      handed->certainty == Certainty::Postgres && !(handed->is_wrapped && named_.is_foreign());
  const Engine engine = is_certain ? Engine::Postgres : engine_of(event, handovers_.object_of(event), named_);
  if (engine == Engine::Other) {
    texts_.cover(value);
    return;
  }
  const Certainty certainty = is_to_fail(event)            ? Certainty::Shape
                              : engine == Engine::Postgres ? Certainty::Postgres
                                                           : handed->certainty;
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
  prepared_.add(event, touched);
  note_steps(event, touched);
}

/// Each fragment becomes a step of the routine that runs it.
void Extractor::add_routines() {
  Routines routines(program_, path_, project_);
  for (const CallEvent& event : events_) {
    const auto steps = steps_.find({event.function, event.call->at.begin, event.call->at.end});
    if (steps == steps_.end()) {
      routines.on_call(event, prepared_.run_by(event));
    } else {
      routines.on_call(event, steps->second);
    }
  }
  found_.routines = routines.finish(found_.facts);
}

FoundSql Extractor::run() {
  const host::FlowResult result =
      flow_.run({.on_call = [this](const CallEvent& event) { events_.push_back(event); }});
  handovers_.find_wrappers(events_);
  soci_.emplace(program_, events_, [this](const CallEvent& event) { return handovers_.object_of(event); });
  handovers_.wrappers().tell(found_.facts);
  for (const CallEvent& event : events_) {
    if (wants_failure(event.path)) failing_.push_back(event.call->at);
  }
  for (const CallEvent& event : events_) look_at(event);
  std::vector<std::size_t> ignored;
  for (EcpgStatement& statement : ecpg_) {  // where no call was met
    texts_.add(host::text_value(std::exchange(statement.sql, {})),
               {.api = "EXEC SQL", .certainty = Certainty::Postgres}, ignored);
  }
  add_routines();
  if (syntax_.unread_from) {
    const auto line = std::ranges::count(file_.text().substr(0, *syntax_.unread_from), '\n') + 1;
    found_.partial =
        "what begins in line " + std::to_string(line) + " is nested too deep, or makes no sense for too long";
  }
  found_.facts.is_worth_compiling = !is_header_path(path_);
  found_.is_test = is_test_path(path_);
  if (is_header_path(path_)) add_header_texts(program_, result, project_, found_.facts, texts_);
  add_loose_texts(program_, flow_, told_, named_.is_foreign(), texts_);
  found_.comments = program_.comments;
  std::ranges::sort(found_.facts.asks);
  const auto repeated = std::ranges::unique(found_.facts.asks);
  found_.facts.asks.erase(repeated.begin(), repeated.end());
  return std::move(found_);
}

}  // namespace

FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings, const HostProject& project) {
  return find_sql(file, settings, project, &cpp::parse);
}

FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings, const HostProject& project,
                  Parse* parse) {
  FoundSql found;
  found.skipped = why_foreign(settings.dialect, settings.path_of(file));
  if (!found.skipped.empty()) return found;
  if (is_ecpg_path(settings.path_of(file))) {
    EcpgFile ecpg = read_ecpg(file.text());
    const SourceFile c(file.id(), std::string(file.path()), std::move(ecpg.c));
    return Extractor(c, settings, project, parse, std::move(ecpg.statements)).run();
  }
  const bool is_asked_for = std::ranges::any_of(
      settings.variables, [&](std::string_view name) { return host::holds(file.text(), name); });
  const bool may_be_configured = std::ranges::any_of(settings.sinks, [&](const ConfiguredSink& sink) {
    return host::holds(file.text(), host::last_name(sink.callee));
  });
  const bool is_relevant = is_asked_for || may_be_configured ||
                           may_concern_sql(file.text(), is_header_path(settings.path_of(file)));
  return is_relevant ? Extractor(file, settings, project, parse).run() : std::move(found);
}

}  // namespace floodwall::cpp
