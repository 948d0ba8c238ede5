// libpq's functions that take SQL, under their own names. Each asks the guard, then calls the real one: with
// the program's text, or with one that fails with the guard's words.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "integrations/guard/client_text.h"
#include "integrations/guard/preload/dynamic_loading.h"
#include "integrations/guard/preload/libpq.h"
#include "integrations/guard/preload/process_guard.h"
#include "integrations/guard/preload/question.h"

#define FLOODWALL_ENTRY extern "C" __attribute__((visibility("default")))

namespace floodwall::preload {
namespace {

/// In place of what cannot be judged.
constexpr const char* without_memory = "SELECT 'floodwall: refused, no memory is left'::pg_catalog.int4";

/// What the thread is in the middle of: libpq may call itself through the names that this library has taken.
thread_local const PGconn* busy_with = nullptr;
thread_local const Libpq* busy_in = nullptr;

/// In place of a result: the error that the objection makes. What was done is undone.
PGresult* undone(const std::string& objection, WayBack& back, const Libpq& libpq, PGconn* connection) {
  back.undo();
  const std::string text =
      client::refusing_sql(client::Form::Whole, objection, libpq.client_encoding(connection));
  return libpq.exec(connection, text.c_str());
}

std::int64_t rows_of(PGresult* result, const Libpq& libpq) {
  const std::string_view tag(result == nullptr ? "" : libpq.command_status(result));
  const bool changes = tag.starts_with("DELETE") || tag.starts_with("UPDATE") || tag.starts_with("MERGE");
  return changes ? std::atoll(libpq.affected_rows(result)) : 0;
}

/// The result, unless it took too many rows or cannot be kept; the connection is free.
PGresult* outcome_of(RowCheck& rows, WayBack& back, const Libpq& libpq, PGconn* connection,
                     PGresult* result) noexcept {
  try {
    const std::optional<std::string> objection = ProcessGuard::mine().too_many(rows, rows_of(result, libpq));
    if (!back) return result;
    PGresult* const instead = objection ? undone(*objection, back, libpq, connection) : back.keep();
    if (instead == nullptr) return result;
    if (result != nullptr) libpq.clear(result);
    return instead;
  } catch (...) {
    if (back) back.undo();
    if (result != nullptr) libpq.clear(result);
    return libpq.exec(connection, without_memory);
  }
}

/// PQgetResult for what is counted: when its one result is there the statement is kept or undone.
PGresult* next_result(Connection& known, PGconn* connection) {
  const Libpq& libpq = *known.libpq;
  PGresult* const result = libpq.get_result(connection);
  if (!known.sent || (result != nullptr && libpq.result_status(result) == single_tuple)) return result;
  SentStatement sent = *known.sent;
  known.sent.reset();
  if (result != nullptr) {
    while (PGresult* const more = libpq.get_result(connection)) libpq.clear(more);
  }
  return outcome_of(sent.rows, sent.back, libpq, connection, result);
}

/// A text that is run; with a name one that is prepared; the name alone runs what has been prepared. Neither:
/// there is nothing to judge. Both must outlive what is made of them.
struct Command {
  const char* sql = nullptr;
  const char* name = nullptr;
};

class Entry {
 public:
  Entry(PGconn* connection, Command command, Manner manner, const void* caller) noexcept
      : text_(command.sql), outer_connection_(busy_with), outer_libpq_(busy_in) {
    if (connection != nullptr && busy_with == connection) {
      libpq_ = busy_in;
      return;
    }
    try {
      begin(connection, command, manner, caller);
    } catch (...) {
      give_up();
    }
  }
  ~Entry() {
    busy_with = outer_connection_;
    busy_in = outer_libpq_;
  }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  explicit operator bool() const { return libpq_ != nullptr; }
  const Libpq* operator->() const { return libpq_; }
  const char* text() const { return text_; }
  /// What `send` returns, or the error where it took too many rows; they are then there again.
  template <class Send>
  PGresult* run(PGconn* connection, Send&& send) {
    if (rows_.is_done()) return send();
    WayBack back(*libpq_, connection, Manner::Waits, rows_.has_begun);
    return outcome_of(rows_, back, *libpq_, connection, send());
  }
  /// What `send` returns. The rows are counted when the result is fetched.
  template <class Send>
  int start(PGconn* connection, Send&& send) {
    if (rows_.is_done()) return send();
    WayBack back(*libpq_, connection, Manner::Sends, rows_.has_begun);
    const int is_sent = send();
    if (back && is_sent != 0) {
      known_->sent.emplace(SentStatement{rows_, back});
    } else {
      ProcessGuard::mine().too_many(rows_, 0);
      if (back) back.undo();
    }
    return is_sent;
  }
  bool is_refused() const { return is_refused_; }
  /// What is sent instead has no parameters.
  int count(int parameters) const { return is_refused_ ? 0 : parameters; }

 private:
  void begin(PGconn* connection, Command command, Manner manner, const void* caller) {
    ProcessGuard& guard = ProcessGuard::mine();
    Connection* const known = connection == nullptr ? nullptr : guard.connection_of(connection, caller);
    libpq_ = known == nullptr ? guard.libpq_of(connection, caller) : known->libpq;
    known_ = known;
    busy_with = connection;
    busy_in = libpq_;
    if (known == nullptr) return;
    const char* const sql = text_of(command);
    if (sql == nullptr) return;
    if (known->sent && manner == Manner::Waits) {
      while (PGresult* const result = next_result(*known, connection)) libpq_->clear(result);
    }
    const char* const name = command.sql == nullptr ? nullptr : command.name;
    const std::optional<std::string> objection =
        guard.objection(*known, connection, sql, name, manner, rows_, instead_);
    if (objection)
      refuse(connection, name == nullptr ? client::Form::Whole : client::Form::Prepared, *objection);
    else if (rows_.is_judged_later)
      known->prepared.insert_or_assign(name, sql);
    else if (!instead_.empty())
      text_ = instead_.c_str();
  }
  /// What there is to judge; nullptr: nothing. Whatever stood under the name of what is prepared is gone.
  const char* text_of(Command command) {
    std::unordered_map<std::string, std::string>& prepared = known_->prepared;
    if (command.name == nullptr || prepared.empty()) return command.sql;
    const auto known = prepared.find(command.name);
    if (known == prepared.end()) return command.sql;
    if (command.sql == nullptr) return known->second.c_str();
    prepared.erase(known);
    return command.sql;
  }
  void refuse(PGconn* connection, client::Form form, const std::string& objection) {
    is_refused_ = true;
    instead_ = client::refusing_sql(form, objection, libpq_->client_encoding(connection));
    text_ = instead_.c_str();
  }

  void give_up() {
    is_refused_ = true;
    text_ = without_memory;
  }

  const Libpq* libpq_ = nullptr;
  Connection* known_ = nullptr;  ///< nullptr: nothing is judged
  RowCheck rows_;
  const char* text_;
  bool is_refused_ = false;
  std::string instead_;
  const PGconn* outer_connection_;
  const Libpq* outer_libpq_;
};

const Libpq* libpq_of(const PGconn* connection, const void* caller) {
  if (connection != nullptr && busy_with == connection) return busy_in;
  return ProcessGuard::mine().libpq_of(connection, caller);
}

}  // namespace
}  // namespace floodwall::preload

using floodwall::preload::Connection;
using floodwall::preload::Entry;
using floodwall::preload::Libpq;
using floodwall::preload::Manner;
using floodwall::preload::ProcessGuard;

// NOLINTBEGIN(readability-identifier-naming): as libpq names them
FLOODWALL_ENTRY PGresult* PQexec(PGconn* connection, const char* query) {
  Entry entry(connection, {.sql = query}, Manner::Waits, __builtin_return_address(0));
  if (!entry) return nullptr;
  return entry.run(connection, [&] { return entry->exec(connection, entry.text()); });
}

FLOODWALL_ENTRY PGresult* PQexecParams(PGconn* connection, const char* command, int count, const Oid* types,
                                       const char* const* values, const int* lengths, const int* formats,
                                       int result_format) {
  Entry entry(connection, {.sql = command}, Manner::Waits, __builtin_return_address(0));
  if (!entry) return nullptr;
  return entry.run(connection, [&] {
    return entry->exec_params(connection, entry.text(), entry.count(count), types, values, lengths, formats,
                              result_format);
  });
}

FLOODWALL_ENTRY PGresult* PQprepare(PGconn* connection, const char* name, const char* query, int count,
                                    const Oid* types) {
  const Entry entry(connection, {.sql = query, .name = name}, Manner::Waits, __builtin_return_address(0));
  return entry ? entry->prepare(connection, name, entry.text(), entry.count(count), types) : nullptr;
}

FLOODWALL_ENTRY int PQsendQuery(PGconn* connection, const char* query) {
  Entry entry(connection, {.sql = query}, Manner::Sends, __builtin_return_address(0));
  if (!entry) return 0;
  return entry.start(connection, [&] { return entry->send_query(connection, entry.text()); });
}

FLOODWALL_ENTRY int PQsendQueryParams(PGconn* connection, const char* command, int count, const Oid* types,
                                      const char* const* values, const int* lengths, const int* formats,
                                      int result_format) {
  Entry entry(connection, {.sql = command}, Manner::Sends, __builtin_return_address(0));
  if (!entry) return 0;
  return entry.start(connection, [&] {
    return entry->send_query_params(connection, entry.text(), entry.count(count), types, values, lengths,
                                    formats, result_format);
  });
}

FLOODWALL_ENTRY PGresult* PQexecPrepared(PGconn* connection, const char* name, int count,
                                         const char* const* values, const int* lengths, const int* formats,
                                         int result_format) {
  Entry entry(connection, {.name = name}, Manner::Waits, __builtin_return_address(0));
  if (!entry) return nullptr;
  if (entry.is_refused()) return entry->exec(connection, entry.text());
  return entry.run(connection, [&] {
    return entry->exec_prepared(connection, name, count, values, lengths, formats, result_format);
  });
}

FLOODWALL_ENTRY int PQsendQueryPrepared(PGconn* connection, const char* name, int count,
                                        const char* const* values, const int* lengths, const int* formats,
                                        int result_format) {
  Entry entry(connection, {.name = name}, Manner::Sends, __builtin_return_address(0));
  if (!entry) return 0;
  if (entry.is_refused()) return entry->send_query(connection, entry.text());
  return entry.start(connection, [&] {
    return entry->send_query_prepared(connection, name, count, values, lengths, formats, result_format);
  });
}

FLOODWALL_ENTRY PGresult* PQgetResult(PGconn* connection) {
  Connection* const known = connection == nullptr || floodwall::preload::busy_with == connection
                                ? nullptr
                                : ProcessGuard::mine().known(connection);
  if (known != nullptr && known->sent) {
    const Entry entry(connection, {}, Manner::Sends, __builtin_return_address(0));
    return floodwall::preload::next_result(*known, connection);
  }
  const Libpq* const libpq =
      known != nullptr ? known->libpq : floodwall::preload::libpq_of(connection, __builtin_return_address(0));
  return libpq == nullptr ? nullptr : libpq->get_result(connection);
}

FLOODWALL_ENTRY int PQsendPrepare(PGconn* connection, const char* name, const char* query, int count,
                                  const Oid* types) {
  const Entry entry(connection, {.sql = query, .name = name}, Manner::Sends, __builtin_return_address(0));
  return entry ? entry->send_prepare(connection, name, entry.text(), entry.count(count), types) : 0;
}

FLOODWALL_ENTRY int PQenterPipelineMode(PGconn* connection) {
  const void* const caller = __builtin_return_address(0);
  const Libpq* const libpq = floodwall::preload::libpq_of(connection, caller);
  if (libpq == nullptr || libpq->enter_pipeline_mode == nullptr) return 0;
  if (connection != nullptr) {
    const Entry entry(connection, {}, Manner::Sends, caller);
    ProcessGuard::mine().get_to_know(connection, caller);  // in a pipeline there is no room for questions
  }
  return libpq->enter_pipeline_mode(connection);
}

FLOODWALL_ENTRY void PQfinish(PGconn* connection) {
  const Libpq* const libpq = floodwall::preload::libpq_of(connection, __builtin_return_address(0));
  if (libpq == nullptr) return;
  ProcessGuard::mine().forget(connection);
  libpq->finish(connection);
}

FLOODWALL_ENTRY void PQreset(PGconn* connection) {
  const Libpq* const libpq = floodwall::preload::libpq_of(connection, __builtin_return_address(0));
  if (libpq == nullptr) return;
  ProcessGuard::mine().connects_anew(connection);
  libpq->reset(connection);
}

FLOODWALL_ENTRY int PQresetStart(PGconn* connection) {
  const Libpq* const libpq = floodwall::preload::libpq_of(connection, __builtin_return_address(0));
  if (libpq == nullptr) return 0;
  ProcessGuard::mine().connects_anew(connection);
  return libpq->reset_start(connection);
}
// NOLINTEND(readability-identifier-naming)

namespace floodwall::preload {

void* entry_named(std::string_view name) noexcept {
  static const std::array<std::pair<std::string_view, void*>, 13> entries = {{
      {"PQenterPipelineMode", reinterpret_cast<void*>(&PQenterPipelineMode)},
      {"PQexec", reinterpret_cast<void*>(&PQexec)},
      {"PQexecParams", reinterpret_cast<void*>(&PQexecParams)},
      {"PQexecPrepared", reinterpret_cast<void*>(&PQexecPrepared)},
      {"PQfinish", reinterpret_cast<void*>(&PQfinish)},
      {"PQgetResult", reinterpret_cast<void*>(&PQgetResult)},
      {"PQprepare", reinterpret_cast<void*>(&PQprepare)},
      {"PQreset", reinterpret_cast<void*>(&PQreset)},
      {"PQresetStart", reinterpret_cast<void*>(&PQresetStart)},
      {"PQsendPrepare", reinterpret_cast<void*>(&PQsendPrepare)},
      {"PQsendQuery", reinterpret_cast<void*>(&PQsendQuery)},
      {"PQsendQueryParams", reinterpret_cast<void*>(&PQsendQueryParams)},
      {"PQsendQueryPrepared", reinterpret_cast<void*>(&PQsendQueryPrepared)},
  }};
  const auto* const found = std::ranges::find(entries, name, &std::pair<std::string_view, void*>::first);
  return found == entries.end() ? nullptr : found->second;
}

}  // namespace floodwall::preload
