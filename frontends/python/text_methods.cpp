#include "frontends/python/text_methods.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "frontends/host_values/text_changes.h"
#include "frontends/host_values/words.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Expression;
using host::Inserted;
using host::Program;
using host::Text;
using host::Value;

/// ".table", "[0].name": what a replacement field asks of an argument.
std::optional<Value> part_of(host::Flow& flow, Value value, std::string_view part) {
  while (!part.empty()) {
    const std::size_t end = std::min(part.find_first_of(".[]", 1), part.size());
    const std::string_view name = part.substr(1, end - 1);
    if (part.front() == '.') {
      value = flow.member_of(value, name);
    } else if (value.kind == Value::Kind::Map) {
      const Value* entry = host::entry_of(value, name);
      if (entry == nullptr) return std::nullopt;
      value = Value(*entry);
    } else {
      std::size_t at = 0;
      const auto number = std::from_chars(name.data(), name.data() + name.size(), at);
      const bool is_known = value.kind == Value::Kind::List && !value.is_open && number.ec == std::errc() &&
                            number.ptr == name.data() + name.size() && at < value.items.size();
      if (!is_known) return std::nullopt;
      value = Value(value.items[at]);
    }
    part.remove_prefix(end);
    if (part.starts_with(']')) part.remove_prefix(1);
  }
  return value;
}

/// By keyword, or in a map that is handed on as **names.
std::optional<Inserted> named_argument(const Program& program, const CallEvent& event,
                                       std::string_view name) {
  for (std::size_t i = 0; i < event.arguments.size(); ++i) {
    const host::Argument& argument = event.call->arguments[i];
    if (argument.name == name && !argument.is_spread) return inserted_argument(program, event, i);
  }
  for (const Value& argument : event.arguments) {
    if (argument.kind != Value::Kind::Map) continue;
    if (const Value* entry = host::entry_of(argument, name)) return Inserted{*entry, event.call->at, name};
  }
  return std::nullopt;
}

std::optional<Inserted> positional_argument(const Program& program, const CallEvent& event,
                                            std::size_t position) {
  for (std::size_t i = 0; i < event.arguments.size(); ++i) {
    const host::Argument& argument = event.call->arguments[i];
    if (!argument.name.empty()) continue;
    if (argument.is_spread) {
      const Value& list = event.arguments[i];
      if (list.kind != Value::Kind::List || list.is_open) return std::nullopt;  // who knows how many it is
      if (position < list.items.size()) {
        Inserted inserted = inserted_argument(program, event, i);
        inserted.value = list.items[position];
        return inserted;
      }
      position -= list.items.size();
    } else if (position-- == 0) {
      return inserted_argument(program, event, i);
    }
  }
  return std::nullopt;
}

Value format(const Program& program, const CallEvent& event, host::Flow* flow) {
  host::FormatPart part;
  if (flow != nullptr)
    part = [flow](const Value& value, std::string_view of) { return part_of(*flow, value, of); };
  const auto argument = [&](std::string_view name, std::size_t position) {
    return name.empty() ? positional_argument(program, event, position)
                        : named_argument(program, event, name);
  };
  return host::brace_format(event.receiver, argument, part);
}

Value format_map(const Program& program, const CallEvent& event) {
  return host::brace_format(event.receiver, [&](std::string_view name, std::size_t) {
    return name.empty() ? std::nullopt : named_argument(program, event, name);
  });
}

std::optional<Value> join(const Program& program, const CallEvent& event) {
  const Value* items = event.argument(0);
  if (items == nullptr) return std::nullopt;
  const Inserted whole = inserted_call(program, event);
  std::vector<Inserted> literal;
  const Expression& list = *event.call->arguments.front().value;
  if (list.kind == Expression::Kind::List || list.kind == Expression::Kind::Tuple) {
    for (const Expression* each : list.operands) literal.push_back({{}, each->at, program.written(each->at)});
  }
  const Value keys = items->kind == Value::Kind::Map ? host::keys_of(*items, whole.at) : *items;
  if (std::optional<Value> made = host::join(event.receiver, keys, whole, literal)) return made;
  Text hole;
  hole.append_hole(HoleKind::Fragment, whole.at, whole.written);
  return host::text_value(std::move(hole));
}

std::optional<Value> stripped(const CallEvent& event, bool left, bool right) {
  std::string_view characters = host::white_space;
  if (const Value* argument = event.argument(0, "chars"); argument != nullptr) {
    if (argument->kind != Value::Kind::Nothing && argument->constant() == nullptr) return std::nullopt;
    if (argument->constant() != nullptr) characters = argument->constant()->bytes();
  }
  return host::each_text(event.receiver,
                         [&](const Text& text) { return host::stripped(text, left, right, characters); });
}

std::optional<Value> replaced(const Program& program, const CallEvent& event) {
  const Value* from = event.argument(0);
  const Value* to = event.argument(1);
  if (from == nullptr || to == nullptr || from->constant() == nullptr) return std::nullopt;
  const Expression& written = *event.expression(1);
  Text with;
  if (to->constant() != nullptr) {
    with = *to->constant();
  } else {
    with.append_hole(to->hole, written.at, program.written(written.at));
  }
  return host::each_text(event.receiver, [&](const Text& text) {
    return host::replaced(text, from->constant()->bytes(), with);
  });
}

std::optional<Value> without_affix(const CallEvent& event, bool is_prefix) {
  const Value* affix = event.argument(0);
  if (affix == nullptr || affix->constant() == nullptr) return std::nullopt;
  const std::string_view bytes = affix->constant()->bytes();
  return host::each_text(event.receiver, [&](const Text& text) {
    const std::size_t size = text.bytes().size();
    if (is_prefix) return text.bytes().starts_with(bytes) ? text.part(bytes.size(), size) : text;
    return text.bytes().ends_with(bytes) ? text.part(0, size - bytes.size()) : text;
  });
}

std::optional<Value> list_of(const std::optional<std::vector<Text>>& parts) {
  if (!parts) return std::nullopt;
  Value list;
  list.kind = Value::Kind::List;
  for (const Text& part : *parts) host::add_item(list, host::text_value(part));
  return list;
}

/// sql.split(";"): of one text alone, and not cut at white space, which means something else.
std::optional<Value> split(const CallEvent& event) {
  const Value* separator = event.argument(0, "sep");
  const bool is_known = separator != nullptr && separator->constant() != nullptr &&
                        event.arguments.size() == 1 && event.receiver.texts.size() == 1 &&
                        !event.receiver.is_open;
  if (!is_known) return std::nullopt;
  return list_of(host::split(event.receiver.texts.front(), separator->constant()->bytes()));
}

std::optional<Value> split_lines(const CallEvent& event) {
  const bool is_known =
      event.arguments.empty() && event.receiver.texts.size() == 1 && !event.receiver.is_open;
  return is_known ? list_of(host::lines_of(event.receiver.texts.front())) : std::nullopt;
}

}  // namespace

Inserted inserted_argument(const Program& program, const CallEvent& event, std::size_t place) {
  const Expression& expression = *event.call->arguments[place].value;
  return {event.arguments[place], expression.at, program.written(expression.at)};
}

Inserted inserted_call(const Program& program, const CallEvent& event) {
  return {{}, event.call->at, program.written(event.call->at)};
}

std::optional<Value> fold_text_method(const Program& program, const CallEvent& event, std::string_view name,
                                      host::Flow* flow) {
  if (event.receiver.path == "string.Template()") {
    if (name != "substitute" && name != "safe_substitute") return std::nullopt;
    return host::dollar_format(event.receiver, [&](std::string_view field, std::size_t) {
      return named_argument(program, event, field);
    });
  }
  if (name == "format") return format(program, event, flow);
  if (name == "format_map") return format_map(program, event);
  if (name == "join") return join(program, event);
  if (name == "strip" || name == "lstrip" || name == "rstrip")
    return stripped(event, name != "rstrip", name != "lstrip");
  if (name == "replace") return replaced(program, event);
  if (name == "upper" || name == "lower")
    return host::each_text(event.receiver,
                           [&](const Text& text) { return host::in_case(text, name == "upper"); });
  if (name == "removeprefix" || name == "removesuffix") return without_affix(event, name == "removeprefix");
  if (name == "split") return split(event);
  if (name == "splitlines") return split_lines(event);
  if (host::is_among(
          name, std::to_array<std::string_view>({"encode", "decode", "expandtabs", "as_string", "__str__",
                                                 "bindparams", "columns", "execution_options"})))
    return event.receiver;
  return std::nullopt;
}

}  // namespace floodwall::python
