#include "frontends/python/containers.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/host_values/words.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Value;

Value list_of(bool is_open) {
  Value list;
  list.kind = Value::Kind::List;
  list.is_open = is_open;
  return list;
}

Value pair_of(const Value& first, const Value& second) {
  Value pair = list_of(false);
  host::add_item(pair, first);
  host::add_item(pair, second);
  return pair;
}

/// The items of a list, or the keys of a map.
std::optional<Value> items_of(const Value& container, Span at) {
  if (container.kind == Value::Kind::List) return container;
  if (container.kind == Value::Kind::Map) return host::keys_of(container, at);
  return std::nullopt;
}

std::optional<Value> zip(const CallEvent& event) {
  std::vector<Value> lists;
  Value all = list_of(false);
  std::size_t shortest = host::most_values;
  for (std::size_t i = 0; i < event.arguments.size(); ++i) {
    const host::Argument& argument = event.call->arguments[i];
    if (!argument.name.empty()) continue;  // strict=
    const std::optional<Value> items = items_of(event.arguments[i], event.call->at);
    if (!items || argument.is_spread) return std::nullopt;
    all.is_open = all.is_open || items->is_open;
    shortest = std::min(shortest, items->items.size());
    lists.push_back(*items);
  }
  if (lists.empty()) return std::nullopt;
  for (std::size_t i = 0; i < shortest; ++i) {
    Value row = list_of(false);
    for (const Value& list : lists) host::add_item(row, list.items[i]);
    host::add_item(all, std::move(row));
  }
  return all;
}

std::optional<Value> enumerate(const CallEvent& event) {
  const Value* first = event.argument(0);
  const Value* start = event.argument(1, "start");
  const std::optional<Value> items = first == nullptr ? std::nullopt : items_of(*first, event.call->at);
  if (!items || (start != nullptr && !start->number)) return std::nullopt;
  Value all = list_of(items->is_open);
  long long number = start == nullptr ? 0 : *start->number;
  for (const Value& item : items->items) {
    Value count;
    count.kind = Value::Kind::Number;
    count.hole = HoleKind::Value;
    count.number = number++;
    host::add_item(all, pair_of(count, item));
  }
  return all;
}

/// Numbers of which only the run knows how many there are.
Value range() {
  Value number;
  number.kind = Value::Kind::Number;
  number.hole = HoleKind::Value;
  Value numbers = list_of(true);
  host::add_item(numbers, std::move(number));
  return numbers;
}

std::optional<Value> ordered(const CallEvent& event, std::string_view how) {
  const Value* first = event.argument(0);
  std::optional<Value> items = first == nullptr ? std::nullopt : items_of(*first, event.call->at);
  if (!items) return std::nullopt;
  if (how == "reversed") std::ranges::reverse(items->items.own());
  const bool sorts = how == "sorted" && std::ranges::all_of(items->items, [](const Value& item) {
                       return item.constant() != nullptr;
                     });
  if (sorts && event.arguments.size() == 1) {
    std::ranges::stable_sort(items->items.own(), {},
                             [](const Value& item) { return item.constant()->bytes(); });
  }
  return items;
}

Value dict(const CallEvent& event) {
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

std::optional<Value> map_method(const CallEvent& event, std::string_view name) {
  const Value& map = event.receiver;
  if (name == "keys") return host::keys_of(map, event.call->at);
  if (name == "values" || name == "items") {
    Value list = list_of(map.is_open);
    const Value keys = host::keys_of(map, event.call->at);
    for (std::size_t i = 0; i < map.entries.size() && i < keys.items.size(); ++i) {
      const Value& value = map.entries[i].second;
      host::add_item(list, name == "items" ? pair_of(keys.items[i], value) : value);
    }
    return list;
  }
  const Value* key = event.argument(0);
  if (name != "get" || key == nullptr) return std::nullopt;
  const Value* preset = event.argument(1);
  if (key->constant() == nullptr) {
    if (map.is_open || map.entries.empty()) return std::nullopt;
    const Value any = host::any_of(map);
    return preset == nullptr ? any : host::either(any, *preset);
  }
  if (const Value* entry = host::entry_of(map, key->constant()->bytes())) return *entry;
  if (map.is_open || preset == nullptr) return std::nullopt;
  return *preset;
}

}  // namespace

std::optional<Value> fold_container(const CallEvent& event) {
  const std::string_view path = event.path;
  const host::Expression& callee = *event.call->operands.front();
  if (callee.kind == host::Expression::Kind::Member)
    return event.receiver.kind == Value::Kind::Map ? map_method(event, callee.word) : std::nullopt;
  if (path == "zip") return zip(event);
  if (path == "enumerate") return enumerate(event);
  if (path == "range") return range();
  if (path == "dict" && !event.call->arguments.empty()) return dict(event);
  static constexpr std::array same_items =
      std::to_array<std::string_view>({"list", "tuple", "set", "sorted", "reversed", "iter"});
  return host::is_among(path, same_items) ? ordered(event, path) : std::nullopt;
}

}  // namespace floodwall::python
