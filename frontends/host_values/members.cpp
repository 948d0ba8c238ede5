#include "frontends/host_values/members.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

constexpr int deepest_inheritance = 3;
constexpr std::size_t most_derived = 8;  // classes that are asked for what they make of a member

}  // namespace

Members::Members(const Program& program) {
  for (const Class& klass : program.classes()) classes_.try_emplace(klass.name, &klass);
  for (const Class& klass : program.classes())
    each_base(klass, [&](const Class& base) {
      derived_[&base].push_back(&klass);
      return false;
    });
  for (const Function& function : program.functions()) {
    if (function.owner != nullptr) methods_.try_emplace({function.owner, function.name}, &function);
  }
  for (const Statement& each : program.statements()) {
    const bool gives = each.kind == Statement::Kind::Assign || each.kind == Statement::Kind::Extend;
    if (!gives || each.target == nullptr || each.target->kind != Expression::Kind::Member) continue;
    const Expression& object = *each.target->operands.front();
    const bool is_own = object.kind == Expression::Kind::Name && is_receiver(object.word);
    if (!is_own) given_from_outside_.insert(each.target->word);
  }
}

const Class* Members::class_named(std::string_view name) const {
  const auto found = classes_.find(name);
  return found == classes_.end() ? nullptr : found->second;
}

/// Until one says that it has seen enough.
template <class See>
void Members::each_base(const Class& klass, const See& see) const {
  for (const Argument& base : klass.bases) {
    if (base.value == nullptr || base.value->kind != Expression::Kind::Name) continue;
    const Class* parent = class_named(base.value->word);
    if (parent != nullptr && parent != &klass && see(*parent)) return;
  }
}

void Members::define(const Class& klass, std::string_view name, Value value) {
  members_[&klass].insert_or_assign(name, std::move(value));
}

void Members::give(const Class& klass, std::string_view name, const Value& value, const Value* replaced) {
  auto& members = members_[&klass];
  const auto known = members.find(name);
  if (known == members.end()) {
    members.emplace(name, value);
    return;
  }
  Value& so_far = known->second;
  if (replaced != nullptr && replaced->is_text() && so_far.is_text()) {
    const auto is_replaced = [&](const Text& text) {
      return std::ranges::find(replaced->texts, text) != replaced->texts.end();
    };
    std::erase_if(so_far.texts.own(), is_replaced);
    if (so_far.texts.empty()) {
      so_far = value;
      return;
    }
  }
  so_far = either(so_far, value);
}

const Value* Members::of(const Class& klass, std::string_view name) const { return find(klass, name, 0); }

const Value* Members::find(const Class& klass, std::string_view name, int depth) const {
  if (const auto members = members_.find(&klass); members != members_.end()) {
    const auto member = members->second.find(name);
    if (member != members->second.end()) return &member->second;
  }
  const Value* found = nullptr;
  if (depth == deepest_inheritance) return found;
  each_base(klass, [&](const Class& base) {
    found = find(base, name, depth + 1);
    return found != nullptr;
  });
  return found;
}

std::optional<Value> Members::of_object(const Class& klass, std::string_view name) const {
  const Value* own = of(klass, name);
  const auto derived = derived_.find(&klass);
  if (derived == derived_.end() || (own != nullptr && !own->is_text() && own->kind != Value::Kind::Nothing))
    return own == nullptr ? std::nullopt : std::optional(*own);
  std::optional<Value> any = own == nullptr ? std::nullopt : std::optional(*own);
  std::size_t asked = 0;
  for (const Class* each : derived->second) {
    if (asked++ == most_derived) {
      if (any) any->is_open = true;
      break;
    }
    const auto members = members_.find(each);
    if (members == members_.end()) continue;
    const auto member = members->second.find(name);
    if (member == members->second.end() || !member->second.is_text()) continue;
    any = any ? either(*any, member->second) : member->second;
  }
  if (own == nullptr && any) any->is_open = true;  // whoever else derives from it has one of its own
  return any;
}

const Function* Members::method(const Class& klass, std::string_view name) const {
  return find_method(klass, name, 0);
}

const Function* Members::find_method(const Class& klass, std::string_view name, int depth) const {
  const auto own = methods_.find({&klass, name});
  if (own != methods_.end()) return own->second;
  const Function* found = nullptr;
  if (depth == deepest_inheritance) return found;
  each_base(klass, [&](const Class& base) {
    found = find_method(base, name, depth + 1);
    return found != nullptr;
  });
  return found;
}

}  // namespace floodwall::host
