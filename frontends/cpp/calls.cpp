#include "frontends/cpp/calls.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "frontends/cpp/formats.h"
#include "frontends/cpp/known_functions.h"
#include "frontends/cpp/syntax/builders.h"
#include "frontends/host_values/format.h"
#include "frontends/host_values/text_changes.h"
#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

using host::CallEvent;
using host::Expression;
using host::Inserted;
using host::Program;
using host::Text;
using host::Value;

Inserted given(const Program& program, const CallEvent& event, std::size_t position) {
  const host::Argument& argument = event.call->arguments[position];
  const Span at = argument.value == nullptr ? event.call->at : argument.value->at;
  return {event.arguments[position], at, program.written(at)};
}

std::optional<Inserted> argument_at(const Program& program, const CallEvent& event, std::size_t position) {
  if (event.arguments.size() <= position) return std::nullopt;
  return given(program, event, position);
}

Value hole(HoleKind kind, const Inserted& seen) {
  Text text;
  text.append_hole(kind, seen.at, seen.written);
  return host::text_value(std::move(text));
}

/// One behind the other, from `first` on.
Value all_joined(const Program& program, const CallEvent& event, std::size_t first) {
  Value made = host::text_value({});
  for (std::size_t i = first; i < event.arguments.size(); ++i)
    made = host::joined(made, given(program, event, i));
  return made;
}

/// What a function writes into its target.
std::optional<Value> written(const Program& program, const CallEvent& event, const Builder& builder) {
  const Value* text = event.argument(builder.text);
  if (text == nullptr) return std::nullopt;
  switch (builder.takes) {
    case Builder::Takes::Text:
      return *text;
    case Builder::Takes::All:
      return all_joined(program, event, builder.text);
    case Builder::Takes::Value:
      return hole(HoleKind::Value, given(program, event, builder.text));
    case Builder::Takes::Format:
    case Builder::Takes::Braces:
      if (!text->is_text()) return *text;
      return builder.takes == Builder::Takes::Format ? printed(program, event, *text, builder.text + 1)
                                                     : formatted(program, event, *text, builder.text + 1);
    case Builder::Takes::List:
      if (!text->is_text()) return *text;  // a parameter that is handed on
      return host::percent_format(*text, [&](std::string_view, std::size_t) -> std::optional<Inserted> {
        Value any;
        any.hole = HoleKind::Value;  // who knows how it has been made ready
        return Inserted{any, event.call->at, "…"};
      });
  }
  return std::nullopt;
}

/// QString(), as in `cascade ? "CASCADE" : QString()`.
bool is_empty_text(const CallEvent& event) {
  static const host::NameSet types = {"QString", "QByteArray", "QLatin1String", "std.string", "wxString"};
  return event.arguments.empty() && types.contains(event.path);
}

bool has_part(std::string_view name, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(
      parts, [&](std::string_view part) { return name.find(part) != std::string_view::npos; });
}

/// Drivers' functions that quote: what they give stands for a name or a value.
std::optional<Value> quoting(const CallEvent& event, std::string_view name) {
  if (event.arguments.empty() || 4 < event.arguments.size()) return std::nullopt;
  if (!has_part(name, {"uot", "sc", "fmt", "format", "generate"}))
    return std::nullopt;  // one is in all below
  Value quoted;
  quoted.path = event.path;
  if (has_part(name, {"quote_ident", "quote_name", "scapeIdentifier", "quote_table", "quote_columns",
                      "quoteIdent", "escapeIdent", "QuoteIdent", "quotedIdentifier", "quotedName",
                      "quoteName", "generate_relation_name", "quote_qualified_identifier"}) ||
      name == "fmtId" || name == "fmtQualifiedId" || name == "fmtQualifiedDumpable") {
    quoted.hole = HoleKind::Identifier;
  } else if (has_part(name, {"quote_literal", "scapeLiteral", "scapeString", "quote_raw", "esc_raw",
                             "escape_string", "quotedValue", "quotedString", "escapeString", "quoteString",
                             "EscapeString", "QuoteLiteral", "quoteLiteral"}) ||
             name == "quote" || name == "esc" || name == "Quote" || name == "formatValue") {
    quoted.hole = HoleKind::Value;
  } else {
    return std::nullopt;
  }
  return quoted;
}

/// QStringList::join, absl::StrJoin(list, separator), fmt::join(list, separator).
std::optional<Value> joined_list(const Program& program, const CallEvent& event, std::string_view name) {
  const Inserted whole{{}, event.call->at, program.written(event.call->at)};
  if (name == "join" && event.receiver.kind == Value::Kind::List && event.arguments.size() == 1)
    return host::join(event.arguments.front(), event.receiver, whole);
  const bool is_function = name == "StrJoin" || name == "join" || name == "Join";
  if (!is_function || event.arguments.size() != 2 || !event.arguments[1].is_text()) return std::nullopt;
  if (event.arguments[0].kind != Value::Kind::List) return std::nullopt;
  return host::join(event.arguments[1], event.arguments[0], whole);
}

/// Without what a loop has put behind the last element: sql.pop_back(), sql.resize(sql.size() - 2).
Value cut(const Program& program, const CallEvent& event, std::string_view name) {
  return host::each_text(event.receiver, [&](const Text& text) {
    std::string_view bytes = text.bytes();
    const std::string_view all = bytes;
    if (name == "pop_back") {
      const bool ends_with_hole = !text.holes().empty() && text.holes().back().sql.end == all.size();
      if (!bytes.empty() && !ends_with_hole) return text.part(0, all.size() - 1);
    } else {
      while (!bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\n')) bytes.remove_suffix(1);
      for (const std::string_view end : {",", " AND", " OR", " and", " or", ";"}) {
        if (bytes.ends_with(end)) return text.part(0, bytes.size() - end.size());
      }
    }
    Text made = text;
    made.append_hole(HoleKind::Fragment, event.call->at, program.written(event.call->at));
    return made;
  });
}

std::optional<Value> text_method(const Program& program, const CallEvent& event, std::string_view name) {
  if (is_same_text(name)) return event.receiver;
  if (name == "arg" && !event.arguments.empty()) {
    Value made = event.receiver;
    const bool is_many = std::ranges::none_of(  // otherwise: a width, a base
        std::span(event.arguments).subspan(1),
        [](const Value& each) { return each.kind == Value::Kind::Number; });
    for (std::size_t i = 0; i < (is_many ? event.arguments.size() : 1); ++i)
      made = number_format(made, given(program, event, i));
    return made;
  }
  if (name == "replace" && event.arguments.size() == 2) {
    const Text* from = event.arguments[0].constant();
    const Text* to = event.arguments[1].constant();
    if (from != nullptr && to != nullptr)
      return host::each_text(event.receiver,
                             [&](const Text& text) { return host::replaced(text, from->bytes(), *to); });
    Value unknown;
    return unknown;
  }
  if (name == "prepend" && event.arguments.size() == 1)
    return host::joined(host::joined(host::text_value({}), given(program, event, 0)),
                        {event.receiver, event.call->at, ""});
  if (name == "append" && event.arguments.size() == 1)
    return host::joined(event.receiver, given(program, event, 0));
  if (name == "pop_back" || name == "erase" || name == "resize" || name == "chop" || name == "truncate" ||
      name == "chomp")
    return cut(program, event, name);
  if (name == "toUpper" || name == "toLower")
    return host::each_text(event.receiver,
                           [&](const Text& text) { return host::in_case(text, name == "toUpper"); });
  return std::nullopt;
}

}  // namespace

Value printed(const Program& program, const CallEvent& event, const Value& pattern, std::size_t first) {
  return host::percent_format(pattern, [&](std::string_view, std::size_t position) {
    return argument_at(program, event, first + position);
  });
}

Value formatted(const Program& program, const CallEvent& event, const Value& pattern, std::size_t first) {
  return host::brace_format(
      pattern, [&](std::string_view name, std::size_t position) -> std::optional<Inserted> {
        if (name.empty()) return argument_at(program, event, first + position);
        for (std::size_t i = first; i < event.arguments.size(); ++i) {  // fmt::arg("name", x)
          const Expression* each = event.call->arguments[i].value;
          const bool is_named = each != nullptr && each->kind == Expression::Kind::Call &&
                                each->arguments.size() == 2 && each->arguments.front().value != nullptr &&
                                each->arguments.front().value->parts.size() == 1 &&
                                each->arguments.front().value->parts.front().bytes == name;
          if (is_named) {
            const Span at = each->arguments[1].value->at;
            return Inserted{event.arguments[i], at, program.written(at)};
          }
        }
        return std::nullopt;
      });
}

std::optional<Value> placeholder(const Program& program, const CallEvent& event, std::string_view type) {
  const bool is_one = event.call->arguments.empty() && type.find("Placeholder") != std::string_view::npos;
  if (!is_one) return std::nullopt;
  return hole(HoleKind::Bind, {{}, event.call->at, program.written(event.call->at)});
}

std::optional<Value> fold_call(const Program& program, const CallEvent& event) {
  const Expression& callee = *event.call->operands.front();
  const std::string_view name = host::last_name(event.path);
  const bool is_method = callee.kind == Expression::Kind::Member;
  if (is_method && event.receiver.is_text()) {
    if (std::optional<Value> made = text_method(program, event, callee.word)) return made;
  }
  if (is_method && event.receiver.parameter && event.arguments.empty() && is_spelling_of_text(callee.word))
    return event.receiver;
  if (const Builder* builder = builder_named(name)) {
    if (!builder->empties()) return written(program, event, *builder);
  }
  const Value* first = event.argument(0);
  if (first != nullptr && hands_on(name)) {
    if (first->is_text() || event.arguments.size() == 1) return *first;
  }
  if (makes_empty(name) || is_empty_text(event)) return host::text_value({});
  if (name == "arg" && event.path.starts_with("fmt.") && event.arguments.size() == 2)
    return event.arguments[1];
  const bool is_brace_format = name == "format" || name == "vformat" || name == "make_format_args";
  if (is_brace_format && first != nullptr) {
    if (event.path == "boost.format") {
      if (!first->is_text()) return std::nullopt;
      return boost_format(*first, [&](std::string_view, std::size_t position) {
        return argument_at(program, event, 1 + position);
      });
    }
    if (first->is_text() && !first->texts.empty()) {
      const bool has_fields = std::ranges::any_of(
          first->texts, [](const Text& text) { return text.bytes().find('{') != std::string::npos; });
      const bool is_printf = !has_fields && 1 < event.arguments.size() &&
                             (event.path == "format" || event.path == "Poco.format");
      return is_printf ? printed(program, event, *first, 1)  // Poco::format
                       : formatted(program, event, *first, 1);
    }
    if (first->parameter) return *first;
  }
  if (name == "StrCat" && first != nullptr) return all_joined(program, event, 0);
  if (name == "Substitute" && first != nullptr && first->is_text())
    return substitute(*first, [&](std::string_view, std::size_t position) {
      return argument_at(program, event, 1 + position);
    });
  if (name == "concat" && event.path.find("pqxx") != std::string::npos) return all_joined(program, event, 0);
  if (const std::optional<std::size_t> pattern = printf_pattern(name)) {
    const Value* text = event.argument(*pattern);
    if (text != nullptr && text->is_text()) return printed(program, event, *text, *pattern + 1);
    if (text != nullptr && text->parameter) return *text;
  }
  if (event.path == "fmt.sprintf" && first != nullptr && first->is_text())
    return printed(program, event, *first, 1);
  if (std::optional<Value> made = joined_list(program, event, name)) return made;
  const bool spells = name == "ToString" && event.arguments.size() == 1 && !first->is_text();
  if (spells || makes_number(name)) {  // Convert::ToString(x): x was none
    Value number;
    number.kind = Value::Kind::Number;
    number.hole = HoleKind::Value;
    return number;
  }
  return quoting(event, name);
}

std::optional<Value> fold_member(const Value& object, std::string_view name) {
  const bool is_inside = name == "data" || name == "s" || name == "str" || name == "query";
  return is_inside && object.is_text() ? std::optional(object) : std::nullopt;
}

}  // namespace floodwall::cpp
