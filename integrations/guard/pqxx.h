#ifndef FLOODWALL_GUARD_PQXX_H
#define FLOODWALL_GUARD_PQXX_H
// libpqxx 6 to 8, with statements judged before they are sent. C++17; link libfloodwall_guard and libpqxx.
//
//   floodwall::Guard guard("floodwall.toml");
//   pqxx::connection connection(…);
//   floodwall::PqxxSession session(guard, connection);
//   floodwall::guarded<pqxx::work> work(session);
//   work.exec("TRUNCATE orders");  // throws floodwall::Refused, a pqxx::sql_error
//
// A transaction is held, not derived from: libpqxx's are final from 7 on, and none of their functions is
// virtual. What has no function here is done with work.plain(), the pqxx::work itself: quoting, streams. That
// goes around the guard; work.judge(sql) is for what is sent so.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pqxx/pqxx>

#include "integrations/guard/guarded_session.h"

// NOLINTBEGIN(readability-identifier-naming): as libpqxx names its own
namespace pqxx {
class prepped;  // from 7.9 on: the name of a prepared statement, in place of SQL
}

namespace floodwall {

/// The statement was not sent; the transaction goes on.
class Refused : public pqxx::sql_error {
 public:
  Refused(const std::string& message, const std::string& sql) : pqxx::sql_error(message, sql) {}
};

/// The guard of one pqxx::connection, which it does not own.
class PqxxSession : public GuardedSession {
 public:
  PqxxSession(const Guard& guard, pqxx::connection& connection)
      : GuardedSession(guard, connection.hostname()), connection_(connection) {}

  pqxx::connection& connection() const { return connection_; }

  /// pqxx::connection::prepare, outside of transactions.
  /// From now on each guarded transaction is a dry run: all of it runs, also what would be refused, which is
  /// told to `on_warning` and `dry_refusals`, and nothing of it stays when it ends, be it by commit(). A
  /// later one does not see it.
  void run_dry(bool is_dry = true) { is_dry_ = is_dry; }
  bool runs_dry() const { return is_dry_ || is_dry_run(); }

  template <class... More>
  void prepare(const std::string& name, const std::string& sql, More&&... more) {
    prepared_[name] = sql;
    if (runs_dry()) {  // it is judged when it runs
      connection_.prepare(name, sql, std::forward<More>(more)...);
      return;
    }
    const auto ask = [this](const char* question) {
      std::optional<std::string> answer;
      try {
        pqxx::nontransaction asks(connection_);
        answer = asks.exec(std::string(question))[0][0].as<std::string>();
      } catch (const std::exception&) {  // a transaction is open, or the server does not say
      }
      return answer;
    };
    // What must be done before is done when it runs, and is judged again.
    const auto later = [](const char* /*preparation*/) -> std::optional<std::string> { return std::nullopt; };
    const Judgement judged = judgement(sql, ask, later);
    if (judged.against()) throw Refused(*judged.against(), sql);
    counts_not(judged);
    connection_.prepare(name, sql, std::forward<More>(more)...);
  }

  /// The SQL of what has been prepared here; empty: somewhere else.
  std::string prepared(const std::string& name) const {
    const auto known = prepared_.find(name);
    return known == prepared_.end() ? "" : known->second;
  }
  void remember(const std::string& name, const std::string& sql) { prepared_[name] = sql; }

 private:
  pqxx::connection& connection_;
  std::map<std::string, std::string> prepared_;
  bool is_dry_ = false;
};

/// A transaction (pqxx::work, read_transaction, nontransaction, subtransaction, …) whose functions judge
/// their SQL. They take what the transaction's own take, in each version of libpqxx.
template <class Transaction>
class guarded {
 public:
  explicit guarded(PqxxSession& session, const std::string& name = "")
      : transaction_(session.connection(), name), session_(session) {
    if (session.runs_dry()) begin_dry_run();
  }
  /// A subtransaction of another one.
  template <class Outer>
  guarded(guarded<Outer>& outer, const std::string& name)
      : transaction_(outer.plain(), name), session_(outer.session()) {}

  ~guarded() {
    if (is_dry_) end_dry_run();
  }
  guarded(const guarded&) = delete;
  guarded& operator=(const guarded&) = delete;

  PqxxSession& session() const { return session_; }
  Transaction& plain() { return transaction_; }

  void commit() {
    if (!is_dry_) return transaction_.commit();
    if (!commits_at_once) look_at_what_is_deferred();
    end_dry_run();
    transaction_.abort();
  }
  void abort() {
    if (is_dry_) end_dry_run();
    transaction_.abort();
  }

  /// Throws Refused if the text must not be sent.
  void judge(std::string_view sql) { judged(sql); }
  /// Before what leaves no room for questions, such as a pipeline.
  void get_to_know() {
    session_.get_to_know([this](const char* question) { return answer_to(question); });
  }

// With SQL as the first argument, and after a number of rows. Those that a version has not are errors only if
// called.
#define FLOODWALL_PQXX_JUDGED(name)                                                                       \
  template <class Sql, class... More>                                                                     \
  decltype(auto) name(const Sql& sql, More&&... more) {                                                   \
    return sent(sql,                                                                                      \
                [&]() -> decltype(auto) { return transaction_.name(sql, std::forward<More>(more)...); }); \
  }
#define FLOODWALL_PQXX_JUDGED_ROWS(name)                                                                     \
  template <class Rows, class Sql, class... More>                                                            \
  decltype(auto) name(Rows rows, const Sql& sql, More&&... more) {                                           \
    return sent(                                                                                             \
        sql, [&]() -> decltype(auto) { return transaction_.name(rows, sql, std::forward<More>(more)...); }); \
  }
#define FLOODWALL_PQXX_JUDGED_TYPED(name)                                            \
  template <class... Types, class Sql, class... More>                                \
  decltype(auto) name(const Sql& sql, More&&... more) {                              \
    return sent(sql, [&]() -> decltype(auto) {                                       \
      return transaction_.template name<Types...>(sql, std::forward<More>(more)...); \
    });                                                                              \
  }
#define FLOODWALL_PQXX_PREPARED(name)                                   \
  template <class... More>                                              \
  decltype(auto) name(const std::string& statement, More&&... more) {   \
    return sent(session_.prepared(statement), [&]() -> decltype(auto) { \
      return transaction_.name(statement, std::forward<More>(more)...); \
    });                                                                 \
  }
  FLOODWALL_PQXX_JUDGED(exec)
  FLOODWALL_PQXX_JUDGED(exec0)
  FLOODWALL_PQXX_JUDGED(exec1)
  FLOODWALL_PQXX_JUDGED_ROWS(exec_n)
  FLOODWALL_PQXX_JUDGED(exec_params)
  FLOODWALL_PQXX_JUDGED(exec_params0)
  FLOODWALL_PQXX_JUDGED(exec_params1)
  FLOODWALL_PQXX_JUDGED_ROWS(exec_params_n)
  FLOODWALL_PQXX_JUDGED(for_each)
  FLOODWALL_PQXX_JUDGED(for_query)
  FLOODWALL_PQXX_JUDGED(for_stream)
  FLOODWALL_PQXX_JUDGED_TYPED(query)
  FLOODWALL_PQXX_JUDGED_TYPED(query1)
  FLOODWALL_PQXX_JUDGED_TYPED(query01)
  FLOODWALL_PQXX_JUDGED_TYPED(query_value)
  FLOODWALL_PQXX_JUDGED_TYPED(stream)
#define FLOODWALL_PQXX_PLAIN(name)                                   \
  template <class... Arguments>                                      \
  decltype(auto) name(Arguments&&... arguments) {                    \
    return transaction_.name(std::forward<Arguments>(arguments)...); \
  }
  // What is prepared has been judged then, and is judged again for its rows.
  FLOODWALL_PQXX_PREPARED(exec_prepared)
  FLOODWALL_PQXX_PREPARED(exec_prepared0)
  FLOODWALL_PQXX_PREPARED(exec_prepared1)
  template <class Rows, class... More>
  decltype(auto) exec_prepared_n(Rows rows, const std::string& statement, More&&... more) {
    return sent(session_.prepared(statement), [&]() -> decltype(auto) {
      return transaction_.exec_prepared_n(rows, statement, std::forward<More>(more)...);
    });
  }
  FLOODWALL_PQXX_PLAIN(quote)
  FLOODWALL_PQXX_PLAIN(quote_name)
  FLOODWALL_PQXX_PLAIN(esc)
#undef FLOODWALL_PQXX_PLAIN
#undef FLOODWALL_PQXX_PREPARED
#undef FLOODWALL_PQXX_JUDGED
#undef FLOODWALL_PQXX_JUDGED_ROWS
#undef FLOODWALL_PQXX_JUDGED_TYPED

  /// Of the connection, while this transaction is open.
  template <class... More>
  void prepare(const std::string& name, const std::string& sql, More&&... more) {
    const std::optional<Judgement> judgement = judged(sql, true);
    if (judgement) PqxxSession::counts_not(*judgement);
    session_.remember(name, sql);
    session_.connection().prepare(name, sql, std::forward<More>(more)...);
  }
#if PQXX_VERSION_MAJOR == 7
  /// pqxx::stream_from::query: a query may delete, too.
  pqxx::stream_from stream_from_query(const std::string& sql) {
    judge(sql);
    return pqxx::stream_from::query(transaction_, sql);
  }
#endif

 private:
  /// Nothing: there is nothing to judge.
  std::optional<Judgement> judged(std::string_view sql, bool is_prepared = false, bool* has_begun = nullptr) {
    if (is_dry_) step(sql, is_prepared);
    Judgement judgement = session_.judgement(
        sql, [this](const char* question) { return answer_to(question); },
        [this, has_begun](const char* preparation) { return prepared(preparation, has_begun); });
    if (judgement.against()) throw Refused(*judgement.against(), std::string(sql));
    return judgement;
  }

  /// What `send` returns, unless the text is refused, or has taken too many rows, which are then there again.
  template <class Sql, class Send>
  decltype(auto) sent(const Sql& sql, Send&& send) {
    constexpr bool is_awaited = std::is_same_v<std::decay_t<decltype(send())>, pqxx::result>;
    std::optional<Judgement> judgement;
    bool has_begun = false;
    bool* const may_begin = is_awaited ? &has_begun : nullptr;
    if constexpr (std::is_same_v<Sql, pqxx::prepped>) {
      const std::string known = session_.prepared(name_of(sql));
      if (!known.empty()) judgement = judged(known, false, may_begin);
    } else {
      const auto& text = text_of(sql);
      if (!text.empty()) judgement = judged(text, false, may_begin);
    }
    if constexpr (is_awaited) {
      if (judgement && (judgement->counts() || has_begun)) return counted(*judgement, has_begun, send);
    }
    return send();
  }
  template <class Send>
  pqxx::result counted(const Judgement& judgement, bool has_begun, Send&& send) {
    // A nontransaction may have one, too: that of a dry run, or a BEGIN of the program's.
    const bool is_alone = has_begun || (commits_at_once && !run("SAVEPOINT floodwall_rows"));
    if (!has_begun && (!commits_at_once || is_alone))
      transaction_.exec(std::string(is_alone ? "BEGIN" : "SAVEPOINT floodwall_rows"));
    pqxx::result result;
    try {
      result = send();
    } catch (...) {
      if (is_alone) run("ROLLBACK");
      throw;
    }
    std::optional<std::string> against;
    if (judgement.counts())
      against = session_.objection_to(judgement, static_cast<std::int64_t>(result.affected_rows()));
    if (against) {
      run(is_alone ? "ROLLBACK" : "ROLLBACK TO SAVEPOINT floodwall_rows");
      throw Refused(*against, result.query());
    }
    transaction_.exec(std::string(is_alone ? "COMMIT" : "RELEASE SAVEPOINT floodwall_rows"));
    return result;
  }
  template <class Prepped>
  static std::string name_of(const Prepped& prepped) {
    return std::string(std::string_view(prepped));
  }

  /// Brings the transaction of a dry run to where the text begins.
  void step(std::string_view sql, bool is_prepared) {
    floodwall_transaction state = FLOODWALL_INSIDE;
    if (commits_at_once && !run("SELECT 1")) state = FLOODWALL_FAILED;
    const DryText text = stepped(sql, state, is_prepared);
    if (text.instead)
      throw Refused("floodwall: refused in a dry run: BEGIN and COMMIT are the transaction's",
                    std::string(sql));
  }
  DryText stepped(std::string_view sql, floodwall_transaction state, bool is_prepared) {
    DryText text = session_.dry_text(sql, state, is_prepared,
                                     [this](const char* commands) { return error_of(commands); });
    if (text.refusal) throw Refused(*text.refusal, std::string(sql));
    return text;
  }
  void begin_dry_run() {
    is_dry_ = true;
    try {
      if (commits_at_once) {
        stepped("", FLOODWALL_IDLE, false);
      } else {
        transaction_.exec(*stepped("BEGIN", FLOODWALL_INSIDE, false).instead);
      }
    } catch (...) {
      end_dry_run();
      throw;
    }
  }
  void look_at_what_is_deferred() { transaction_.exec(*stepped("COMMIT", FLOODWALL_INSIDE, false).instead); }
  /// A real transaction rolls back by itself.
  void end_dry_run() {
    is_dry_ = false;
    if (commits_at_once) run("ROLLBACK");
    session_.forget_dry_run();
  }

  static std::string_view text_of(std::string_view sql) { return sql; }
  /// std::stringstream, which libpqxx 6 takes.
  template <class Stream, class = decltype(std::declval<const Stream&>().str())>
  static std::string text_of(const Stream& stream) {
    return stream.str();
  }

  std::optional<std::string> error_of(const char* commands) {
    try {
      transaction_.exec(std::string(commands));
      return std::nullopt;
    } catch (const std::exception& error) {  // a stream is open, or the transaction has failed
      return error.what();
    }
  }
  bool run(const char* command) { return !error_of(command); }
  std::optional<std::string> value_of(const char* question) {
    try {
      const pqxx::result rows = transaction_.exec(std::string(question));
      return rows[0][0].template as<std::string>();
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }
  /// In autocommit nothing is open that an error could break.
  static constexpr bool commits_at_once = std::is_base_of_v<pqxx::nontransaction, Transaction>;

  std::optional<std::string> answer_to(const char* question) {
    if (commits_at_once && !is_dry_) return value_of(question);
    if (!run("SAVEPOINT floodwall_guard")) return std::nullopt;
    std::optional<std::string> value = value_of(question);
    run("ROLLBACK TO SAVEPOINT floodwall_guard");
    run("RELEASE SAVEPOINT floodwall_guard");
    return value;
  }
  /// In the transaction that is open, else in one that ends with the statement, where `has_begun` is to say
  /// so.
  std::optional<std::string> prepared(const char* preparation, bool* has_begun) {
    const bool is_inside = run("SAVEPOINT floodwall_guard");
    if (!is_inside && (!commits_at_once || is_dry_)) return "the transaction has failed";
    if (!is_inside && has_begun == nullptr) return error_of(preparation);
    if (!is_inside && !run("BEGIN")) return "no transaction can be had";
    std::optional<std::string> trouble = error_of(preparation);
    if (trouble) run(is_inside ? "ROLLBACK TO SAVEPOINT floodwall_guard" : "ROLLBACK");
    if (!is_inside) *has_begun = !trouble;
    if (is_inside && !run("RELEASE SAVEPOINT floodwall_guard")) return "the transaction has failed";
    return trouble;
  }

  Transaction transaction_;
  PqxxSession& session_;
  bool is_dry_ = false;
};

/// pqxx::pipeline. Asks which database it is before it starts: later there is no room for questions, so that
/// a refusal does not say how many rows there are.
template <class Transaction>
class guarded_pipeline {
 public:
  explicit guarded_pipeline(guarded<Transaction>& transaction)
      : pipeline_(known(transaction).plain()), transaction_(transaction) {}

  auto insert(const std::string& sql) {
    transaction_.judge(sql);
    return pipeline_.insert(sql);
  }
  void complete() { pipeline_.complete(); }
  /// Of one query by its number, or the next one with it.
  template <class... Query>
  auto retrieve(const Query&... query) {
    return pipeline_.retrieve(query...);
  }
  pqxx::pipeline& plain() { return pipeline_; }

 private:
  static guarded<Transaction>& known(guarded<Transaction>& transaction) {
    transaction.get_to_know();
    return transaction;
  }

  pqxx::pipeline pipeline_;
  guarded<Transaction>& transaction_;
};

}  // namespace floodwall
// NOLINTEND(readability-identifier-naming)

#endif
