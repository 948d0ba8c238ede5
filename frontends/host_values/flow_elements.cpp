// Lists and maps, and what is in them.

#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/host_values/flow_walker.h"

namespace floodwall::host {

Value Flow::Walker::index(const Expression& expression) {
  const Value object = evaluate(*expression.operands[0]);
  const Value key = evaluate(*expression.operands[1]);
  if (object.kind == Value::Kind::List && !object.is_open && !object.items.empty()) {
    const std::string_view written = program_.written(expression.operands[1]->at);
    if (written == "-1") return object.items.back();
    const bool is_number = key.kind == Value::Kind::Number && key.number && !key.is_open;
    if (!is_number && !written.starts_with('-')) return element(object, *expression.operands[1]);
    if (is_number && 0 <= *key.number && static_cast<std::size_t>(*key.number) < object.items.size())
      return object.items[static_cast<std::size_t>(*key.number)];
  }
  const Text* constant = key.constant();
  if (object.kind == Value::Kind::Map) {
    if (constant != nullptr) {
      if (const Value* entry = entry_of(object, constant->bytes())) return *entry;
    } else if (!object.is_open && !object.entries.empty()) {
      return any_of(object);
    }
  }
  return unknown_value(object.path + (constant == nullptr ? "[]" : "['" + constant->bytes() + "']"));
}

/// Any of a list: what the same key chooses is in step.
Value Flow::Walker::element(const Value& list, const Expression& key) {
  const Expression* axis =
      axes_.try_emplace({frame_->function, program_.written(key.at)}, &key).first->second;
  std::vector<const Value*> items;
  for (const Value& item : list.items) items.push_back(&item);
  return any_of(items, *axis);
}

Value Flow::Walker::map(const Expression& expression) {
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

/// Its element once for all items together, which is what others observe, and then for each of them if that
/// did not tell.
Value Flow::Walker::comprehension(const Expression& expression) {
  const std::vector<const Expression*>& operands = expression.operands;
  Value list;
  list.kind = Value::Kind::List;
  const bool was_certain = std::exchange(is_certain_, false);
  Frame inner{.variables = Environment(&variables(), Environment::Extent::Expression),
              .function = frame_->function,
              .klass = frame_->klass};
  inner.loops = {{.begin = 0}};
  Frame* outer = std::exchange(frame_, &inner);
  const auto bind = [&](const Expression& target, std::span<const Value> items, bool is_open) {
    std::vector<const Value*> elements;
    for (const Value& item : items) elements.push_back(&item);
    bind_each(target, elements, is_open, target);
  };
  Value first;
  for (std::size_t i = 1; i + 1 < operands.size(); i += 2) {
    Value items = evaluate(*operands[i + 1]);
    if (items.kind == Value::Kind::Map) items = keys_of(items, operands[i]->at);
    bind(*operands[i], {items.items.begin(), items.items.end()}, items.is_open);
    if (i == 1) first = std::move(items);
  }
  std::set<std::string_view> bound;
  for (const auto& [name, value] : inner.variables.own()) bound.insert(name);
  for (const Argument& condition : expression.arguments) {
    if (condition.value != nullptr) evaluate(*condition.value);
  }
  const Value any = evaluate(*operands.front());
  const bool is_known = operands.size() == 3 && first.kind == Value::Kind::List && !first.is_open;
  list.is_open = !is_known || !expression.arguments.empty();
  if (is_known && any.is_text() && any.axis == operands[1] && any.texts.size() == first.items.size()) {
    for (const Text& text : any.texts) add_item(list, text_value(text));
  } else if (is_known && inlining_ != deepest_inlining) {
    ++inlining_;
    for (const Value& item : first.items) {
      bind(*operands[1], {&item, 1}, false);
      Value element = evaluate(*operands.front());
      // Whoever asks how it was made would be told of all of them together.
      list.is_open = list.is_open || element.kind == Value::Kind::Unknown;
      add_item(list, std::move(element));
    }
    --inlining_;
    list.is_open = list.is_open || inlining_left_ == 0;
  } else {
    if (any.is_text()) add_item(list, any);
    list.is_open = true;
  }
  frame_ = outer;
  is_certain_ = was_certain;
  for (const auto& [name, value] : inner.variables.own()) {  // what it has changed around it
    if (bound.contains(name)) continue;
    Value changed = value;
    changed.is_open = true;
    set(name, std::move(changed));
  }
  return list;
}

}  // namespace floodwall::host
