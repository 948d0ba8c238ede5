#include "integrations/guard/preload/question.h"

namespace floodwall::preload {
namespace {

/// Needs no memory of ours: what undoes a statement must not fail for want of it.
bool run(const Libpq& libpq, PGconn* connection, const char* command) {
  PGresult* const result = libpq.exec(connection, command);
  const bool is_good = result != nullptr && libpq.result_status(result) == command_ok;
  if (result != nullptr) libpq.clear(result);
  return is_good;
}

std::optional<std::string> first_value(const Libpq& libpq, PGconn* connection, const char* query) {
  PGresult* const result = libpq.exec(connection, query);
  if (result == nullptr) return std::nullopt;
  std::optional<std::string> value;
  if (libpq.result_status(result) == tuples_ok && 0 < libpq.row_count(result) &&
      libpq.is_null(result, 0, 0) == 0)
    value.emplace(libpq.value(result, 0, 0), static_cast<std::size_t>(libpq.length(result, 0, 0)));
  libpq.clear(result);
  return value;
}

/// The same for who cannot do anything in a transaction that has failed.
TransactionStatus room_on(const Libpq& libpq, PGconn* connection, Manner manner) {
  const TransactionStatus status = transaction_on(libpq, connection, manner);
  return status == status_failed ? status_active : status;
}

}  // namespace

TransactionStatus transaction_on(const Libpq& libpq, PGconn* connection, Manner manner) {
  if (libpq.pipeline_status != nullptr && libpq.pipeline_status(connection) != 0) return status_active;
  if (manner == Manner::Waits && libpq.transaction_status(connection) == status_active) {
    PGresult* const last = libpq.exec(connection, "");
    if (last != nullptr) libpq.clear(last);
  }
  const int status = libpq.transaction_status(connection);  // it may also be dead
  const bool is_known = status_idle <= status && status <= status_failed;
  return is_known ? static_cast<TransactionStatus>(status) : status_active;
}

std::optional<std::string> trouble_with(const char* commands, const Libpq& libpq, PGconn* connection) {
  PGresult* const result = libpq.exec(connection, commands);
  if (result == nullptr) return "no memory is left";
  std::optional<std::string> trouble;
  if (libpq.result_status(result) != command_ok) trouble = libpq.error_message(result);
  libpq.clear(result);
  return trouble;
}

std::optional<std::string> answer_to(const char* question, const Libpq& libpq, PGconn* connection,
                                     Manner manner) {
  const TransactionStatus room = room_on(libpq, connection, manner);
  if (room == status_active) return std::nullopt;
  if (room == status_idle) return first_value(libpq, connection, question);
  if (!run(libpq, connection, "SAVEPOINT floodwall_guard")) return std::nullopt;
  std::optional<std::string> value = first_value(libpq, connection, question);
  run(libpq, connection, "ROLLBACK TO SAVEPOINT floodwall_guard");
  run(libpq, connection, "RELEASE SAVEPOINT floodwall_guard");
  return value;
}

std::optional<std::string> prepare(const char* preparation, const Libpq& libpq, PGconn* connection,
                                   Manner manner, bool* has_begun) {
  const TransactionStatus room = room_on(libpq, connection, manner);
  if (room == status_active) return "nothing can be run on the connection now";
  const bool is_inside = room == status_in_transaction;
  if (!is_inside && has_begun == nullptr) return trouble_with(preparation, libpq, connection);
  if (!run(libpq, connection, is_inside ? "SAVEPOINT floodwall_guard" : "BEGIN"))
    return "no transaction can be had";
  std::optional<std::string> trouble = trouble_with(preparation, libpq, connection);
  if (trouble) run(libpq, connection, is_inside ? "ROLLBACK TO SAVEPOINT floodwall_guard" : "ROLLBACK");
  if (!is_inside) *has_begun = !trouble;
  if (is_inside && !run(libpq, connection, "RELEASE SAVEPOINT floodwall_guard"))
    return "the transaction has failed";
  return trouble;
}

WayBack::WayBack(const Libpq& libpq, PGconn* connection, Manner manner, bool has_begun)
    : libpq_(&libpq), connection_(connection), is_open_(has_begun) {
  if (has_begun) return;
  const TransactionStatus room = room_on(libpq, connection, manner);
  is_savepoint_ = room == status_in_transaction;
  if (room != status_active)
    is_open_ = run(libpq, connection, is_savepoint_ ? "SAVEPOINT floodwall_rows" : "BEGIN");
}

void WayBack::undo() {
  if (!is_savepoint_) {
    run(*libpq_, connection_, "ROLLBACK");
    return;
  }
  run(*libpq_, connection_, "ROLLBACK TO SAVEPOINT floodwall_rows");
  run(*libpq_, connection_, "RELEASE SAVEPOINT floodwall_rows");
}

PGresult* WayBack::keep() {
  if (libpq_->transaction_status(connection_) != status_in_transaction) {  // an error, or its own COMMIT
    if (!is_savepoint_ && libpq_->transaction_status(connection_) != status_idle) undo();
    return nullptr;
  }
  PGresult* const result =
      libpq_->exec(connection_, is_savepoint_ ? "RELEASE SAVEPOINT floodwall_rows" : "COMMIT");
  if (result == nullptr || libpq_->result_status(result) != command_ok) return result;
  libpq_->clear(result);
  return nullptr;
}

}  // namespace floodwall::preload
