#include <algorithm>
#include <charconv>
#include <utility>

#include "frontends/host_values/flow_walker.h"

namespace floodwall::host {
namespace {

/// The value behind a key of a map that is written out; the whole expression if it is none.
const Expression& entry_of(const Expression& map, std::string_view key) {
  for (std::size_t i = 0; map.kind == Expression::Kind::Map && i + 1 < map.operands.size(); i += 2) {
    const Expression* name = map.operands[i];
    const bool is_it = name != nullptr && name->kind == Expression::Kind::Text && name->parts.size() == 1 &&
                       name->parts.front().bytes == key;
    if (is_it) return *map.operands[i + 1];
  }
  return map;
}

}  // namespace

Value Flow::Walker::evaluate(const Expression& expression) {
  if (inlining_ != 0) {
    if (inlining_left_ == 0) return {};
    --inlining_left_;
  }
  switch (expression.kind) {
    case Expression::Kind::Text:
      return text(expression);
    case Expression::Kind::Number: {
      Value value;
      value.kind = Value::Kind::Number;
      value.hole = HoleKind::Value;
      long long number = 0;
      const char* const end = expression.word.data() + expression.word.size();
      const auto parsed = std::from_chars(expression.word.data(), end, number);
      if (parsed.ec == std::errc() && parsed.ptr == end) value.number = number;
      return value;
    }
    case Expression::Kind::Boolean: {
      Value value;
      value.kind = Value::Kind::Boolean;
      value.number = expression.word == "True" || expression.word == "true" ? 1 : 0;
      return value;
    }
    case Expression::Kind::Nothing: {
      Value value;
      value.kind = Value::Kind::Nothing;
      return value;
    }
    case Expression::Kind::Name:
      return name(expression);
    case Expression::Kind::Member:
      return member(expression);
    case Expression::Kind::Index:
      return index(expression);
    case Expression::Kind::Call:
      return call(expression);
    case Expression::Kind::Binary:
      return binary(expression);
    case Expression::Kind::Not: {
      evaluate(*expression.operands.front());
      return {};
    }
    case Expression::Kind::Choice: {
      evaluate(*expression.operands[0]);
      const bool was_certain = std::exchange(is_certain_, false);
      const Value then = evaluate(*expression.operands[1]);
      const Value otherwise = evaluate(*expression.operands[2]);
      is_certain_ = was_certain;
      return either(then, otherwise);
    }
    case Expression::Kind::Binding: {
      Value value = evaluate(*expression.operands.front());
      set(expression.word, value);
      return value;
    }
    case Expression::Kind::List:
    case Expression::Kind::Tuple: {
      Value value;
      value.kind = Value::Kind::List;
      value.made_by = &expression;
      for (const Expression* operand : expression.operands) {
        add_item(value, evaluate(*operand));
        if (operand->kind == Expression::Kind::Opaque) value.is_open = true;  // *more
      }
      return value;
    }
    case Expression::Kind::Map: {
      Value value;
      value.kind = Value::Kind::Map;
      value.made_by = &expression;
      for (std::size_t i = 0; i + 1 < expression.operands.size(); i += 2) {
        const Expression* key = expression.operands[i];
        const Value known_key = key == nullptr ? Value{} : evaluate(*key);
        Value entry = evaluate(*expression.operands[i + 1]);
        value.weight += entry.weight;
        const Text* constant = known_key.constant();
        if (constant != nullptr && value.weight <= most_values) {
          value.entries.emplace_back(constant->bytes(), std::move(entry));
        } else {
          value.is_open = true;
        }
      }
      return value;
    }
    case Expression::Kind::Opaque: {
      const bool was_certain = std::exchange(is_certain_, false);
      const bool binds = !expression.arguments.empty();
      if (binds) environment_.mark();
      for (const Argument& bound : expression.arguments)
        set(bound.name, unknown_value(std::string(bound.name)));
      for (const Expression* operand : expression.operands) evaluate(*operand);
      if (binds) undo_to_mark();
      is_certain_ = was_certain;
      return {};
    }
  }
  return {};
}

Value Flow::Walker::text(const Expression& expression) {
  Value made = text_value({});
  for (const TextPart& part : expression.parts) {
    if (part.inserted == nullptr) {
      Text bytes;
      for (const SourceMap::Piece& piece : part.pieces)
        bytes.append(slice(part.bytes, piece.sql), piece.host, piece.origin);
      made = joined(made, {text_value(std::move(bytes)), part.at, ""});
      continue;
    }
    Inserted value{evaluate(*part.inserted), part.at, program_.written(part.at)};
    HoleKind kind = HoleKind::Unknown;
    if (expression.is_raw_template) {  // psycopg's t-strings: {x:i} {x:l} {x:q}, else bound
      kind = part.format == ":i"   ? HoleKind::Identifier
             : part.format == ":l" ? HoleKind::Value
             : part.format == ":q" ? HoleKind::Fragment
                                   : HoleKind::Bind;
      if (part.format != ":q") value.value = {};
      value.value.hole = kind;
    } else if (!part.format.empty() && part.format != "!s" && part.format != ":s") {
      value.value = {};
      const bool is_number = part.format.ends_with('d') || part.format.ends_with('f');
      if (is_number) kind = HoleKind::Value;
    }
    made = with_inserted(std::move(made), value, kind);
  }
  return made;
}

Value Flow::Walker::name(const Expression& expression) {
  const Value* known = environment_.find(expression.word);
  if (known == nullptr) return unknown_value(std::string(expression.word));
  Value value = *known;
  if (value.kind == Value::Kind::Unknown && value.path.empty()) value.path = expression.word;
  return seen_here(std::move(value), expression);
}

/// A text that another file defines stands here where it is named.
Value Flow::Walker::seen_here(Value value, const Expression& expression) {
  if (value.is_foreign && value.is_text()) {
    for (Text& each : value.texts.own()) each = each.seen_at(expression.at);
  }
  return value;
}

Value Flow::Walker::member_of(const Value& object, std::string_view name) {
  const bool is_own = object.path == "self" && class_ != nullptr;
  const auto klass = classes_.find(object.path);
  const Class* owner = is_own ? class_ : klass != classes_.end() ? klass->second : nullptr;
  const std::string path = object.path.empty() ? std::string(name) : object.path + "." + std::string(name);
  if (owner != nullptr) {
    if (const Value* found = member_value(*owner, name)) {
      Value value = *found;
      if (value.kind == Value::Kind::Unknown && value.path.empty()) value.path = path;
      return value;
    }
  }
  if (object.kind == Value::Kind::Unknown && options_.foreign && !object.path.empty()) {
    if (std::optional<Value> known = options_.foreign(path)) return std::move(*known);
  }
  return unknown_value(path);
}

Value Flow::Walker::member(const Expression& expression) {
  const Value object = evaluate(*expression.operands.front());
  return seen_here(member_of(object, expression.word), expression);
}

Value Flow::Walker::index(const Expression& expression) {
  const Value object = evaluate(*expression.operands[0]);
  const Value key = evaluate(*expression.operands[1]);
  if (object.kind == Value::Kind::List && !object.is_open && key.kind == Value::Kind::Number && key.number) {
    const auto at = static_cast<std::size_t>(*key.number);
    if (0 <= *key.number && at < object.items.size()) return object.items[at];
  }
  if (object.kind == Value::Kind::Map) {
    if (const Text* constant = key.constant()) {
      for (const auto& [name, value] : object.entries) {
        if (name == constant->bytes()) return value;
      }
    } else if (!object.is_open && !object.entries.empty()) {
      Value any = object.entries.front().second;
      for (const auto& [name, value] : object.entries) any = either(any, value);
      return any;
    }
  }
  const Text* constant = key.constant();
  return unknown_value(object.path + (constant == nullptr ? "[]" : "['" + constant->bytes() + "']"));
}

Value Flow::Walker::percent(const Value& pattern, const Expression& argument_expression, Value argument) {
  const auto by_position = [&](std::string_view name, std::size_t position) -> std::optional<Inserted> {
    if (!name.empty()) {
      if (argument.kind != Value::Kind::Map) return std::nullopt;
      for (const auto& [key, value] : argument.entries) {
        if (key == name) return inserted(value, entry_of(argument_expression, name));
      }
      return std::nullopt;
    }
    if (argument_expression.kind == Expression::Kind::Tuple) {
      if (argument.items.size() <= position) return std::nullopt;
      return inserted(argument.items[position], *argument_expression.operands[position]);
    }
    if (argument.kind == Value::Kind::List) {
      if (argument.items.size() <= position) return std::nullopt;
      return inserted(argument.items[position], argument_expression);
    }
    if (position != 0) return std::nullopt;
    return inserted(argument, argument_expression);
  };
  return percent_format(pattern, by_position);
}

Value Flow::Walker::binary(const Expression& expression) {
  std::vector<Value> values;
  const bool is_lazy = expression.word == "and" || expression.word == "or";
  const bool was_certain = is_certain_;
  for (const Expression* each : expression.operands) {
    values.push_back(evaluate(*each));
    if (is_lazy) is_certain_ = false;
  }
  is_certain_ = was_certain;
  if (values.size() < 2) return {};
  if (expression.word == "+" || expression.word == "/") {
    if (expression.word == "/") return unknown_value("");
    const bool is_list =
        std::ranges::all_of(values, [](const Value& each) { return each.kind == Value::Kind::List; });
    if (is_list) {
      Value all = values.front();
      for (std::size_t i = 1; i < values.size(); ++i) {
        for (const Value& item : values[i].items) add_item(all, item);
        all.is_open = all.is_open || values[i].is_open;
      }
      return all;
    }
    if (std::ranges::none_of(values, [](const Value& each) { return each.is_text(); })) return {};
    Value made = text_value({});
    for (std::size_t i = 0; i < values.size(); ++i)
      made = joined(made, operand(std::move(values[i]), *expression.operands[i]));
    return made;
  }
  if (expression.word == "%") {
    Value made = std::move(values.front());
    for (std::size_t i = 1; i < values.size(); ++i) {
      if (!made.is_text()) return {};
      made = percent(made, *expression.operands[i], std::move(values[i]));
    }
    return made;
  }
  if (expression.word == "and") return values.back();  // x and 'A' or 'B': what is falsy is no text
  if (expression.word == "or") {
    Value any = values.front();
    for (const Value& each : values) any = either(any, each);
    return any;
  }
  return {};
}

}  // namespace floodwall::host
