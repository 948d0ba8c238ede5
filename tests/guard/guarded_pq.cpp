// pq.h at work: guarded_pq PRODUCTION TEST, two connection strings to databases with the tables of
// e2e/test_guard_cpp.py. Leaves PRODUCTION as it was.
#include "integrations/guard/pq.h"

#include <string>
#include <thread>
#include <vector>

#include "tests/guard/expectation.h"

namespace {

const char* const emptying = "TRUNCATE listing_status CASCADE";
const char* const with_parameter = "DELETE FROM status_note WHERE $1 = 1 OR true";
const char* const values[] = {"1"};
const Oid types[] = {23};

struct Connection {
  explicit Connection(const char* words) : get(PQconnectdb(words)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { PQfinish(get); }
  PGconn* get;
};

struct Outcome {
  ExecStatusType status;
  std::string state;
  std::string message;
};

Outcome taken(PGresult* result) {
  const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  Outcome outcome = {PQresultStatus(result), state == nullptr ? "" : state, PQresultErrorMessage(result)};
  PQclear(result);
  return outcome;
}

Outcome last_of(PGconn* connection, int is_sent) {
  Outcome outcome = {PGRES_EMPTY_QUERY, "", is_sent == 1 ? "" : PQerrorMessage(connection)};
  while (PGresult* result = PQgetResult(connection)) outcome = taken(result);
  return outcome;
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

void refuses(const floodwall::Guard& guard, const char* words) {
  const Connection connection(words);
  floodwall::pq::Session session(guard, connection.get);
  Outcome outcome = taken(session.exec(emptying));
  EXPECT(outcome.status == PGRES_FATAL_ERROR && outcome.state == "42501");
  EXPECT(has(outcome.message, "truncate-cascade") && has(outcome.message, "2 tables with 300 rows"));
  EXPECT(has(session.refusal(), "300 rows") && !session.is_test());
  EXPECT(has(session.identity(), "\"database\":\"shop\""));
  EXPECT(taken(session.exec("SELECT 1")).status == PGRES_TUPLES_OK && session.refusal().empty());

  for (const Outcome& each :
       {taken(session.exec_params(with_parameter, 1, types, values, nullptr, nullptr, 0)),
        taken(session.prepare("", with_parameter, 1, types)),
        last_of(connection.get, session.send_query(emptying)),
        last_of(connection.get,
                session.send_query_params(with_parameter, 1, types, values, nullptr, nullptr, 0)),
        last_of(connection.get, session.send_prepare("s", with_parameter, 1, types))}) {
    EXPECT(each.status == PGRES_FATAL_ERROR && has(each.message, "floodwall: refused in database shop"));
    EXPECT(!session.refusal().empty());
  }

  EXPECT(taken(session.exec("BEGIN; CREATE TEMPORARY TABLE mine (id int)")).status == PGRES_COMMAND_OK);
  EXPECT(taken(session.exec("TRUNCATE mine")).status == PGRES_COMMAND_OK);
  EXPECT(PQtransactionStatus(connection.get) == PQTRANS_INTRANS);
  EXPECT(taken(session.exec(emptying)).status == PGRES_FATAL_ERROR);
  EXPECT(PQtransactionStatus(connection.get) == PQTRANS_INERROR);
  EXPECT(taken(session.exec("ROLLBACK")).status == PGRES_COMMAND_OK);
  EXPECT(taken(session.exec(nullptr)).status == PGRES_FATAL_ERROR);

  {
    const floodwall::Allowance allowance = session.allow("truncate-cascade", "the test says so", 60);
    EXPECT(taken(session.exec("BEGIN; TRUNCATE listing_status CASCADE; ROLLBACK")).status ==
           PGRES_COMMAND_OK);
    EXPECT(taken(session.exec("DROP TABLE status_note")).status == PGRES_FATAL_ERROR);
  }
  EXPECT(taken(session.exec(emptying)).status == PGRES_FATAL_ERROR);
  bool is_told = false;
  try {
    session.allow("truncate-cascade", "", 60);
  } catch (const std::invalid_argument&) {
    is_told = true;
  }
  EXPECT(is_told);
}

void asks_and_warns(const char* words) {
  const Connection connection(words);
  const floodwall::Guard guard = floodwall::Guard::with_text(
      "[guard.rules]\ntruncate-cascade = \"ask\"\ndelete-without-where = \"warn\"\n");
  floodwall::pq::Session session(guard, connection.get);
  EXPECT(taken(session.exec(emptying)).status == PGRES_FATAL_ERROR);  // nobody is there to be asked
  std::string asked;
  session.on_question = [&](const std::string& message) {
    asked = message;
    return true;
  };
  session.on_warning = [&](const std::string& message) { asked += message; };
  EXPECT(taken(session.exec("BEGIN; TRUNCATE listing_status CASCADE; ROLLBACK")).status == PGRES_COMMAND_OK);
  EXPECT(has(asked, "asks") && has(asked, "300 rows"));
  EXPECT(taken(session.exec("BEGIN; DELETE FROM status_note; ROLLBACK")).status == PGRES_COMMAND_OK);
  EXPECT(has(asked, "warns"));
  // Who is told may use the session: what is refused meanwhile is another statement.
  session.on_warning = [&](const std::string&) { taken(session.exec("DROP TABLE status_note")); };
  const char* const sql = "DELETE FROM listing WHERE $1 = 1 OR true";
  const Outcome outcome = taken(session.exec_params(sql, 1, types, values, nullptr, nullptr, 0));
  EXPECT(outcome.state == "23503" && session.refusal().empty());
  const floodwall::Guard full = floodwall::Guard::with_text("[guard]\naudit-log = \"/dev/full\"\n");
  floodwall::pq::Session writing(full, connection.get);
  writing.on_warning = [&](const std::string& message) { asked = message; };
  EXPECT(taken(writing.exec(emptying)).status == PGRES_FATAL_ERROR);
  EXPECT(has(asked, "audit log: /dev/full: No space left on device"));
  bool is_told = false;
  try {
    floodwall::Guard::with_text("[guard]\nstrikt = true\n");
  } catch (const std::runtime_error& error) {
    is_told = has(error.what(), "strikt");
  }
  EXPECT(is_told);
}

std::string count(floodwall::pq::Session& session) {
  PGresult* const result = session.exec("SELECT count(*) FROM status_note");
  std::string text =
      PQresultStatus(result) == PGRES_TUPLES_OK ? PQgetvalue(result, 0, 0) : PQresultErrorMessage(result);
  PQclear(result);
  return text;
}

/// What fails takes the copies that were made for it along: they are of one transaction.
void copies_with_the_statement(const char* words) {
  const Connection connection(words);
  const floodwall::Guard guard = floodwall::Guard::with_text("[guard]\nbackup = true\n");
  floodwall::pq::Session session(guard, connection.get);
  const floodwall::Allowance allowance = session.allow("", "the test says so", 60);
  const char* const referenced = "DELETE FROM listing";
  const char* const with_parameter = "DELETE FROM listing WHERE $1 = 1 OR true";
  EXPECT(taken(session.prepare("all", with_parameter, 1, types)).status == PGRES_COMMAND_OK);
  taken(
      session.exec("DROP SCHEMA IF EXISTS floodwall_backup CASCADE"));  // the copy made for what is prepared
  for (int i = 0; i < 3; ++i) {
    const Outcome outcome =
        taken(i == 0   ? session.exec(referenced)
              : i == 1 ? session.exec_params(with_parameter, 1, types, values, nullptr, nullptr, 0)
                       : session.exec_prepared("all", 1, values, nullptr, nullptr, 0));
    EXPECT(outcome.state == "23503" && PQtransactionStatus(connection.get) == PQTRANS_IDLE);
    EXPECT(taken(session.exec("CREATE SCHEMA floodwall_backup")).status == PGRES_COMMAND_OK);
    EXPECT(taken(session.exec("DROP SCHEMA floodwall_backup")).status == PGRES_COMMAND_OK);
  }
  EXPECT(taken(session.exec("CREATE TABLE arrivals (id int)")).status == PGRES_COMMAND_OK);
  EXPECT(taken(session.exec("DROP TABLE arrivals")).status == PGRES_COMMAND_OK);
  EXPECT(PQtransactionStatus(connection.get) == PQTRANS_IDLE);
}

void counts_rows(const char* words) {
  const Connection connection(words);
  const floodwall::Guard guard = floodwall::Guard::with_text("[guard]\nmax-rows = 10\nmax-statements = 4\n");
  floodwall::pq::Session session(guard, connection.get);
  const char* const some = "DELETE FROM status_note WHERE id <= $1";
  const char* const ten[] = {"10"};
  const char* const twenty[] = {"20"};
  EXPECT(taken(session.prepare("some", some, 1, types)).status == PGRES_COMMAND_OK);
  for (const char* const begin : {"", "BEGIN"}) {
    if (*begin != '\0') EXPECT(taken(session.exec(begin)).status == PGRES_COMMAND_OK);
    for (int i = 0; i < 3; ++i) {
      if (*begin != '\0') EXPECT(taken(session.exec("SAVEPOINT mine")).status == PGRES_COMMAND_OK);
      const Outcome outcome =
          taken(i == 0   ? session.exec("DELETE FROM status_note WHERE id <= 20")
                : i == 1 ? session.exec_params(some, 1, types, twenty, nullptr, nullptr, 0)
                         : session.exec_prepared("some", 1, twenty, nullptr, nullptr, 0));
      EXPECT(outcome.state == "42501" && has(outcome.message, "max-rows: takes or changes 20 rows"));
      if (*begin != '\0') EXPECT(taken(session.exec("ROLLBACK TO mine")).status == PGRES_COMMAND_OK);
    }
    EXPECT(PQtransactionStatus(connection.get) == (*begin != '\0' ? PQTRANS_INTRANS : PQTRANS_IDLE));
    EXPECT(count(session) == "100");
  }
  EXPECT(taken(session.exec_prepared("some", 1, ten, nullptr, nullptr, 0)).status == PGRES_COMMAND_OK);
  EXPECT(count(session) == "90");
  for (int i = 0; i < 3; ++i)
    EXPECT(taken(session.exec_prepared("some", 1, ten, nullptr, nullptr, 0)).status == PGRES_COMMAND_OK);
  EXPECT(has(taken(session.exec_prepared("some", 1, ten, nullptr, nullptr, 0)).message, "so far 4: "));
  EXPECT(taken(session.exec("ROLLBACK")).status == PGRES_COMMAND_OK);
}

void runs_dry(const floodwall::Guard& guard, const char* words) {
  const Connection connection(words);
  floodwall::pq::Session session(guard, connection.get);
  EXPECT(session.begin_dry_run() && !session.begin_dry_run());
  EXPECT(taken(session.exec(emptying)).status == PGRES_COMMAND_OK);
  EXPECT(session.dry_refusals().size() == 1 && has(session.dry_refusals()[0], "300 rows"));
  EXPECT(taken(session.prepare("emptying", emptying, 0, nullptr)).status == PGRES_COMMAND_OK);
  EXPECT(session.dry_refusals().size() == 2);
  EXPECT(taken(session.exec("INSERT INTO status_note VALUES (1, NULL)")).status == PGRES_COMMAND_OK);
  EXPECT(taken(session.exec("INSERT INTO status_note VALUES (2, NULL), (1, NULL)")).state == "23505");
  EXPECT(count(session) == "1");
  EXPECT(taken(session.exec("BEGIN")).status == PGRES_COMMAND_OK && session.is_inside());
  EXPECT(last_of(connection.get, session.send_query("DELETE FROM status_note")).status == PGRES_COMMAND_OK);
  EXPECT(taken(session.exec_params("ROLLBACK", 0, nullptr, nullptr, nullptr, nullptr, 0)).status ==
         PGRES_COMMAND_OK);
  EXPECT(count(session) == "1" && !session.is_inside());
  EXPECT(taken(session.exec("SELECT 1; COMMIT")).state == "42501");
  EXPECT(has(session.refusal(), "refused in a dry run"));
  EXPECT(count(session) == "1");
  EXPECT(taken(session.exec("INSERT INTO status_note VALUES (2, NULL)")).status == PGRES_COMMAND_OK);
  EXPECT(taken(session.exec("SELECT setval('x', 1)")).state == "42501" && count(session) == "2");
  EXPECT(has(taken(PQexec(connection.get, "COMMIT")).message, "nothing is committed"));  // around the guard
  EXPECT(count(session) == "100");
  session.reset();
  EXPECT(taken(session.exec("DELETE FROM status_note WHERE id = 1")).status == PGRES_COMMAND_OK);
  EXPECT(count(session) == "99");
  session.end_dry_run();
  EXPECT(PQtransactionStatus(connection.get) == PQTRANS_IDLE && count(session) == "100");
  EXPECT(taken(session.exec(emptying)).state == "42501");

  const floodwall::Guard always = floodwall::Guard::with_text("[guard]\nmode = \"dry-run\"\n");
  floodwall::pq::Session other(always, connection.get);
  EXPECT(taken(other.exec(emptying)).status == PGRES_COMMAND_OK && count(other) == "0");
}

void pipelines(const floodwall::Guard& guard, const char* words, bool is_test) {
#ifdef LIBPQ_HAS_PIPELINING
  const Connection connection(words);
  floodwall::pq::Session session(guard, connection.get);
  EXPECT(session.enter_pipeline_mode() == 1);
  EXPECT(session.is_test() == is_test);
  EXPECT(session.send_query_params("DELETE FROM status_note", 0, nullptr, nullptr, nullptr, nullptr, 0) == 1);
  EXPECT(session.refusal().empty() == is_test);
  EXPECT(PQpipelineSync(connection.get) == 1);
  const Outcome outcome = taken(PQgetResult(connection.get));
  EXPECT(outcome.status == (is_test ? PGRES_COMMAND_OK : PGRES_FATAL_ERROR));
  EXPECT(is_test || has(outcome.message, "floodwall: refused in database shop"));
#else
  (void)guard, (void)words, (void)is_test;
#endif
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const floodwall::Guard guard;
  refuses(guard, argv[1]);
  asks_and_warns(argv[1]);
  copies_with_the_statement(argv[1]);
  counts_rows(argv[1]);
  runs_dry(guard, argv[1]);
  pipelines(guard, argv[1], false);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { refuses(guard, argv[1]); });
  for (std::thread& each : threads) each.join();

  pipelines(guard, argv[2], true);
  const Connection connection(argv[2]);
  floodwall::pq::Session session(guard, connection.get);
  EXPECT(taken(session.exec(emptying)).status == PGRES_COMMAND_OK && session.is_test());
  return expectation::failures == 0 ? 0 : 1;
}
