#include "frontends/python/calls.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "frontends/host_values/format.h"
#include "frontends/host_values/text_changes.h"
#include "frontends/host_values/words.h"
#include "frontends/python/containers.h"
#include "frontends/python/engines.h"
#include "frontends/python/text_methods.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Expression;
using host::Inserted;
using host::Program;
using host::Text;
using host::Value;
using Origin = SourceMap::Origin;

Value hole(HoleKind kind, const Inserted& seen) {
  Text text;
  text.append_hole(kind, seen.at, seen.written);
  return host::text_value(std::move(text));
}

/// As the driver quotes it; a hole for what is not known.
Value quoted(const Inserted& name) {
  Value value = name.value;
  const bool is_known = value.is_text() && std::ranges::all_of(value.texts, &Text::is_constant);
  if (!is_known) return hole(HoleKind::Identifier, name);
  value.hole = HoleKind::Identifier;
  return host::each_text(value, [&](const Text& text) {
    std::string quoted = "\"";
    for (const char c : text.bytes()) quoted += c == '"' ? "\"\"" : std::string(1, c);
    Text made;
    made.append(quoted + "\"", name.at, Origin::Decoded);
    return made;
  });
}

/// "a"."b"
Value identifier(const Program& program, const CallEvent& event) {
  Value made = host::text_value({});
  for (std::size_t i = 0; i < event.arguments.size(); ++i) {
    const Inserted name = inserted_argument(program, event, i);
    Text dot;
    dot.append(".", name.at, Origin::Decoded);
    if (i != 0) made = host::joined(made, {host::text_value(std::move(dot)), name.at, ""});
    made = host::joined(made, {quoted(name), name.at, name.written});
  }
  return made;
}

/// psycopg's sql.SQL, sql.Identifier, …
std::optional<Value> composition(const Program& program, const CallEvent& event, std::string_view name) {
  const Value* first = event.argument(0);
  if (name == "SQL" || name == "Composed") {
    if (first == nullptr) return std::nullopt;
    if (first->kind == Value::Kind::List)
      return host::join(host::text_value({}), *first, inserted_call(program, event));
    return first->is_text() ? std::optional(*first) : std::nullopt;
  }
  if (name == "Identifier") return identifier(program, event);
  if (name == "Literal") return hole(HoleKind::Value, inserted_call(program, event));
  if (name == "Placeholder") return hole(HoleKind::Bind, inserted_call(program, event));
  return std::nullopt;
}

bool is_composition(std::string_view path) {
  return path.starts_with("psycopg2.sql.") || path.starts_with("psycopg.sql.");
}

/// map(str, NAMES), map(sql.Identifier, NAMES)
std::optional<Value> mapped(const Program& program, const CallEvent& event) {
  const Value* function = event.argument(0);
  const Value* list = event.argument(1);
  if (list == nullptr || list->kind != Value::Kind::List || event.arguments.size() != 2) return std::nullopt;
  if (function->path == "str") return *list;
  const bool quotes = is_composition(function->path) && host::last_name(function->path) == "Identifier";
  if (!quotes) return std::nullopt;
  Value made = *list;
  Inserted name = inserted_argument(program, event, 1);
  for (Value& item : made.items.own()) {
    name.value = item;
    item = quoted(name);
  }
  return made;
}

/// What only marks its argument as SQL, or as a name: text("…"), in which `:name` is a parameter.
std::optional<Value> marked(const CallEvent& event) {
  static constexpr std::array with_binds = std::to_array<std::string_view>(
      {"sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text",
       "sqlalchemy.sql.expression.TextClause", "flask_sqlalchemy.SQLAlchemy().text", "sqlmodel.text"});
  static constexpr std::array others =
      std::to_array<std::string_view>({"sqlalchemy.DDL", "sqlalchemy.schema.DDL", "alembic.op.f"});
  const bool has_binds = host::is_among(event.path, with_binds);
  const Value* text = has_binds || host::is_among(event.path, others) ? event.argument(0, "text") : nullptr;
  if (text == nullptr || !text->is_text()) return std::nullopt;
  return has_binds ? host::each_text(*text, host::with_bind_names) : *text;
}

std::optional<Value> engine(const CallEvent& event, std::string_view name) {
  const Value* url = event.argument(0, "url");
  const Text* constant = url == nullptr ? nullptr : url->constant();
  if (constant == nullptr || engine_of_url(constant->bytes()) == Engine::Unknown) return std::nullopt;
  const std::string_view scheme =
      std::string_view(constant->bytes()).substr(0, constant->bytes().find_first_of("+:"));
  return host::unknown_value(std::string(scheme) + "." + std::string(name) + "()");
}

/// Of the argument alone.
std::optional<Value> one_text(const CallEvent& event) {
  const std::string_view path = event.path;
  const Value* first = event.argument(0, path == "string.Template" ? "template" : "text");
  if (first == nullptr || !first->is_text()) return std::nullopt;
  if (path == "textwrap.dedent") return host::each_text(*first, host::dedented);
  if (path == "inspect.cleandoc") return host::each_text(*first, host::cleaned);
  if (path == "string.Template") {
    Value made = *first;
    made.path = "string.Template()";
    return made;
  }
  return path == "str" && event.arguments.size() == 1 ? std::optional(*first) : std::nullopt;
}

/// Numbers, and what the program makes by itself: clocks, dice, identifiers. No stranger has a say in it.
bool makes_no_text(const CallEvent& event) {
  static constexpr std::array makers = std::to_array<std::string_view>({"int",
                                                                        "len",
                                                                        "float",
                                                                        "id",
                                                                        "round",
                                                                        "abs",
                                                                        "sum",
                                                                        "bool",
                                                                        "time.time",
                                                                        "time.time_ns",
                                                                        "time.monotonic",
                                                                        "random.randint",
                                                                        "random.random",
                                                                        "random.randrange",
                                                                        "datetime.datetime.now",
                                                                        "datetime.datetime.utcnow",
                                                                        "datetime.datetime.today",
                                                                        "datetime.date.today",
                                                                        "uuid.uuid1",
                                                                        "uuid.uuid4",
                                                                        "decimal.Decimal"});
  if (host::is_among(event.path, makers)) return true;
  const Expression& callee = *event.call->operands.front();
  const bool is_method = callee.kind == Expression::Kind::Member;
  const bool is_own = is_method && event.receiver.kind == Value::Kind::Number;
  return is_own && (callee.word == "isoformat" || callee.word == "timestamp" || callee.word == "date");
}

bool has_part(std::string_view name, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(
      parts, [&](std::string_view part) { return name.find(part) != std::string_view::npos; });
}

/// Drivers' and libraries' functions that quote: what they give stands for a name or a value.
std::optional<Value> quoting(const CallEvent& event, std::string_view name) {
  if (event.arguments.empty() || 3 < event.arguments.size()) return std::nullopt;
  Value quoted;
  quoted.path = event.path;
  if (has_part(name, {"quote_ident", "quote_name", "escape_identifier", "quote_table", "format_table"})) {
    quoted.hole = HoleKind::Identifier;
  } else if (has_part(name, {"quote_literal", "escape_literal", "escape_string", "mogrify"}) ||
             name == "adapt") {
    quoted.hole = HoleKind::Value;
  } else {
    return std::nullopt;
  }
  return quoted;
}

}  // namespace

std::optional<Value> fold_call(const Program& program, const CallEvent& event, host::Flow* flow) {
  const std::string_view path = event.path;
  const std::string_view name = host::last_name(path);
  const Expression& callee = *event.call->operands.front();
  if (callee.kind == Expression::Kind::Member && event.receiver.is_text()) {
    if (std::optional<Value> made = fold_text_method(program, event, callee.word, flow)) return made;
  }
  if (is_composition(path)) {
    if (std::optional<Value> made = composition(program, event, name)) return made;
  }
  if (std::optional<Value> made = marked(event)) return made;
  static constexpr std::array engines = std::to_array<std::string_view>(
      {"create_engine", "create_async_engine", "make_url", "engine_from_url"});
  if (host::is_among(name, engines)) return engine(event, name);
  if (std::optional<Value> made = one_text(event)) return made;
  if (makes_no_text(event)) {
    Value number;
    number.kind = Value::Kind::Number;
    number.hole = HoleKind::Value;
    return number;
  }
  if (path == "map") return mapped(program, event);
  if (path == "dataclasses.field") {
    const Value* preset = event.argument(~std::size_t{0}, "default");
    return preset == nullptr ? std::nullopt : std::optional(*preset);
  }
  if (std::optional<Value> made = fold_container(event)) return made;
  return quoting(event, name);
}

std::optional<Value> fold_member(const Value& object, std::string_view name) {
  return name == "value" && object.is_text() ? std::optional(object) : std::nullopt;
}

bool never_returns(std::string_view path) {
  static constexpr std::array ends = std::to_array<std::string_view>(
      {"sys.exit", "exit", "quit", "os._exit", "os.abort", "pytest.skip", "pytest.exit", "pytest.fail",
       "pytest.xfail", "self.skipTest", "self.fail", "click.Abort", "typer.Exit", "unittest.skip"});
  return host::is_among(path, ends) || path.ends_with("parser.error") ||
         path == "argparse.ArgumentParser().error";
}

}  // namespace floodwall::python
