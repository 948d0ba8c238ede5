#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "integrations/guard/preload/guard_library.h"
#include "integrations/guard/preload/libpq.h"
#include "integrations/guard/preload/way_back.h"

namespace floodwall::preload {

/// What is still to be seen to when a statement that is let through has run. Belongs to the guard.
struct RowCheck {
  floodwall_verdict* verdict = nullptr;  ///< that may still object; nullptr: nobody counts
  bool is_dry = false;                   ///< too many are said, and stay until all is rolled back
  bool has_begun = false;                ///< a transaction is open that ends with the statement
  bool is_judged_later = false;          ///< it is only prepared, and is judged again when it runs
  /// Whether nothing is.
  bool is_done() const { return verdict == nullptr && !has_begun; }
};

/// What has been sent, while its results are still to come.
struct SentStatement {
  RowCheck rows;
  WayBack back;
};

/// A connection as this process knows it.
struct Connection {
  const Libpq* libpq = nullptr;
  floodwall_session* session = nullptr;    ///< nullptr: there is no guard
  int backend = 0;                         ///< another one: it has been connected anew
  std::optional<SentStatement> sent = {};  ///< whose rows are counted when its result is fetched
  std::unordered_map<std::string, std::string> prepared = {};  ///< by name: what is judged when it runs
};

/// The guard of this process, made when the first statement is sent. A process that is forked off has its
/// own: of what it inherits, locks may be held by threads that it has not. Threads share it.
class ProcessGuard {
 public:
  static ProcessGuard& mine();

  /// The libpq that belongs to a connection, or else to who calls; nullptr if there is none.
  const Libpq* libpq_of(const PGconn* connection, const void* caller);
  /// The connection, which it gets to know if it does not; nullptr if there is no libpq. Stays where it is
  /// until it is forgotten.
  Connection* connection_of(PGconn* connection, const void* caller);
  /// The same, if it is known already.
  Connection* known(const PGconn* connection);
  /// What is against sending the text, or having it prepared under a `name`; nothing if it may be sent.
  /// `rows` gets what is to be told to `too_many` when it has run; `instead` what a dry run sends in place of
  /// the text, empty for that.
  std::optional<std::string> objection(const Connection& known, PGconn* connection, const char* sql,
                                       const char* name, Manner manner, RowCheck& rows, std::string& instead);
  /// What is against so many rows; nothing if they are not too many. Ends the check.
  std::optional<std::string> too_many(RowCheck& check, std::int64_t count);
  /// Asks which database it is while it can be asked.
  void get_to_know(PGconn* connection, const void* caller);
  void forget(const PGconn* connection);
  void connects_anew(const PGconn* connection);

 private:
  ProcessGuard();
  void get_to_know(const Connection& known, PGconn* connection, Manner manner);
  /// Whether nothing that is sent on the connection may stay.
  bool is_dry(const Connection& known) const;
  /// The connection goes, and with it what has been sent.
  void give_up_counting(Connection& connection);
  void begin_override(const Connection& connection);

  std::optional<GuardLibrary> library_;
  std::string trouble_;  ///< why there is no guard
  floodwall_guard* guard_ = nullptr;
  bool is_dry_run_ = false;
  std::mutex mutex_;
  Libpqs libpqs_;
  std::unordered_map<const PGconn*, std::unique_ptr<Connection>> connections_;
};

}  // namespace floodwall::preload
