#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/dynamic_sql.h"

namespace floodwall {

/// What the text variables of one PL/pgSQL body hold, while its statements are read in order: `sql := '…'`,
/// then `EXECUTE sql`. A variable that is not known for sure is not known at all.
class DynamicVariables {
 public:
  /// The texts that a variable may hold: one, or one for each arm of an IF that gave it another.
  using Texts = std::vector<std::shared_ptr<const DynamicText>>;
  using State = std::map<std::string, Texts>;

  explicit DynamicVariables(std::string_view body);

  /// `name := expression`; the tokens are the body's.
  void assign(const std::string& name, std::span<const Token> expression);
  /// Something else gives `name` a value.
  void forget(const std::string& name) { state_.erase(name); }
  void forget_all() { state_.clear(); }

  /// The statements that EXECUTE expression may run; none if nothing of them is known.
  std::vector<EmbeddedSql> fold(std::span<const Token> expression);

  const State& state() const { return state_; }
  void restore(State state) { state_ = std::move(state); }
  /// Where the arms of an IF or CASE meet again: known is what no arm has changed, and, if there is an ELSE,
  /// what each of them has set.
  void merge(const State& before, std::span<const State> ends, bool has_else);

 private:
  std::vector<DynamicText> fold_texts(std::span<const Token> expression);

  std::string_view body_;
  std::size_t budget_;  ///< how many bytes of variables may still be copied
  HoleNumbers holes_;
  State state_;
};

}  // namespace floodwall
