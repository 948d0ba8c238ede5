// libpq's functions that take SQL, under their own names. Each asks the guard, then calls the real one: with
// the program's text, or with one that fails with the guard's words.
#include <optional>
#include <string>

#include "integrations/guard/client_text.h"
#include "integrations/guard/preload/libpq.h"
#include "integrations/guard/preload/process_guard.h"

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
    ProcessGuard& guard = ProcessGuard::mine();
    libpq_ = guard.libpq_of(connection, caller);
    busy_with = connection;
    busy_in = libpq_;
    if (connection == nullptr || sql == nullptr || libpq_ == nullptr) return;
    try {
      const std::optional<std::string> objection = guard.objection(connection, sql, manner, caller);
      if (!objection) return;
      is_refused_ = true;
      text_ = "SELECT 'floodwall: refused'::pg_catalog.int4";
      instead_ = client::refusing_sql(form, *objection, libpq_->client_encoding(connection));
      text_ = instead_.c_str();
    } catch (...) {  // no memory
      is_refused_ = true;
      text_ = "SELECT 'floodwall: refused, no memory is left'::pg_catalog.int4";
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
  /// What is sent instead has no parameters.
  int count(int parameters) const { return is_refused_ ? 0 : parameters; }

 private:
  const Libpq* libpq_ = nullptr;
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
  const Entry entry(connection, query, Form::Whole, Manner::Waits, __builtin_return_address(0));
  return entry ? entry->exec(connection, entry.text()) : nullptr;
}

FLOODWALL_ENTRY PGresult* PQexecParams(PGconn* connection, const char* command, int count, const Oid* types,
                                       const char* const* values, const int* lengths, const int* formats,
                                       int result_format) {
  const Entry entry(connection, command, Form::Whole, Manner::Waits, __builtin_return_address(0));
  if (!entry) return nullptr;
  return entry->exec_params(connection, entry.text(), entry.count(count), types, values, lengths, formats,
                            result_format);
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
