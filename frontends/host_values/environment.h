#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frontends/host_values/value.h"

namespace floodwall::host {

/// The variables at one point of a run. A journal of what is overwritten makes a branch cost what it changes,
/// not what there is. Names point into the text of the program, which must outlive it.
class Environment {
 public:
  using Variables = std::unordered_map<std::string_view, Value>;
  using Changes = std::vector<std::pair<std::string_view, Value>>;  ///< each name once

  void set(std::string_view name, Value value);
  /// nullptr: nobody has set it.
  const Value* find(std::string_view name) const;
  /// The value, to be changed and set again: no copy if nobody can want the old one back.
  Value take(std::string_view name);
  const Variables& all() const { return variables_; }

  /// From here on, until `undo_to_mark`, each change can be taken back.
  void mark() { marks_.push_back(journal_.size()); }
  /// A point that `changes_since` counts from. There must be a mark before it.
  std::size_t now() const { return journal_.size(); }
  Changes changes_since(std::size_t point) const;
  /// Takes back what has been set since the latest mark, and returns it.
  Changes undo_to_mark();

 private:
  Variables variables_;
  std::vector<std::pair<std::string_view, std::optional<Value>>> journal_;  ///< what has been overwritten
  std::vector<std::size_t> marks_;
};

}  // namespace floodwall::host
