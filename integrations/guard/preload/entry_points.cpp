// libpq's functions that take SQL, under their own names. Each asks the guard, then calls the real one: with
// the program's text, or with one that fails with the guard's words.
#include <cstdlib>
#include <optional>
#include <string>

#include "integrations/guard/client_text.h"
#include "integrations/guard/preload/libpq.h"
#include "integrations/guard/preload/process_guard.h"
#include "integrations/guard/preload/question.h"

#define FLOODWALL_ENTRY extern "C" __attribute__((visibility("default")))

namespace floodwall::preload {
namespace {

/// What the thread is in the middle of: libpq may call itself through the names that this library has taken.
thread_local const PGconn* busy_with = nullptr;
thread_local const Libpq* busy_in = nullptr;

class Entry {
 public:
  /// `sql` must outlive it. With `sql` nullptr there is nothing to judge.
  Entry(PGconn* connection, const char* sql, client::Form form, Manner manner, const void* caller) noexcept
      : text_(sql), outer_connection_(busy_with), outer_libpq_(busy_in) {
    if (connection != nullptr && busy_with == connection) {
      libpq_ = busy_in;
      return;
    }
    try {
      begin(connection, sql, form, manner, caller);
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
    if (rows_.verdict == nullptr) return send();
    WayBack back(*libpq_, connection);
    PGresult* const result = send();
    const char* const rows = result == nullptr ? nullptr : libpq_->affected_rows(result);
    const bool are_too_many = refuses_rows(connection, rows == nullptr ? 0 : std::atoll(rows));
    if (!back) return result;
    if (!are_too_many) {
      PGresult* const error = back.keep();
      if (error == nullptr) return result;
      libpq_->clear(result);
      return error;
    }
    back.undo();
    libpq_->clear(result);
    return libpq_->exec(connection, text_);
  }
  /// What is sent instead has no parameters.
  int count(int parameters) const { return is_refused_ ? 0 : parameters; }

 private:
  void begin(PGconn* connection, const char* sql, client::Form form, Manner manner, const void* caller) {
    ProcessGuard& guard = ProcessGuard::mine();
    const Connection* const known = connection == nullptr ? nullptr : guard.connection_of(connection, caller);
    libpq_ = known == nullptr ? guard.libpq_of(connection, caller) : known->libpq;
    busy_with = connection;
    busy_in = libpq_;
    if (sql == nullptr || known == nullptr) return;
    // What is only prepared takes no rows, and what is only sent is not waited for.
    const bool may_count = form == client::Form::Whole && manner == Manner::Waits;
    const std::optional<std::string> objection =
        guard.objection(*known, connection, sql, form == client::Form::Prepared, manner,
                        may_count ? &rows_ : nullptr, instead_);
    if (objection)
      refuse(connection, form, *objection);
    else if (!instead_.empty())
      text_ = instead_.c_str();
  }
  void refuse(PGconn* connection, client::Form form, const std::string& objection) {
    is_refused_ = true;
    instead_ = client::refusing_sql(form, objection, libpq_->client_encoding(connection));
    text_ = instead_.c_str();
  }

  bool refuses_rows(PGconn* connection, std::int64_t count) noexcept {
    try {
      const std::optional<std::string> objection = ProcessGuard::mine().too_many(rows_, count);
      if (objection) refuse(connection, client::Form::Whole, *objection);
      return objection.has_value();
    } catch (...) {
      give_up();
      return true;
    }
  }
  void give_up() {
    is_refused_ = true;
    text_ = "SELECT 'floodwall: refused, no memory is left'::pg_catalog.int4";
  }

  const Libpq* libpq_ = nullptr;
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

using floodwall::client::Form;
using floodwall::preload::Entry;
using floodwall::preload::Libpq;
using floodwall::preload::Manner;
using floodwall::preload::ProcessGuard;

// NOLINTBEGIN(readability-identifier-naming): as libpq names them
FLOODWALL_ENTRY PGresult* PQexec(PGconn* connection, const char* query) {
  Entry entry(connection, query, Form::Whole, Manner::Waits, __builtin_return_address(0));
  if (!entry) return nullptr;
  return entry.run(connection, [&] { return entry->exec(connection, entry.text()); });
}

FLOODWALL_ENTRY PGresult* PQexecParams(PGconn* connection, const char* command, int count, const Oid* types,
                                       const char* const* values, const int* lengths, const int* formats,
                                       int result_format) {
  Entry entry(connection, command, Form::Whole, Manner::Waits, __builtin_return_address(0));
  if (!entry) return nullptr;
  return entry.run(connection, [&] {
    return entry->exec_params(connection, entry.text(), entry.count(count), types, values, lengths, formats,
                              result_format);
  });
}

FLOODWALL_ENTRY PGresult* PQprepare(PGconn* connection, const char* name, const char* query, int count,
                                    const Oid* types) {
  const Entry entry(connection, query, Form::Prepared, Manner::Waits, __builtin_return_address(0));
  return entry ? entry->prepare(connection, name, entry.text(), entry.count(count), types) : nullptr;
}

FLOODWALL_ENTRY int PQsendQuery(PGconn* connection, const char* query) {
  const Entry entry(connection, query, Form::Whole, Manner::Sends, __builtin_return_address(0));
  return entry ? entry->send_query(connection, entry.text()) : 0;
}

FLOODWALL_ENTRY int PQsendQueryParams(PGconn* connection, const char* command, int count, const Oid* types,
                                      const char* const* values, const int* lengths, const int* formats,
                                      int result_format) {
  const Entry entry(connection, command, Form::Whole, Manner::Sends, __builtin_return_address(0));
  if (!entry) return 0;
  return entry->send_query_params(connection, entry.text(), entry.count(count), types, values, lengths,
                                  formats, result_format);
}

FLOODWALL_ENTRY int PQsendPrepare(PGconn* connection, const char* name, const char* query, int count,
                                  const Oid* types) {
  const Entry entry(connection, query, Form::Prepared, Manner::Sends, __builtin_return_address(0));
  return entry ? entry->send_prepare(connection, name, entry.text(), entry.count(count), types) : 0;
}

FLOODWALL_ENTRY int PQenterPipelineMode(PGconn* connection) {
  const void* const caller = __builtin_return_address(0);
  const Libpq* const libpq = floodwall::preload::libpq_of(connection, caller);
  if (libpq == nullptr || libpq->enter_pipeline_mode == nullptr) return 0;
  if (connection != nullptr) {
    const Entry entry(connection, nullptr, Form::Whole, Manner::Sends, caller);
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
