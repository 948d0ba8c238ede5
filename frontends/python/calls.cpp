#include "frontends/python/calls.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "frontends/host_values/format.h"
#include "frontends/python/engines.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Expression;
using host::Inserted;
using host::Program;
using host::Text;
using host::Value;
using Origin = SourceMap::Origin;

Inserted inserted(const Program& program, const CallEvent& event, std::size_t argument) {
  const Expression& expression = *event.call->arguments[argument].value;
  return {event.arguments[argument], expression.at, program.written(expression.at)};
}

Value hole(HoleKind kind, const Program& program, const Expression& written) {
  Text text;
  text.append_hole(kind, written.at, program.written(written.at));
  return host::text_value(std::move(text));
}

Value format(const Program& program, const CallEvent& event) {
  const bool has_spread = std::ranges::any_of(event.call->arguments, &host::Argument::is_spread);
  return host::brace_format(
      event.receiver, [&](std::string_view name, std::size_t position) -> std::optional<Inserted> {
        std::size_t by_position = 0;
        for (std::size_t i = 0; i < event.arguments.size(); ++i) {
          const host::Argument& argument = event.call->arguments[i];
          if (argument.is_spread || argument.value == nullptr) continue;
          const bool is_it = name.empty() ? argument.name.empty() && by_position++ == position && !has_spread
                                          : argument.name == name;
          if (is_it) return inserted(program, event, i);
        }
        if (name.empty()) return std::nullopt;
        for (const Value& argument : event.arguments) {  // **{"table": t}
          if (argument.kind != Value::Kind::Map) continue;
          for (const auto& [key, value] : argument.entries) {
            if (key == name) return Inserted{value, event.call->at, name};
          }
        }
        return std::nullopt;
      });
}

std::string_view characters_of(const CallEvent& event) {
  const Value* argument = event.argument(0, "chars");
  const Text* constant = argument == nullptr ? nullptr : argument->constant();
  return constant == nullptr ? " \t\n\r\f\v" : std::string_view(constant->bytes());
}

std::optional<Value> text_method(const Program& program, const CallEvent& event, std::string_view name) {
  const Value& on = event.receiver;
  if (on.kind != Value::Kind::Text) return std::nullopt;
  if (name == "format") return format(program, event);
  if (name == "format_map")
    return host::brace_format(on, [](std::string_view, std::size_t) { return std::optional<Inserted>(); });
  if (name == "join") {
    const Value* items = event.argument(0);
    if (items == nullptr) return std::nullopt;
    const Inserted whole{*items, event.call->at, program.written(event.call->at)};
    if (std::optional<Value> made = host::join(on, *items, whole)) return made;
    return hole(HoleKind::Fragment, program, *event.call);
  }
  const bool left = name == "strip" || name == "lstrip";
  const bool right = name == "strip" || name == "rstrip";
  if (left || right)
    return host::each_text(
        on, [&](const Text& text) { return host::stripped(text, left, right, characters_of(event)); });
  if (name == "replace") {
    const Value* from = event.argument(0);
    const Value* to = event.argument(1);
    if (from == nullptr || to == nullptr || from->constant() == nullptr) return std::nullopt;
    const Expression& written = *event.call->arguments[1].value;
    Text with;
    if (to->constant() != nullptr) {
      with = *to->constant();
    } else {
      with.append_hole(to->hole, written.at, program.written(written.at));
    }
    return host::each_text(
        on, [&](const Text& text) { return host::replaced(text, from->constant()->bytes(), with); });
  }
  if (name == "upper" || name == "lower")
    return host::each_text(on, [&](const Text& text) { return host::in_case(text, name == "upper"); });
  if (name == "encode" || name == "decode" || name == "expandtabs" || name == "as_string" ||
      name == "__str__" || name == "bindparams" || name == "columns" || name == "execution_options")
    return on;
  return std::nullopt;
}

/// "a"."b": quoted as the driver quotes it.
Value identifier(const Program& program, const CallEvent& event) {
  Value made = host::text_value({});
  for (std::size_t i = 0; i < event.arguments.size(); ++i) {
    Text text;
    const Span at = event.call->arguments[i].value->at;
    if (i != 0) text.append(".", at, Origin::Decoded);
    if (const Text* constant = event.arguments[i].constant()) {
      std::string quoted = "\"";
      for (const char c : constant->bytes()) quoted += c == '"' ? "\"\"" : std::string(1, c);
      text.append(quoted + "\"", at, Origin::Decoded);
    } else {
      text.append_hole(HoleKind::Identifier, at, program.written(at));
    }
    made = host::joined(made, {host::text_value(std::move(text)), at, ""});
  }
  return made;
}

std::optional<Value> composition(const Program& program, const CallEvent& event, std::string_view name) {
  const Value* first = event.argument(0);
  if (name == "SQL" || name == "Composed") {
    if (first == nullptr) return std::nullopt;
    if (first->kind == Value::Kind::List) {
      const Inserted whole{*first, event.call->at, program.written(event.call->at)};
      return host::join(host::text_value({}), *first, whole);
    }
    return first->is_text() ? std::optional(*first) : std::nullopt;
  }
  if (name == "Identifier") return identifier(program, event);
  if (name == "Literal") return hole(HoleKind::Value, program, *event.call);
  if (name == "Placeholder") return hole(HoleKind::Bind, program, *event.call);
  return std::nullopt;
}

/// What the program makes by itself: clocks, dice, identifiers. No stranger has a say in it.
bool makes_no_text(std::string_view path, const CallEvent& event) {
  static constexpr std::array makers = std::to_array<std::string_view>(
      {"time.time", "time.time_ns", "time.monotonic", "bool", "random.randint", "random.random",
       "random.randrange", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
       "datetime.date.today", "uuid.uuid1", "uuid.uuid4", "decimal.Decimal"});
  if (std::ranges::find(makers, path) != makers.end()) return true;
  const Expression& callee = *event.call->operands.front();
  const bool is_method = callee.kind == Expression::Kind::Member;
  const bool is_own = is_method && event.receiver.kind == Value::Kind::Number;
  return is_own && (callee.word == "isoformat" || callee.word == "timestamp" || callee.word == "date");
}

bool has_part(std::string_view name, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(
      parts, [&](std::string_view part) { return name.find(part) != std::string_view::npos; });
}

}  // namespace

std::optional<Value> fold_call(const Program& program, const CallEvent& event) {
  const std::string_view path = event.path;
  const std::size_t dot = path.rfind('.');
  const std::string_view name = dot == std::string_view::npos ? path : path.substr(dot + 1);
  if (event.call->operands.front()->kind == Expression::Kind::Member && event.receiver.is_text()) {
    if (std::optional<Value> made = text_method(program, event, event.call->operands.front()->word))
      return made;
  }
  const bool is_psycopg = path.starts_with("psycopg2.sql.") || path.starts_with("psycopg.sql.");
  if (is_psycopg) {
    if (std::optional<Value> made = composition(program, event, name)) return made;
  }
  const Value* first = event.argument(0);
  const bool has_binds = path == "sqlalchemy.text" || path == "sqlalchemy.sql.text" ||
                         path == "sqlalchemy.sql.expression.text" ||
                         path == "sqlalchemy.sql.expression.TextClause" || path == "sqlmodel.text" ||
                         path == "flask_sqlalchemy.SQLAlchemy().text";
  if (has_binds || path == "sqlalchemy.DDL" || path == "sqlalchemy.schema.DDL" || path == "alembic.op.f") {
    const Value* text = event.argument(0, "text");
    if (text == nullptr || !text->is_text()) return std::nullopt;
    return has_binds ? host::each_text(*text, host::with_bind_names) : *text;
  }
  if (name == "create_engine" || name == "create_async_engine" || name == "make_url" ||
      name == "engine_from_url") {
    const Value* url = event.argument(0, "url");
    const Text* constant = url == nullptr ? nullptr : url->constant();
    if (constant == nullptr) return std::nullopt;
    const std::string_view scheme =
        std::string_view(constant->bytes()).substr(0, constant->bytes().find_first_of("+:"));
    if (engine_of_url(constant->bytes()) == Engine::Unknown) return std::nullopt;
    return host::unknown_value(std::string(scheme) + "." + std::string(name) + "()");
  }
  if (path == "textwrap.dedent" || path == "inspect.cleandoc") {
    if (first == nullptr || !first->is_text()) return std::nullopt;
    return host::each_text(*first, host::dedented);
  }
  if (path == "str" && event.arguments.size() == 1 && first != nullptr)
    return first->is_text() ? std::optional(*first) : std::nullopt;
  if (path == "int" || path == "len" || path == "float" || path == "id" || path == "round" || path == "abs" ||
      path == "sum" || makes_no_text(path, event)) {
    Value number;
    number.kind = Value::Kind::Number;
    number.hole = HoleKind::Value;
    return number;
  }
  if (path == "range") {
    Value numbers;
    numbers.kind = Value::Kind::List;
    numbers.is_open = true;
    Value number;
    number.kind = Value::Kind::Number;
    number.hole = HoleKind::Value;
    host::add_item(numbers, std::move(number));
    return numbers;
  }
  if ((path == "list" || path == "tuple" || path == "set" || path == "sorted" || path == "reversed") &&
      first != nullptr && first->kind == Value::Kind::List)
    return *first;
  if (path == "dict" && !event.call->arguments.empty()) {
    Value map;
    map.kind = Value::Kind::Map;
    map.made_by = event.call;
    for (std::size_t i = 0; i < event.arguments.size(); ++i) {
      const host::Argument& argument = event.call->arguments[i];
      if (argument.name.empty()) {
        map.is_open = true;
      } else {
        map.entries.emplace_back(argument.name, event.arguments[i]);
      }
    }
    return map;
  }
  if (name == "get" && event.receiver.kind == Value::Kind::Map && first != nullptr &&
      first->constant() != nullptr) {
    for (const auto& [key, value] : event.receiver.entries) {
      if (key == first->constant()->bytes()) return value;
    }
    return std::nullopt;
  }
  if (event.arguments.size() <= 3 && !event.arguments.empty()) {
    Value quoted;
    quoted.path = path;
    if (has_part(name, {"quote_ident", "quote_name", "escape_identifier", "quote_table", "format_table"})) {
      quoted.hole = HoleKind::Identifier;
      return quoted;
    }
    if (has_part(name, {"quote_literal", "escape_literal", "escape_string", "mogrify"}) || name == "adapt") {
      quoted.hole = HoleKind::Value;
      return quoted;
    }
  }
  return std::nullopt;
}

bool never_returns(std::string_view path) {
  static constexpr std::array ends = std::to_array<std::string_view>(
      {"sys.exit", "exit", "quit", "os._exit", "os.abort", "pytest.skip", "pytest.exit", "pytest.fail",
       "pytest.xfail", "self.skipTest", "self.fail", "click.Abort", "typer.Exit", "unittest.skip"});
  return std::ranges::find(ends, path) != ends.end() || path.ends_with("parser.error") ||
         path == "argparse.ArgumentParser().error";
}

}  // namespace floodwall::python
