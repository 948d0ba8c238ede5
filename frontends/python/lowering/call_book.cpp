#include "frontends/python/lowering/call_book.h"

#include <algorithm>

namespace floodwall::python {

using host::CallEvent;
using host::Expression;
using host::Text;
using host::Value;

std::optional<Text> Given::constant() const {
  const Text* text = value == nullptr ? nullptr : value->constant();
  if (text == nullptr) return std::nullopt;
  const auto is_here = [&](const SourceMap::Piece& piece) { return at.contains(piece.host); };
  return std::ranges::all_of(text->pieces(), is_here) ? *text : text->seen_at(at);
}

CallBook::CallBook(const host::Program& program, const std::deque<CallEvent>& calls) : program_(program) {
  for (const CallEvent& call : calls) calls_.try_emplace(call.call, &call);
}

const CallEvent* CallBook::find(const Expression* call) const {
  const auto found = call == nullptr ? calls_.end() : calls_.find(call);
  return found == calls_.end() ? nullptr : found->second;
}

const CallEvent* CallBook::maker(const Given& given) const {
  if (!given) return nullptr;
  if (const CallEvent* made = find(given.expression)) return made;
  return maker(*given.value);
}

Given CallBook::given(const Value& value, const Expression& expression) const {
  return {&value, &expression, expression.at, expression.at, program_.written(expression.at)};
}

Given CallBook::argument(const CallEvent& call, std::size_t position, std::string_view name) const {
  const Value* value = call.argument(position, name);
  const Expression* expression = call.expression(position, name);
  if (value == nullptr || expression == nullptr) return {};
  Given argument = given(*value, *expression);
  for (const host::Argument& each : call.call->arguments) {
    if (each.value != expression || each.name.empty()) continue;
    const auto begin = static_cast<std::uint32_t>(each.name.data() - program_.text.data());
    argument.whole = argument.at.joined({begin, begin});
  }
  return argument;
}

Truth CallBook::truth(const CallEvent& call, std::size_t position, std::string_view name, bool preset) const {
  const Given argument = this->argument(call, position, name);
  if (!argument) {
    if (has_spread_keywords(call)) return Truth::Unknown;
    return preset ? Truth::Yes : Truth::No;
  }
  if (argument.is_nothing()) return preset ? Truth::Yes : Truth::No;
  if (argument.value->kind != Value::Kind::Boolean || argument.value->is_open || !argument.value->number)
    return Truth::Unknown;
  return *argument.value->number != 0 ? Truth::Yes : Truth::No;
}

std::optional<CallBook::Sequence> CallBook::items(const Given& list) const {
  if (!list || list.value->kind != Value::Kind::List || list.value->is_open) return std::nullopt;
  Sequence sequence;
  const Expression* literal = list.expression;
  const auto is_literal = [&](const Expression* expression) {
    return expression != nullptr &&
           (expression->kind == Expression::Kind::List || expression->kind == Expression::Kind::Tuple) &&
           expression->operands.size() == list.value->items.size();
  };
  if (!is_literal(literal)) literal = list.value->made_by;
  for (std::size_t i = 0; i < list.value->items.size(); ++i) {
    const Value& value = list.value->items[i];
    const Expression* own = is_literal(literal) ? literal->operands[i] : value.made_by;
    sequence.items.push_back(given(value, own != nullptr ? *own : *list.expression));
  }
  return sequence;
}

CallBook::Sequence CallBook::positional(const CallEvent& call, std::size_t first) const {
  Sequence sequence;
  std::size_t position = 0;
  for (std::size_t i = 0; i < call.call->arguments.size() && i < call.arguments.size(); ++i) {
    const host::Argument& argument = call.call->arguments[i];
    if (!argument.name.empty() || argument.value == nullptr || is_spread_map(argument)) continue;
    const Given given = this->given(call.arguments[i], *argument.value);
    if (!argument.is_spread) {
      if (first <= position++) sequence.items.push_back(given);
      continue;
    }
    if (std::optional<Sequence> spread = items(given); spread && !spread->hidden) {
      for (const Given& item : spread->items) {
        if (first <= position++) sequence.items.push_back(item);
      }
    } else if (!sequence.hidden) {
      sequence.hidden = given;
    }
  }
  return sequence;
}

Given CallBook::entry(const Given& map, std::string_view key) const {
  if (!map || map.value->kind != Value::Kind::Map) return {};
  const Expression* literal = map.expression != nullptr && map.expression->kind == Expression::Kind::Map
                                  ? map.expression
                                  : map.value->made_by;
  const auto found = std::ranges::find(map.value->entries, key,
                                       [](const auto& entry) { return std::string_view(entry.first); });
  if (found == map.value->entries.end()) return {};
  if (literal != nullptr && literal->kind == Expression::Kind::Map) {
    for (std::size_t i = 0; i + 1 < literal->operands.size(); i += 2) {
      const Expression* name = literal->operands[i];
      if (name == nullptr || name->kind != Expression::Kind::Text || name->parts.size() != 1 ||
          name->parts[0].bytes != key) {
        continue;
      }
      Given entry = given(found->second, *literal->operands[i + 1]);
      entry.whole = entry.at.joined(name->at);
      return entry;
    }
  }
  return given(found->second, *map.expression);
}

bool CallBook::has_spread_keywords(const CallEvent& call) const {
  return std::ranges::any_of(call.call->arguments,
                             [&](const host::Argument& argument) { return is_spread_map(argument); });
}

/// `**value`, not `*value`: the byte before tells.
bool CallBook::is_spread_map(const host::Argument& argument) const {
  if (!argument.is_spread || argument.value == nullptr) return false;
  const std::string_view before = program_.text.substr(0, argument.value->at.begin);
  return before.substr(0, before.find_last_not_of(" \t\r\n(") + 1).ends_with("**");
}

host::SqlName name_of(const Given& given) {
  return {.text = given.constant(), .at = given.at, .written = std::string(given.written)};
}

std::string_view last_word(std::string_view path) {
  while (path.ends_with("()")) path.remove_suffix(2);
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::string_view owner_path(std::string_view path) {
  while (path.ends_with("()")) path.remove_suffix(2);
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

const Expression* object_of(const CallEvent& call) {
  const Expression* callee = call.call->operands.empty() ? nullptr : call.call->operands[0];
  return callee != nullptr && callee->kind == Expression::Kind::Member && !callee->operands.empty()
             ? callee->operands[0]
             : nullptr;
}

Span callee_at(const CallEvent& call) {
  return call.call->operands.empty() ? call.call->at : call.call->operands[0]->at;
}

}  // namespace floodwall::python
