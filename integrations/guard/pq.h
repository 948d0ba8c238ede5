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

#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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
    const char* const text = judged(query, client::Form::Whole, Manner::Waits);
    return counted([&] { return PQexec(connection_, text); });
  }
  PGresult* exec_params(const char* command, int count, const Oid* types, const char* const* values,
                        const int* lengths, const int* formats, int result_format) {
    const char* const text = judged(command, client::Form::Whole, Manner::Waits);
    return counted([&] {
      return PQexecParams(connection_, text, sent(count), types, values, lengths, formats, result_format);
    });
  }
  /// What this session has prepared under that name, if it is one, is judged again, and its rows are counted.
  PGresult* exec_prepared(const char* name, int count, const char* const* values, const int* lengths,
                          const int* formats, int result_format) {
    const char* const text = judged_again(name, Manner::Waits);
    if (text != nullptr) return PQexec(connection_, text);
    return counted(
        [&] { return PQexecPrepared(connection_, name, count, values, lengths, formats, result_format); });
  }
  PGresult* prepare(const char* name, const char* query, int count, const Oid* types) {
    const char* const text = judged(query, client::Form::Prepared, Manner::Waits);
    remember(name, query);
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
    remember(name, query);
    return PQsendPrepare(connection_, name, text, sent(count), types);
  }
  int send_query_prepared(const char* name, int count, const char* const* values, const int* lengths,
                          const int* formats, int result_format) {
    const char* const text = judged_again(name, Manner::Sends);
    if (text != nullptr) return PQsendQuery(connection_, text);
    return PQsendQueryPrepared(connection_, name, count, values, lengths, formats, result_format);
  }
#ifdef LIBPQ_HAS_PIPELINING
  /// In a pipeline there is no room for questions: asks which database it is before.
  int enter_pipeline_mode() {
    get_to_know([this](const char* question) { return answer_to(question, Manner::Sends); });
    return PQenterPipelineMode(connection_);
  }
#endif
  /// From now on all that is sent by this session is in one transaction, which nothing can commit, until
  /// `end_dry_run`; what would be refused is told to `on_warning` and `dry_refusals`, and runs. False: it
  /// cannot be had, since a transaction is open or `refusal` says why.
  bool begin_dry_run() {
    refusal_.clear();
    if (is_dry_run() || PQtransactionStatus(connection_) != PQTRANS_IDLE) return false;
    refusal_ = stepped("", client::Form::Whole, Manner::Waits).value_or("");
    if (!refusal_.empty()) end_dry_run();
    return refusal_.empty();
  }
  void end_dry_run() {
    if (!is_dry_run()) return;
    if (PQtransactionStatus(connection_) != PQTRANS_IDLE) PQclear(PQexec(connection_, "ROLLBACK"));
    forget_dry_run();
  }
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
    dry_text_.reset();
    judgement_.reset();
    has_begun_ = false;
    if (sql == nullptr || connection_ == nullptr) return sql;  // libpq has an error for that
    const int encoding = PQclientEncoding(connection_);
    const std::optional<std::string> plain = client::without_halves(sql, encoding, PQmblen);
    if (plain) get_to_know([&](const char* question) { return answer_to(question, manner); });
    const std::string_view text = plain ? std::string_view(*plain) : std::string_view(sql);
    std::optional<std::string> against = is_dry_run() ? stepped(text, form, manner) : std::nullopt;
    const std::optional<std::string> instead = dry_text_;
    std::optional<Judgement> judgement;
    if (!against) {
      judgement = this->judgement(
          text, [&](const char* question) { return plain ? std::nullopt : answer_to(question, manner); },
          [&](const char* preparation) { return prepared(preparation, form, manner); });
      against = judgement->against();
    }
    refusal_ = against.value_or("");  // whoever was asked may have used the session meanwhile
    dry_text_ = instead;
    judgement_.reset();
    const bool is_counted = form == client::Form::Whole && manner == Manner::Waits;
    if (!against && form == client::Form::Prepared) counts_not(*judgement);  // it does not run now
    if (!against && judgement->counts() && is_counted) judgement_ = std::move(judgement);
    if (!against) return dry_text_ ? dry_text_->c_str() : sql;
    instead_ = client::refusing_sql(form, *against, encoding);
    return instead_.c_str();
  }
  /// What is sent instead has no parameters.
  int sent(int parameters) const { return refusal_.empty() && !dry_text_ ? parameters : 0; }

  /// In a dry run: brings the connection to where its transaction must be. What is against it.
  std::optional<std::string> stepped(std::string_view sql, client::Form form, Manner manner) {
    const bool is_idle = PQtransactionStatus(connection_) == PQTRANS_IDLE;
    const bool has_failed = PQtransactionStatus(connection_) == PQTRANS_INERROR;
    if (!has_failed && !is_free(manner))
      return "floodwall: refused in a dry run: in the middle of something else nothing can be made sure of";
    DryText text =
        dry_text(sql,
                 is_idle      ? FLOODWALL_IDLE
                 : has_failed ? FLOODWALL_FAILED
                              : FLOODWALL_INSIDE,
                 form == client::Form::Prepared, [this](const char* commands) { return error_of(commands); });
    dry_text_ = std::move(text.instead);
    return std::move(text.refusal);
  }
  std::optional<std::string> error_of(const char* commands) {
    PGresult* const result = PQexec(connection_, commands);
    std::optional<std::string> error;
    if (PQresultStatus(result) != PGRES_COMMAND_OK) error = PQresultErrorMessage(result);
    PQclear(result);
    return error;
  }

  void remember(const char* name, const char* query) {
    // One without a name is gone with the first thing that the guard itself would send.
    if (name != nullptr && *name != '\0' && query != nullptr && refusal_.empty()) prepared_[name] = query;
  }
  /// What is to be sent in place of a prepared statement; nullptr: that itself.
  const char* judged_again(const char* name, Manner manner) {
    const auto known = name == nullptr ? prepared_.end() : prepared_.find(name);
    if (known == prepared_.end()) {
      refusal_.clear();
      judgement_.reset();
      has_begun_ = false;
      return nullptr;
    }
    const std::string sql = known->second;  // whoever is asked may prepare another one
    const char* const text = judged(sql.c_str(), client::Form::Whole, manner);
    return text == sql.c_str() ? nullptr : text;
  }

  /// What `send` returns, or the error where it took too many rows; they are then there again. In one
  /// transaction with what has been done before.
  template <class Send>
  PGresult* counted(Send&& send) {
    const std::optional<Judgement> judgement = std::exchange(judgement_, std::nullopt);
    const bool has_begun = std::exchange(has_begun_, false);
    if (!judgement && !has_begun) return send();
    const bool is_inside = !has_begun && PQtransactionStatus(connection_) == PQTRANS_INTRANS;
    if (!has_begun && !run(is_inside ? "SAVEPOINT floodwall_rows" : "BEGIN")) return send();
    PGresult* const result = send();
    std::optional<std::string> against;
    if (judgement) against = objection_to(*judgement, std::atoll(PQcmdTuples(result)));
    if (!against) {
      if (PQtransactionStatus(connection_) == PQTRANS_INTRANS) return kept(result, is_inside);
      if (!is_inside) run("ROLLBACK");
      return result;
    }
    PQclear(result);
    run(is_inside ? "ROLLBACK TO SAVEPOINT floodwall_rows" : "ROLLBACK");
    refusal_ = *against;
    instead_ = client::refusing_sql(client::Form::Whole, *against, PQclientEncoding(connection_));
    return PQexec(connection_, instead_.c_str());
  }
  /// The error where what was done cannot be kept after all.
  PGresult* kept(PGresult* result, bool is_inside) {
    PGresult* const end = PQexec(connection_, is_inside ? "RELEASE SAVEPOINT floodwall_rows" : "COMMIT");
    const bool is_good = PQresultStatus(end) == PGRES_COMMAND_OK;
    PQclear(is_good ? end : result);
    return is_good ? result : end;
  }

  bool run(const char* command) { return !error_of(command); }
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
  /// In the transaction that is open, else in one that ends with the statement, where that is waited for.
  std::optional<std::string> prepared(const char* preparation, client::Form form, Manner manner) {
    if (!is_free(manner)) return "nothing can be run on the connection now";
    const bool is_inside = PQtransactionStatus(connection_) == PQTRANS_INTRANS;
    if (!is_inside && (form == client::Form::Prepared || manner == Manner::Sends))
      return error_of(preparation);
    if (!run(is_inside ? "SAVEPOINT floodwall_guard" : "BEGIN")) return "no transaction can be had";
    std::optional<std::string> trouble = error_of(preparation);
    if (trouble) run(is_inside ? "ROLLBACK TO SAVEPOINT floodwall_guard" : "ROLLBACK");
    has_begun_ = !is_inside && !trouble;
    if (is_inside && !run("RELEASE SAVEPOINT floodwall_guard")) return "the transaction has failed";
    return trouble;
  }

  PGconn* connection_;
  std::string refusal_;
  std::string instead_;
  std::optional<std::string> dry_text_;  ///< what a dry run sends instead
  std::optional<Judgement> judgement_;   ///< of what is about to be sent, if its rows are counted
  bool has_begun_ = false;               ///< a transaction is open that ends with what is about to be sent
  std::map<std::string, std::string> prepared_;
};

}  // namespace floodwall::pq

#endif
