#pragma once
#include <cstdint>

#include "integrations/guard/preload/libpq.h"

namespace floodwall::preload {

/// Whether a question may make room for itself on the connection.
enum class Manner : std::uint8_t {
  Waits,  ///< PQexec and its like, which throw away whatever results are still to come
  Sends,  ///< PQsendQuery and its like
};

/// A place to come back to around one statement: a savepoint where a transaction is open, else a transaction.
class WayBack {
 public:
  /// `has_begun`: the transaction is open already, and is this statement's own.
  WayBack(const Libpq& libpq, PGconn* connection, Manner manner, bool has_begun);
  /// Whether there is one.
  explicit operator bool() const { return is_open_; }
  void undo();
  /// The error where what was done cannot be kept after all; nullptr if it is kept.
  PGresult* keep();

 private:
  const Libpq* libpq_;
  PGconn* connection_;
  bool is_savepoint_ = false;
  bool is_open_ = false;
};

}  // namespace floodwall::preload
