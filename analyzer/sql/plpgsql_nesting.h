#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/sql/dynamic_variables.h"
#include "analyzer/sql/plpgsql.h"

namespace floodwall {

enum class Construct : std::uint8_t { Block, If, Case, Loop };

/// Which parts of a PL/pgSQL body may be passed over when it runs, and what that means for the variables: the
/// arms of IF and CASE, loops, handlers, and a block that has handlers, for it may be undone. Words that are
/// missing, as in a half-typed body, cost nothing.
class PlpgsqlNesting {
 public:
  /// Both outlive this.
  PlpgsqlNesting(DynamicVariables& variables, std::vector<EmbeddedSql>& found)
      : variables_(variables), found_(found) {}

  void open(Construct kind);
  /// ELSIF, ELSE and WHEN, of a CASE or of an EXCEPTION.
  void next_arm(bool is_else = false);
  /// EXCEPTION: what stands in the block until here may be undone.
  void handlers();
  void close(Construct kind);

  /// A variable that lives until the end of the block that begins next.
  void declare(std::string name) { declared_.push_back(std::move(name)); }
  /// Appends to what was found.
  void add(EmbeddedSql sql);
  /// The same for statements of which one runs.
  void add_one_of(std::vector<EmbeddedSql> statements);

 private:
  struct Open {
    Construct kind;
    std::size_t first_found;  ///< index of the first statement in it
    bool in_arm = false;      ///< a branch was entered for it
    bool has_handlers = false;
    bool has_else = false;
    std::vector<std::string> declared;  ///< in a block
    DynamicVariables::State before;     ///< of an IF or CASE
    std::vector<DynamicVariables::State> ends;
  };

  std::size_t& count(Construct kind) { return counts_[static_cast<std::size_t>(kind)]; }
  void enter() { ++entered_; }
  void leave();
  void end_arm(Open& construct);
  void close_last();

  DynamicVariables& variables_;
  std::vector<EmbeddedSql>& found_;
  std::vector<Open> open_;
  std::array<std::size_t, 4> counts_{};  ///< of open_, by kind
  std::size_t with_handlers_ = 0;        ///< likewise
  std::vector<std::string> declared_;
  std::uint32_t left_ = 0;  ///< since the last statement
  std::uint32_t entered_ = 0;
};

}  // namespace floodwall
