#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frontends/host_values/value.h"

namespace floodwall::host {

/// The variables at one point of a run: those of a function (or of the module), and behind them those of what
/// is around it. A journal of what is overwritten makes a branch cost what it changes, not what there is.
/// Names point into the text of the program, which must outlive it.
class Environment {
 public:
  using Variables = std::unordered_map<std::string_view, Value>;
  using Changes = std::vector<std::pair<std::string_view, Value>>;  ///< each name once

  enum class Extent : std::uint8_t { Function, Expression };

  /// `around` must outlive this one; nullptr: nothing is around it. Of an expression with names of its own:
  /// the variables around are the same function's.
  explicit Environment(Environment* around = nullptr, Extent extent = Extent::Function)
      : around_(around), extent_(extent) {}

  void set(std::string_view name, Value value);
  /// Here or else around; nullptr: nobody has set it.
  const Value* find(std::string_view name) const;
  /// Whether it is a variable of this very function.
  bool has_own(std::string_view name) const {
    return variables_.contains(name) || (extent_ == Extent::Expression && around_->has_own(name));
  }
  /// The value, to be changed and set again: no copy if nobody can want the old one back.
  Value take(std::string_view name);
  const Variables& own() const { return variables_; }
  Environment* around() const { return around_; }

  /// From here on, until `undo_to_mark`, each change can be taken back.
  void mark() { marks_.push_back(journal_.size()); }
  /// A point that `changes_since` counts from. There must be a mark before it.
  std::size_t now() const { return journal_.size(); }
  Changes changes_since(std::size_t point) const;
  /// Takes back what has been set since the latest mark, and returns it.
  Changes undo_to_mark();

  /// Until the matching `stop_recording`, every value that a name is given is kept.
  void record() { records_.push_back(given_.size()); }
  /// All that the names have been given since `record`, in order.
  Changes stop_recording();

 private:
  Environment* around_;
  Extent extent_;
  Variables variables_;
  std::vector<std::pair<std::string_view, std::optional<Value>>> journal_;  ///< what has been overwritten
  std::vector<std::size_t> marks_;
  Changes given_;                     ///< while somebody records
  std::vector<std::size_t> records_;  ///< where each of them began
};

}  // namespace floodwall::host
