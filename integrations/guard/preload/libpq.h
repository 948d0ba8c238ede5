#pragma once
#include <cstdint>
#include <memory>
#include <vector>

// The part of libpq-fe.h that is needed; none of it has changed since libpq.so.5 exists. libpq itself is the
// program's, and a program may hold several (wheels for Python bring their own along).
struct PGconn;
struct PGresult;
using Oid = unsigned int;

extern "C" {
using PQExec = PGresult* (*)(PGconn*, const char*);
using PQExecParams = PGresult* (*)(PGconn*, const char*, int, const Oid*, const char* const*, const int*,
                                   const int*, int);
using PQPrepare = PGresult* (*)(PGconn*, const char*, const char*, int, const Oid*);
using PQSendQuery = int (*)(PGconn*, const char*);
using PQSendQueryParams = int (*)(PGconn*, const char*, int, const Oid*, const char* const*, const int*,
                                  const int*, int);
using PQExecPrepared = PGresult* (*)(PGconn*, const char*, int, const char* const*, const int*, const int*,
                                     int);
using PQSendQueryPrepared = int (*)(PGconn*, const char*, int, const char* const*, const int*, const int*,
                                    int);
using PQSendPrepare = int (*)(PGconn*, const char*, const char*, int, const Oid*);
}

namespace floodwall::preload {

// libpq-fe.h.
enum TransactionStatus : std::uint8_t { status_idle, status_active, status_in_transaction, status_failed };
constexpr int command_ok = 1;
constexpr int tuples_ok = 2;
constexpr int single_tuple = 9;

/// One libpq's own functions.
struct Libpq {
  PQExec exec = nullptr;
  PQExecParams exec_params = nullptr;
  PQPrepare prepare = nullptr;
  PQSendQuery send_query = nullptr;
  PQSendQueryParams send_query_params = nullptr;
  PQSendPrepare send_prepare = nullptr;
  PQExecPrepared exec_prepared = nullptr;
  PQSendQueryPrepared send_query_prepared = nullptr;
  PGresult* (*get_result)(PGconn*) = nullptr;
  char* (*command_status)(PGresult*) = nullptr;
  void (*finish)(PGconn*) = nullptr;
  void (*reset)(PGconn*) = nullptr;
  int (*reset_start)(PGconn*) = nullptr;
  int (*transaction_status)(const PGconn*) = nullptr;
  int (*backend_pid)(const PGconn*) = nullptr;
  int (*client_encoding)(const PGconn*) = nullptr;
  int (*character_length)(const char*, int) = nullptr;
  char* (*host)(const PGconn*) = nullptr;
  int (*result_status)(const PGresult*) = nullptr;
  char* (*error_message)(const PGresult*) = nullptr;
  int (*row_count)(const PGresult*) = nullptr;
  int (*is_null)(const PGresult*, int, int) = nullptr;
  char* (*value)(const PGresult*, int, int) = nullptr;
  int (*length)(const PGresult*, int, int) = nullptr;
  void (*clear)(PGresult*) = nullptr;
  char* (*affected_rows)(PGresult*) = nullptr;
  int (*pipeline_status)(const PGconn*) = nullptr;  ///< may be absent: libpq 14 has it first
  int (*enter_pipeline_mode)(PGconn*) = nullptr;    ///< the same
};

/// Those that have been met. Not for several threads at once.
class Libpqs {
 public:
  /// The one that code at `caller` would call if this library were not there; nullptr if there is none.
  const Libpq* called_from(const void* caller);

 private:
  std::vector<std::unique_ptr<Libpq>> known_;
};

}  // namespace floodwall::preload
