#ifndef FLOODWALL_GUARD_PQ_H
#define FLOODWALL_GUARD_PQ_H
// libpq's calls that carry SQL, judged before they are sent. C++17; link libfloodwall_guard and libpq.
//
//   floodwall::Guard guard("floodwall.toml");
//   floodwall::pq::Session session(guard, connection);
//   PGresult* result = session.exec("TRUNCATE orders");
//
// A refusal is an error as libpq has them: the server answers it (SQLSTATE 42501), PQresultErrorMessage and
// PQerrorMessage say what would have been lost, and a transaction that it is in has failed.
#include <libpq-fe.h>

#include <optional>
#include <string>

#include "integrations/guard/client_text.h"
#include "integrations/guard/guarded_session.h"

namespace floodwall::pq {

/// The guard of one PGconn, which it does not own; like that, for one thread at a time. The parameters of the
/// calls are libpq's.
class Session : public GuardedSession {
 public:
  Session(const Guard& guard, PGconn* connection)
      : GuardedSession(guard, PQhost(connection)), connection_(connection) {}

  PGconn* connection() const { return connection_; }
  /// What the last call was refused with; empty if it was not.
  const std::string& refusal() const { return refusal_; }

  PGresult* exec(const char* query) {
    return PQexec(connection_, judged(query, client::Form::Whole, Manner::Waits));
  }
  PGresult* exec_params(const char* command, int count, const Oid* types, const char* const* values,
                        const int* lengths, const int* formats, int result_format) {
    const char* const text = judged(command, client::Form::Whole, Manner::Waits);
    return PQexecParams(connection_, text, sent(count), types, values, lengths, formats, result_format);
  }
  PGresult* prepare(const char* name, const char* query, int count, const Oid* types) {
    const char* const text = judged(query, client::Form::Prepared, Manner::Waits);
    return PQprepare(connection_, name, text, sent(count), types);
  }
  int send_query(const char* query) {
    return PQsendQuery(connection_, judged(query, client::Form::Whole, Manner::Sends));
  }
  int send_query_params(const char* command, int count, const Oid* types, const char* const* values,
                        const int* lengths, const int* formats, int result_format) {
    const char* const text = judged(command, client::Form::Whole, Manner::Sends);
    return PQsendQueryParams(connection_, text, sent(count), types, values, lengths, formats, result_format);
  }
  int send_prepare(const char* name, const char* query, int count, const Oid* types) {
    const char* const text = judged(query, client::Form::Prepared, Manner::Sends);
    return PQsendPrepare(connection_, name, text, sent(count), types);
  }
#ifdef LIBPQ_HAS_PIPELINING
  /// In a pipeline there is no room for questions: asks which database it is before.
  int enter_pipeline_mode() {
    get_to_know([this](const char* question) { return answer_to(question, Manner::Sends); });
    return PQenterPipelineMode(connection_);
  }
#endif
  void reset() {
    forget_database();
    PQreset(connection_);
  }
  int reset_start() {
    forget_database();
    return PQresetStart(connection_);
  }

 private:
  enum class Manner {
    Waits,  ///< PQexec and its like, which throw away whatever results are still to come
    Sends,  ///< PQsendQuery and its like
  };

  /// What is to be sent; lives until the next call.
  const char* judged(const char* sql, client::Form form, Manner manner) {
    refusal_.clear();
    if (sql == nullptr || connection_ == nullptr) return sql;  // libpq has an error for that
    const int encoding = PQclientEncoding(connection_);
    const std::optional<std::string> plain = client::without_halves(sql, encoding, PQmblen);
    if (plain) get_to_know([&](const char* question) { return answer_to(question, manner); });
    const std::optional<std::string> against = objection(
        plain ? std::string_view(*plain) : std::string_view(sql),
        [&](const char* question) { return plain ? std::nullopt : answer_to(question, manner); },
        [&](const char* preparation) { return prepared(preparation, manner); });
    refusal_ = against.value_or("");  // whoever was asked may have used the session meanwhile
    if (!against) return sql;
    instead_ = client::refusing_sql(form, *against, encoding);
    return instead_.c_str();
  }
  /// What is sent instead has no parameters.
  int sent(int parameters) const { return refusal_.empty() ? parameters : 0; }

  bool run(const char* command) {
    PGresult* const result = PQexec(connection_, command);
    const bool is_good = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return is_good;
  }
  std::optional<std::string> first_value(const char* query) {
    PGresult* const result = PQexec(connection_, query);
    std::optional<std::string> value;
    if (PQresultStatus(result) == PGRES_TUPLES_OK && 0 < PQntuples(result) && !PQgetisnull(result, 0, 0))
      value.emplace(PQgetvalue(result, 0, 0));
    PQclear(result);
    return value;
  }
  /// Whether something can be run on the connection now.
  bool is_free(Manner manner) {
#ifdef LIBPQ_HAS_PIPELINING
    if (PQpipelineStatus(connection_) != PQ_PIPELINE_OFF) return false;
#endif
    if (manner == Manner::Waits && PQtransactionStatus(connection_) == PQTRANS_ACTIVE)
      PQclear(PQexec(connection_, ""));
    const PGTransactionStatusType status = PQtransactionStatus(connection_);
    return status == PQTRANS_IDLE || status == PQTRANS_INTRANS;
  }
  /// Leaves a transaction as it was.
  std::optional<std::string> answer_to(const char* question, Manner manner) {
    if (!is_free(manner)) return std::nullopt;
    if (PQtransactionStatus(connection_) == PQTRANS_IDLE) return first_value(question);
    if (!run("SAVEPOINT floodwall_guard")) return std::nullopt;
    std::optional<std::string> value = first_value(question);
    run("ROLLBACK TO SAVEPOINT floodwall_guard");
    run("RELEASE SAVEPOINT floodwall_guard");
    return value;
  }
  /// In the transaction that is open, else in one of its own.
  bool prepared(const char* preparation, Manner manner) {
    if (!is_free(manner)) return false;
    if (PQtransactionStatus(connection_) == PQTRANS_IDLE) return run(preparation);
    if (!run("SAVEPOINT floodwall_guard")) return false;
    const bool is_done = run(preparation);
    if (!is_done) run("ROLLBACK TO SAVEPOINT floodwall_guard");
    return run("RELEASE SAVEPOINT floodwall_guard") && is_done;
  }

  PGconn* connection_;
  std::string refusal_;
  std::string instead_;
};

}  // namespace floodwall::pq

#endif
