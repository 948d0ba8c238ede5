#include "frontends/host_values/environment.h"

#include <set>

namespace floodwall::host {

void Environment::set(std::string_view name, Value value) {
  const auto [place, is_new] = variables_.try_emplace(name);
  if (!marks_.empty())
    journal_.emplace_back(name, is_new ? std::nullopt : std::optional(std::move(place->second)));
  if (!records_.empty()) given_.emplace_back(name, value);
  place->second = std::move(value);
}

const Value* Environment::find(std::string_view name) const {
  for (const Environment* each = this; each != nullptr; each = each->around_) {
    const auto found = each->variables_.find(name);
    if (found != each->variables_.end()) return &found->second;
  }
  return nullptr;
}

Value Environment::take(std::string_view name) {
  const auto variable = variables_.find(name);
  if (variable == variables_.end()) {
    const Value* outer = find(name);
    return outer == nullptr ? Value{} : *outer;
  }
  return marks_.empty() ? std::exchange(variable->second, {}) : variable->second;
}

Environment::Changes Environment::changes_since(std::size_t point) const {
  Changes changes;
  std::set<std::string_view> seen;
  for (std::size_t i = point; i < journal_.size(); ++i) {
    if (seen.insert(journal_[i].first).second)
      changes.emplace_back(journal_[i].first, variables_.at(journal_[i].first));
  }
  return changes;
}

Environment::Changes Environment::undo_to_mark() {
  const std::size_t begin = marks_.back();
  Changes changes = changes_since(begin);
  marks_.pop_back();
  while (begin < journal_.size()) {
    auto& [name, before] = journal_.back();
    if (before) {
      variables_.insert_or_assign(name, std::move(*before));
    } else {
      variables_.erase(name);
    }
    journal_.pop_back();
  }
  return changes;
}

Environment::Changes Environment::stop_recording() {
  const std::size_t begin = records_.back();
  records_.pop_back();
  Changes since(given_.begin() + static_cast<std::ptrdiff_t>(begin), given_.end());
  if (records_.empty()) given_.clear();
  return since;
}

}  // namespace floodwall::host
