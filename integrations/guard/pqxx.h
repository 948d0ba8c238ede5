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
  template <class... More>
  void prepare(const std::string& name, const std::string& sql, More&&... more) {
    const auto ask = [this](const char* question) {
      std::optional<std::string> answer;
      try {
        pqxx::nontransaction asks(connection_);
        answer = asks.exec(std::string(question))[0][0].as<std::string>();
      } catch (const std::exception&) {  // a transaction is open, or the server does not say
      }
      return answer;
    };
    const auto no_copies = [](const char* /*preparation*/) { return false; };  // it is not run now
    const std::optional<std::string> against = objection(sql, ask, no_copies);
    if (against) throw Refused(*against, sql);
    connection_.prepare(name, sql, std::forward<More>(more)...);
  }

 private:
  pqxx::connection& connection_;
};

/// A transaction (pqxx::work, read_transaction, nontransaction, subtransaction, …) whose functions judge
/// their SQL. They take what the transaction's own take, in each version of libpqxx.
template <class Transaction>
class guarded {
 public:
  explicit guarded(PqxxSession& session, const std::string& name = "")
      : transaction_(session.connection(), name), session_(session) {}
  /// A subtransaction of another one.
  template <class Outer>
  guarded(guarded<Outer>& outer, const std::string& name)
      : transaction_(outer.plain(), name), session_(outer.session()) {}

  PqxxSession& session() const { return session_; }
  Transaction& plain() { return transaction_; }

  void commit() { transaction_.commit(); }
  void abort() { transaction_.abort(); }

  /// Throws Refused if the text must not be sent.
  void judge(std::string_view sql) {
    const std::optional<std::string> against = session_.objection(
        sql, [this](const char* question) { return answer_to(question); },
        [this](const char* preparation) { return prepared(preparation); });
    if (against) throw Refused(*against, std::string(sql));
  }
  /// Before what leaves no room for questions, such as a pipeline.
  void get_to_know() {
    session_.get_to_know([this](const char* question) { return answer_to(question); });
  }

// With SQL as the first argument, and after a number of rows. Those that a version has not are errors only if
// called.
#define FLOODWALL_PQXX_JUDGED(name)                             \
  template <class Sql, class... More>                           \
  decltype(auto) name(const Sql& sql, More&&... more) {         \
    judge_text(sql);                                            \
    return transaction_.name(sql, std::forward<More>(more)...); \
  }
#define FLOODWALL_PQXX_JUDGED_ROWS(name)                              \
  template <class Rows, class Sql, class... More>                     \
  decltype(auto) name(Rows rows, const Sql& sql, More&&... more) {    \
    judge_text(sql);                                                  \
    return transaction_.name(rows, sql, std::forward<More>(more)...); \
  }
#define FLOODWALL_PQXX_JUDGED_TYPED(name)                                          \
  template <class... Types, class Sql, class... More>                              \
  decltype(auto) name(const Sql& sql, More&&... more) {                            \
    judge_text(sql);                                                               \
    return transaction_.template name<Types...>(sql, std::forward<More>(more)...); \
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
  // What is prepared has been judged then.
  FLOODWALL_PQXX_PLAIN(exec_prepared)
  FLOODWALL_PQXX_PLAIN(exec_prepared0)
  FLOODWALL_PQXX_PLAIN(exec_prepared1)
  FLOODWALL_PQXX_PLAIN(exec_prepared_n)
  FLOODWALL_PQXX_PLAIN(quote)
  FLOODWALL_PQXX_PLAIN(quote_name)
  FLOODWALL_PQXX_PLAIN(esc)
#undef FLOODWALL_PQXX_PLAIN
#undef FLOODWALL_PQXX_JUDGED
#undef FLOODWALL_PQXX_JUDGED_ROWS
#undef FLOODWALL_PQXX_JUDGED_TYPED

  /// Of the connection, while this transaction is open.
  template <class... More>
  void prepare(const std::string& name, const std::string& sql, More&&... more) {
    judge(sql);
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
  /// What is prepared has been judged then.
  template <class Sql>
  void judge_text(const Sql& sql) {
    if constexpr (!std::is_same_v<Sql, pqxx::prepped>) judge(text_of(sql));
  }
  static std::string_view text_of(std::string_view sql) { return sql; }
  /// std::stringstream, which libpqxx 6 takes.
  template <class Stream, class = decltype(std::declval<const Stream&>().str())>
  static std::string text_of(const Stream& stream) {
    return stream.str();
  }

  bool run(const char* command) {
    try {
      transaction_.exec(std::string(command));
      return true;
    } catch (const std::exception&) {  // a stream is open, or the transaction has failed
      return false;
    }
  }
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
    if (commits_at_once) return value_of(question);
    if (!run("SAVEPOINT floodwall_guard")) return std::nullopt;
    std::optional<std::string> value = value_of(question);
    run("ROLLBACK TO SAVEPOINT floodwall_guard");
    run("RELEASE SAVEPOINT floodwall_guard");
    return value;
  }
  bool prepared(const char* preparation) {
    if (commits_at_once) return run(preparation);
    if (!run("SAVEPOINT floodwall_guard")) return false;
    const bool is_done = run(preparation);
    if (!is_done) run("ROLLBACK TO SAVEPOINT floodwall_guard");
    return run("RELEASE SAVEPOINT floodwall_guard") && is_done;
  }

  Transaction transaction_;
  PqxxSession& session_;
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
