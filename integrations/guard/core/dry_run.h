#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace floodwall::guard {

/// Where a connection is, as libpq tells it.
enum class TransactionState : std::uint8_t { Idle, Inside, Failed };

/// What a text becomes in a dry run.
struct DryStep {
  /// To be run first, several statements, also where the text is refused: what says so may be an error of the
  /// server's, which must take back nothing. Fails it, then the text must not be sent, and a transaction that
  /// it has begun must be rolled back.
  std::string before = {};
  std::string instead = {};  ///< to be sent instead; empty: the text itself
  std::string refusal = {};  ///< why it must not be sent; empty: it may be
  bool is_inside = false;    ///< whether the program's own transaction is open afterwards
};

/// One connection's dry run: all that is sent on it is in one transaction, which nothing can commit. The
/// program's own transactions are savepoints in there, and what stands alone has one of its own, so that an
/// error takes back what it would have. Held by more than this: a deferred constraint that fails any COMMIT.
class DryRun {
 public:
  /// To be asked once for each text that is about to be sent, in their order. A transaction that is open
  /// before the first one becomes that of the dry run.
  DryStep step(std::string_view sql, TransactionState state, bool is_prepared);

 private:
  DryStep begun(std::string_view sql, TransactionState state, bool is_prepared);
  std::string arrived_in(TransactionState state);

  bool is_open_ = false;
  bool is_in_block_ = false;
  bool has_checked_ = false;  ///< the text before stood for a COMMIT
};

}  // namespace floodwall::guard
