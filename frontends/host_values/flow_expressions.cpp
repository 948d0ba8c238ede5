#include <algorithm>
#include <charconv>
#include <utility>

#include "frontends/host_values/flow_walker.h"

namespace floodwall::host {
namespace {

/// What is written behind a key of a map; the whole expression if that is none.
const Expression& written_entry(const Expression& map, std::string_view key) {
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
  Value value = evaluate_as_written(expression);
  if (!options_.known || value.kind != Value::Kind::Unknown) return value;
  std::optional<Value> known = options_.known(expression);
  return known ? *std::move(known) : std::move(value);
}

Value Flow::Walker::evaluate_as_written(const Expression& expression) {
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
      const std::string_view condition = program_.written(expression.operands[0]->at);
      return either(under(then, condition, true), under(otherwise, condition, false));
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
    case Expression::Kind::Map:
      return map(expression);
    case Expression::Kind::Comprehension:
      return comprehension(expression);
    case Expression::Kind::Opaque: {
      const bool was_certain = std::exchange(is_certain_, false);
      if (expression.arguments.empty()) {
        for (const Expression* operand : expression.operands) evaluate(*operand);
      } else {  // names of its own
        Frame inner{.variables = Environment(&variables(), Environment::Extent::Expression),
                    .function = frame_->function,
                    .klass = frame_->klass};
        Frame* outer = std::exchange(frame_, &inner);
        for (const Argument& bound : expression.arguments)
          set(bound.name, unknown_value(std::string(bound.name)));
        for (const Expression* operand : expression.operands) evaluate(*operand);
        frame_ = outer;
      }
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
  const Value* known = variables().find(expression.word);
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
  const std::string path = object.path.empty() ? std::string(name) : object.path + "." + std::string(name);
  const auto known = [&](Value value) {
    // What nobody in sight gives a text gets one from elsewhere.
    const bool is_empty = value.is_text() && std::ranges::all_of(value.texts, &Text::empty);
    if (is_empty) value = {};
    value.is_open = value.is_open || (value.is_text() && members_.is_given_from_outside(name));
    if (value.kind == Value::Kind::Unknown && value.path.empty()) value.path = path;
    return value;
  };
  if (object.path == "self" && frame_->klass != nullptr) {
    if (std::optional<Value> own = members_.of_object(*frame_->klass, name)) return known(*std::move(own));
  } else if (object.kind == Value::Kind::Unknown) {
    const bool is_made = object.path.ends_with("()");  // an object of the class
    const Class* klass =
        members_.class_named(std::string_view(object.path).substr(0, object.path.size() - (is_made ? 2 : 0)));
    if (klass != nullptr) {
      if (const Value* found = members_.of(*klass, name)) {
        Value value = known(*found);
        // What it is made with may well be this.
        const bool is_given = is_made && object.made_by != nullptr && !object.made_by->arguments.empty();
        value.is_open = value.is_open || is_given;
        return value;
      }
    }
  }
  if (options_.fold_member) {
    if (std::optional<Value> folded = options_.fold_member(object, name)) return *std::move(folded);
  }
  if (object.kind == Value::Kind::Unknown && options_.foreign && !object.path.empty()) {
    if (std::optional<Value> foreign = options_.foreign(path)) return *std::move(foreign);
  }
  return unknown_value(path);
}

Value Flow::Walker::member(const Expression& expression) {
  if (is_own_member(expression)) {
    const std::string_view written = program_.written(expression.at);
    if (const Value* own = variables().find(written)) {
      Value value = *own;
      const auto set_at = frame_->members_set.find(written);
      const bool is_fresh = set_at == frame_->members_set.end() || set_at->second == frame_->own_calls;
      const Value* any = is_fresh ? nullptr : members_.of(*frame_->klass, expression.word);
      if (any != nullptr && any->is_text() && value.is_text()) value = either(value, *any);
      if (value.kind == Value::Kind::Unknown && value.path.empty()) value.path = written;
      return seen_here(std::move(value), expression);
    }
  }
  const Value object = evaluate(*expression.operands.front());
  return seen_here(member_of(object, expression.word), expression);
}

/// Of self.x, where more is put behind it: it may well begin with nothing.
Value Flow::Walker::member_so_far(const Expression& expression) {
  Value value = member(expression);
  if (value.kind != Value::Kind::Unknown) return value;
  std::optional<Value> own = members_.of_object(*frame_->klass, expression.word);
  return own && own->is_text() ? *std::move(own) : value;
}

Value Flow::Walker::percent(const Value& pattern, const Expression& argument_expression, Value argument) {
  const auto by_position = [&](std::string_view name, std::size_t position) -> std::optional<Inserted> {
    if (!name.empty()) {
      if (argument.kind != Value::Kind::Map) return std::nullopt;
      const Value* value = entry_of(argument, name);
      if (value == nullptr) return std::nullopt;
      return inserted(*value, written_entry(argument_expression, name));
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

/// As an operand of +: a text from elsewhere is seen where it is named.
Inserted Flow::Walker::operand(Value value, const Expression& expression) const {
  const bool stays = expression.kind == Expression::Kind::Text ||
                     expression.kind == Expression::Kind::Binary || is_local(expression);
  if (!stays && value.is_text()) {
    for (Text& each : value.texts.own()) each = each.seen_at(expression.at);
  }
  return inserted(std::move(value), expression);
}

Value Flow::Walker::sum(const Expression& expression, std::vector<Value> values) {
  if (std::ranges::all_of(values, [](const Value& each) { return each.kind == Value::Kind::List; })) {
    Value all = values.front();
    for (const Value& more : std::span(values).subspan(1)) {
      for (const Value& item : more.items) add_item(all, item);
      all.is_open = all.is_open || more.is_open;
    }
    return all;
  }
  if (std::ranges::none_of(values, [](const Value& each) { return each.is_text(); })) return {};
  Value made = text_value({});
  for (std::size_t i = 0; i < values.size(); ++i)
    made = joined(made, operand(std::move(values[i]), *expression.operands[i]));
  return made;
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
  if (expression.word == "/") return unknown_value("");
  if (expression.word == "+") return sum(expression, std::move(values));
  if (expression.word == "%") {
    Value made = std::move(values.front());
    for (std::size_t i = 1; i < values.size(); ++i) {
      if (!made.is_text()) return {};
      made = percent(made, *expression.operands[i], std::move(values[i]));
    }
    return made;
  }
  if (expression.word == "and") return values.back();  // x and 'A' or 'B': what is falsy is no text
  if (expression.word != "or") return {};
  std::optional<Value> any;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool may_be_falsy = expression.operands[i]->kind == Expression::Kind::Binary;  // x and 'A'
    const Text* constant = may_be_falsy ? nullptr : values[i].constant();
    const bool is_last = i + 1 == values.size();
    if (constant != nullptr && constant->empty() && !is_last) continue;
    any = any ? either(*any, values[i]) : values[i];
    if (constant != nullptr) break;  // the others are never asked
  }
  return *any;
}

}  // namespace floodwall::host
