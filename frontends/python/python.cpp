// One file: parsed, run once in the abstract, and its calls then judged in the order of execution. Which
// functions of the file are wrappers is only known when all calls have been seen, so the calls are kept.

#include "frontends/python/python.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "frontends/host_values/flow.h"
#include "frontends/host_values/foreign_constant.h"
#include "frontends/host_values/format.h"
#include "frontends/host_values/found_texts.h"
#include "frontends/host_values/signs.h"
#include "frontends/host_values/sql_shape.h"
#include "frontends/host_values/words.h"
#include "frontends/python/calls.h"
#include "frontends/python/commands.h"
#include "frontends/python/engines.h"
#include "frontends/python/handed_texts.h"
#include "frontends/python/lowering/lowering.h"
#include "frontends/python/marked_lines.h"
#include "frontends/python/migration_module.h"
#include "frontends/python/paths.h"
#include "frontends/python/relevance.h"
#include "frontends/python/routines.h"
#include "frontends/python/sinks.h"
#include "frontends/python/syntax.h"
#include "frontends/sql_script/foreign_path.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Expression;
using host::Function;
using host::HostFacts;
using host::HostProject;
using host::Program;
using host::Statement;
using host::Text;
using host::Value;
using host::Wrapper;

constexpr std::size_t longest_constant = 8192;  // bytes of a text that other files may see

/// "src/app/db.py" -> "src.app.db"; a package's __init__.py is the package.
std::string module_of(std::string_view path) {
  std::string module(path.substr(0, path.rfind('.')));
  if (module.ends_with("/__init__")) module.resize(module.size() - 9);
  while (module.starts_with("./")) module.erase(0, 2);
  std::ranges::replace(module, '/', '.');
  return module;
}

/// Whether an imported name may be that of a text: a constant's spelling, or a word of SQL in it.
bool may_name_text(std::string_view name) {
  const auto is_lower = [](char c) { return 'a' <= c && c <= 'z'; };
  if (name.size() < 2) return false;
  if (std::ranges::none_of(name, is_lower)) return true;
  for (const std::string_view part : {"sql", "query", "stmt", "table", "schema", "statement"}) {
    if (name.find(part) != std::string_view::npos) return true;
  }
  return false;
}

/// What a call takes from elsewhere (the name of a Table that is defined above) stands where the call stands.
std::vector<SourceMap::Piece> seen_in(Span call, std::vector<SourceMap::Piece> pieces) {
  for (SourceMap::Piece& piece : pieces) {
    if (call.contains(piece.host)) continue;
    piece.host = call;
    if (piece.origin == SourceMap::Origin::Verbatim) piece.origin = SourceMap::Origin::Decoded;
  }
  return pieces;
}

/// Calls that say something to people: what they say is not run.
bool is_told_to_people(std::string_view callee) {
  static constexpr std::array names = std::to_array<std::string_view>(
      {"print",        "log",      "debug", "info",  "warn",       "warning",  "error",
       "exception",    "critical", "fatal", "write", "writelines", "echo",     "secho",
       "add_argument", "fail",     "skip",  "_",     "gettext",    "ugettext", "style"});
  const std::string_view name = host::last_name(callee);
  return std::ranges::find(names, name) != names.end() || name.ends_with("Error") ||
         name.ends_with("Exception") || name.ends_with("Warning");
}

/// Whether a file may use a tool that writes SQL itself.
enum class Tools : std::uint8_t { None, Likely };

class Extractor {
 public:
  Extractor(const SourceFile& file, const FrontendSettings& settings, const HostProject& project, Tools tools)
      : file_(file),
        settings_(settings),
        path_(settings.path_of(file)),
        module_(module_of(path_)),
        project_(project),
        tools_(tools),
        program_(parse(file.text())),
        flow_(program_, flow_options()) {}

  FoundSql run();

 private:
  host::FlowOptions flow_options();
  void look_at(const CallEvent& event);
  void begin_call(Span call) {
    call_at_hand_ = call;
    touched_.clear();
  }
  void add(const Value& value, const Function* function, const std::string& api, Certainty certainty,
           host::Evidence evidence) {
    texts_.add(value, {function, api, certainty, evidence, call_at_hand_}, touched_);
  }
  bool look_at_commands(const CallEvent& event);
  void ask_about(const CallEvent& event);
  void add_lowered(const host::FlowResult& result);
  void note_step(const Function* function, Span call, std::size_t fragment) {
    steps_[{function, call.begin, call.end}].push_back(static_cast<std::uint32_t>(fragment));
  }
  void add_routines();
  void add_returned(Routines& routines);
  void add_constants(const host::FlowResult& result);
  void add_marked_and_shaped();

  const SourceFile& file_;
  const FrontendSettings& settings_;
  const std::string_view path_;
  const std::string module_;
  const HostProject& project_;
  const Tools tools_;
  const Program program_;
  host::Flow flow_;
  ImportedEngines imported_ = imported_engines(program_);
  std::deque<CallEvent> events_;
  std::set<const Expression*> told_;      ///< said to people
  std::set<const Function*> foreign_;     ///< that have said `USE name` to an unknown engine
  std::set<const Expression*> composed_;  ///< arguments of psycopg's SQL()
  /// The fragments that a call runs: by the function around it and where it stands.
  std::map<std::tuple<const Function*, std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> steps_;
  FoundSql found_;
  HandedTexts handed_{program_, settings_, project_};
  host::FoundTexts texts_{file_.id(), found_.fragments};
  Span call_at_hand_;                 ///< what a fix may change; none: no call is
  std::vector<std::size_t> touched_;  ///< fragments that it runs
};

host::FlowOptions Extractor::flow_options() {
  host::FlowOptions options;
  options.module = module_;
  options.is_package = path_.ends_with("__init__.py");
  options.fold_call = [this](const CallEvent& event) { return fold_call(program_, event, &flow_); };
  options.fold_member = fold_member;
  options.constructor = "__init__";
  options.never_returns = never_returns;
  options.foreign = [this](std::string_view path) -> std::optional<Value> {
    if (!may_name_text(host::last_name(path))) return std::nullopt;
    return host::foreign_constant(path, path, project_, found_.facts);
  };
  return options;
}

/// What another file may know of a call that we do not.
void Extractor::ask_about(const CallEvent& event) {
  const std::string_view name = host::last_name(event.path);
  std::size_t position = 0;
  for (std::size_t i = 0; i < event.arguments.size(); ++i) {
    const host::Argument& argument = event.call->arguments[i];
    const Value& value = event.arguments[i];
    const std::size_t own_position = argument.name.empty() ? position++ : 0;
    if (value.is_text() && std::ranges::any_of(value.texts, [](const Text& text) {
          return host::looks_like_sql(text.bytes(), host::Evidence::Verb);
        })) {
      found_.facts.asks.push_back(host::hash_of_name(name));
    }
    if (event.function == nullptr || event.function->name == name) continue;
    const host::Parameter* parameter = parameter_handed(*event.function, value);
    if (parameter == nullptr || !may_carry_sql(parameter->name, event.function->name)) continue;
    found_.facts.forwards.push_back({.from = {std::string(event.function->name), *value.parameter,
                                              std::string(parameter->name), Certainty::Database},
                                     .callee = std::string(name),
                                     .position = own_position,
                                     .keyword = std::string(argument.name)});
  }
}

/// What psql is told on a command line. False: it is not called.
bool Extractor::look_at_commands(const CallEvent& event) {
  bool has_psql = false;
  for (const host::ShellCommand& command : commands_of(event)) {
    for (const PsqlText& text : psql_texts(command)) {
      has_psql = true;
      add(host::text_value(text.sql), event.function, text.is_script ? "psql" : "psql -c",
          text.is_script ? Certainty::Database : Certainty::Postgres, host::Evidence::Verb);
    }
  }
  return has_psql;
}

void Extractor::look_at(const CallEvent& event) {
  if (event.path == "psycopg2.sql.SQL" || event.path == "psycopg.sql.SQL") {
    if (const Expression* literal = event.expression(0)) composed_.insert(literal);
  }
  const std::optional<Handed> handed = handed_.of(event);
  if (!handed) {
    const bool is_command = look_at_commands(event);
    if (!is_command && runs_other_client(event)) {
      for (const Value& word : event.argument(0, "args")->items) texts_.cover(word);
      return;
    }
    const bool is_told = !is_command && is_told_to_people(event.path);
    for (const host::Argument& argument : event.call->arguments) {
      const bool is_help = argument.name == "help" || argument.name == "description" ||
                           argument.name == "message" || argument.name == "msg" || argument.name == "doc";
      if ((is_told || is_help) && argument.value != nullptr) told_.insert(argument.value);
    }
    if (!is_command) ask_about(event);
    return;
  }
  const Engine engine = engine_of(event, imported_);
  if (engine == Engine::Unknown && switches_database(*handed->value)) foreign_.insert(event.function);
  if (engine == Engine::Other || (engine == Engine::Unknown && foreign_.contains(event.function)))
    return texts_.cover(*handed->value);
  const Certainty certainty = engine == Engine::Postgres ? Certainty::Postgres : handed->certainty;
  if (handed->value->is_foreign && handed->value->constant() != nullptr) return;  // its own file has it
  if (!handed->value->is_text() && !handed->value->parameter &&
      handed->value->path.find('.') != std::string::npos &&
      handed->value->path.find('(') == std::string::npos && !handed->value->path.starts_with("self.")) {
    found_.facts.sunk.push_back({handed->value->path, handed->api, certainty});
  }
  add(*handed->value, event.function, handed->api, certainty, handed->evidence);
}

/// What calls and classes of migration tools and mappers amount to.
void Extractor::add_lowered(const host::FlowResult& result) {
  if (tools_ == Tools::None || (imported_.other && !imported_.postgres)) return;
  for (const LoweredSql& lowered : lower({program_, flow_, result, events_, path_})) {
    if (lowered.call != nullptr && engine_of(*lowered.call, {}) == Engine::Other) continue;
    SqlFragment fragment;
    fragment.file = file_.id();
    fragment.sql = lowered.sql.bytes();
    fragment.map =
        SourceMap(lowered.is_definition ? lowered.sql.pieces() : seen_in(lowered.at, lowered.sql.pieces()));
    fragment.holes = lowered.sql.holes();
    if (lowered.direction == Direction::Down) fragment.sections.push_back({0, Direction::Down});
    fragment.api = lowered.api;
    fragment.certainty = lowered.certainty;
    fragment.is_lowered = !lowered.is_written;
    for (const SourceMap::Piece& piece : lowered.sql.pieces()) {
      if (piece.origin == SourceMap::Origin::Verbatim) texts_.cover(piece.host);
    }
    const bool runs_here = lowered.direction == Direction::Up || lowered.function != nullptr;
    if (!lowered.is_definition && runs_here) note_step(lowered.function, lowered.at, found_.fragments.size());
    found_.fragments.push_back(std::move(fragment));
  }
}

/// Aerich's `async def upgrade(db: BaseDBAsyncClient) -> str` hands its SQL on by returning it.
void Extractor::add_returned(Routines& routines) {
  for (const Function& function : program_.functions()) {
    if (!returns_sql(function)) continue;
    host::each_statement(function.body, [&](const Statement& each) {
      if (each.kind != Statement::Kind::Return || each.value == nullptr) return;
      begin_call({});
      add(flow_.value_of(*each.value), &function, std::string(function.name), Certainty::Database,
          host::Evidence::Verb);
      for (const std::size_t i : touched_)
        routines.on_returned(function, each.value->at, static_cast<std::uint32_t>(i));
    });
  }
}

/// Each fragment becomes a step of the routine that runs it.
void Extractor::add_routines() {
  Routines routines(program_, path_, module_, project_);
  add_returned(routines);
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

/// Texts of this module that other files hand to a sink, and what other files may want to know.
void Extractor::add_constants(const host::FlowResult& result) {
  for (const auto& [klass, members] : result.members) {
    for (const auto& [name, value] : members) {
      const Text* text = value.constant();
      if (text != nullptr && !value.is_foreign && may_name_text(name) &&
          text->bytes().size() <= longest_constant)
        found_.facts.constants.push_back({module_ + "." + std::string(klass->name), name, text->bytes()});
    }
  }
  for (const auto& [name, value] : result.globals) {
    const Text* text = value.constant();
    if (text == nullptr || value.is_foreign || name.starts_with("__")) continue;
    if (text->bytes().size() <= longest_constant)
      found_.facts.constants.push_back({module_, name, text->bytes()});
    if (!host::looks_like_sql(text->bytes(), host::Evidence::Verb)) continue;
    found_.facts.asks.push_back(host::hash_of_sunk(module_ + "." + name));
    if (const host::SunkConstant* sunk = project_.sunk(module_, name))
      add(value, nullptr, sunk->api, sunk->certainty, host::Evidence::Verb);
  }
  // Classes come in the order of their addresses, which differs from run to run.
  std::ranges::sort(found_.facts.constants, {}, [](const host::Constant& constant) {
    return std::tie(constant.module, constant.name, constant.text);
  });
}

/// Literals that a comment calls SQL, and those that look like it, wherever they stand.
void Extractor::add_marked_and_shaped() {
  std::set<const Expression*> alone;  // docstrings and the like
  for (const Statement& statement : program_.statements()) {
    if (statement.kind == Statement::Kind::Evaluate) alone.insert(statement.value);
  }
  const MarkedLines marked(file_.text(), program_.comments);
  for (const Expression& expression : program_.expressions()) {
    if (expression.kind != Expression::Kind::Text || expression.parts.empty()) continue;
    const host::TextPart& first = expression.parts.front();
    if (first.inserted != nullptr && !expression.is_raw_template) continue;
    const bool is_marked = marked.hold(expression.at.begin);
    const bool is_composed = composed_.contains(&expression);
    if (!is_marked && (alone.contains(&expression) || told_.contains(&expression) ||
                       !host::looks_like_sql(first.bytes, host::Evidence::Verb)))
      continue;
    if (texts_.is_covered(expression.at)) continue;
    const Certainty certainty = is_marked || is_composed ? Certainty::Postgres : Certainty::Shape;
    const host::Evidence evidence = is_marked     ? host::Evidence::Verb
                                    : is_composed ? host::Evidence::VerbInCapitals
                                                  : host::Evidence::Shape;
    add(flow_.value_of(expression), nullptr,
        is_marked     ? "# sql"
        : is_composed ? "sql.SQL"
                      : "",
        certainty, evidence);
  }
}

FoundSql Extractor::run() {
  const host::FlowResult result =
      flow_.run({.on_call = [this](const CallEvent& event) { events_.push_back(event); }});
  found_.facts.wrappers = handed_.find_wrappers(events_, imported_);
  const auto look = [this](const CallEvent& event) {
    begin_call(event.call->at);
    look_at(event);
    for (const std::size_t i : touched_) note_step(event.function, event.call->at, i);
  };
  std::vector<const CallEvent*> makers;  // of texts that nobody may run
  for (const CallEvent& event : events_) {
    const Sink* sink = sink_of(event);
    if (sink != nullptr && only_makes_text(*sink)) {
      makers.push_back(&event);
    } else {
      look(event);
    }
  }
  for (const CallEvent* event : makers) {
    if (!texts_.is_covered(event->call->at)) look(*event);
  }
  begin_call({});
  add_lowered(result);
  add_routines();
  found_.migration = identity_of_module(path_, result);
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

bool is_python_path(std::string_view path) {
  return path.ends_with(".py") || path.ends_with(".pyi") || path.ends_with(".pyw");
}

FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings, const HostProject& project) {
  FoundSql found;
  found.skipped = why_foreign(settings.dialect, settings.path_of(file));
  if (!found.skipped.empty()) return found;
  const Tools tools = may_be_lowered(file.text()) ? Tools::Likely : Tools::None;
  const bool is_asked_for = std::ranges::any_of(
      settings.variables, [&](std::string_view name) { return host::holds(file.text(), name); });
  if (!is_asked_for && tools == Tools::None && !may_concern_sql(file.text())) return found;
  return Extractor(file, settings, project, tools).run();
}

}  // namespace floodwall::python
