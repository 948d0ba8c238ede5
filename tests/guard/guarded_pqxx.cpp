// pqxx.h at work: guarded_pqxx PRODUCTION TEST, as guarded_pq.
#include "integrations/guard/pqxx.h"

#include <sstream>
#include <string>

#include "tests/guard/expectation.h"

namespace {

const std::string emptying = "TRUNCATE listing_status CASCADE";

// What one version has and another has not.
#if PQXX_VERSION_MAJOR < 7
pqxx::stream_to stream_into(pqxx::transaction_base& transaction, const std::string& table) {
  return {transaction, table};
}
#else
pqxx::stream_to stream_into(pqxx::transaction_base& transaction, const std::string& table) {
  return pqxx::stream_to::raw_table(transaction, table);
}
#endif
#if PQXX_VERSION_MAJOR < 8
template <class Transaction>
pqxx::result run_prepared(Transaction& transaction, const std::string& name, int value) {
  return transaction.exec_prepared(name, value);
}
#else
template <class Transaction>
pqxx::result run_prepared(Transaction& transaction, const std::string& name, int value) {
  return transaction.exec(pqxx::prepped(name), pqxx::params{value});
}
#endif

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

/// What the call is refused with; empty if it is not.
template <class Call>
std::string refusal(Call&& call) {
  try {
    call();
  } catch (const floodwall::Refused& refused) {
    EXPECT(!refused.query().empty());
    return refused.what();
  }
  return "";
}

void refuses(const floodwall::Guard& guard, const std::string& words) {
  pqxx::connection connection(words);
  floodwall::PqxxSession session(guard, connection);
  {
    floodwall::guarded<pqxx::work> work(session);
    EXPECT(work.exec("SELECT 7")[0][0].as<int>() == 7);
    const std::string message = refusal([&] { work.exec(emptying); });
    EXPECT(has(message, "truncate-cascade") && has(message, "2 tables with 300 rows"));
#if PQXX_VERSION_MAJOR < 8
    EXPECT(!refusal([&] { work.exec0("DROP TABLE status_note"); }).empty());
    EXPECT(!refusal([&] { work.exec_n(0, "DELETE FROM status_note"); }).empty());
    EXPECT(!refusal([&] { work.exec_params("DELETE FROM status_note WHERE $1 = 1 OR true", 1); }).empty());
    EXPECT(
        !refusal([&] { work.exec_params_n(0, "DELETE FROM status_note WHERE $1 = 1 OR true", 1); }).empty());
#else
    const pqxx::params one{1};
    EXPECT(!refusal([&] { work.exec("DELETE FROM status_note WHERE $1 = 1 OR true", one); }).empty());
#endif
    EXPECT(!refusal([&] { work.prepare("all", "DELETE FROM status_note"); }).empty());
#if PQXX_VERSION_MAJOR < 7
    std::stringstream stream;
    stream << emptying;
    EXPECT(!refusal([&] { work.exec(stream); }).empty());
#else
    EXPECT(!refusal([&] { work.query_value<int>("DELETE FROM status_note RETURNING 1"); }).empty());
#endif
    work.exec("CREATE TEMPORARY TABLE mine AS SELECT 1 AS x");
    work.exec("TRUNCATE mine");
    {
      pqxx::stream_to rows = stream_into(work.plain(), "mine");
      rows << std::make_tuple(2);
      rows.complete();
    }
    EXPECT(work.exec("SELECT * FROM mine").size() == 1);  // no refusal has ended the transaction
    {
      floodwall::guarded<pqxx::subtransaction> inner(work, "inner");
      EXPECT(!refusal([&] { inner.exec(emptying); }).empty());
    }
    const floodwall::Allowance allowance = session.allow("truncate-cascade", "the test says so", 60);
    EXPECT(refusal([&] { work.exec(emptying); }).empty());
    work.abort();
  }
  EXPECT(!refusal([&] { session.prepare("all", "DELETE FROM status_note"); }).empty());
  EXPECT(refusal([&] { session.prepare("one", "DELETE FROM status_note WHERE id = $1"); }).empty());
  {
    floodwall::guarded<pqxx::work> work(session);
    run_prepared(work, "one", 1);
    floodwall::guarded_pipeline<pqxx::work> pipeline(work);
    const auto one = pipeline.insert("SELECT 1");
    EXPECT(has(refusal([&] { pipeline.insert(emptying); }), "in database shop"));
    EXPECT(pipeline.retrieve(one)[0][0].as<int>() == 1);
  }
  floodwall::guarded<pqxx::nontransaction> alone(session);
  EXPECT(has(refusal([&] { alone.exec(emptying); }), "300 rows"));
}

std::string count(pqxx::transaction_base& transaction) {
  return transaction.exec("SELECT count(*) FROM status_note")[0][0].as<std::string>();
}

/// What fails takes the copies that were made for it along: they are of one transaction.
void copies_with_the_statement(const std::string& words) {
  const floodwall::Guard guard = floodwall::Guard::with_text("[guard]\nbackup = true\n");
  pqxx::connection connection(words);
  floodwall::PqxxSession session(guard, connection);
  const floodwall::Allowance allowance = session.allow("", "the test says so", 60);
  session.prepare("referenced", "DELETE FROM listing WHERE $1 = 1 OR true");
  floodwall::guarded<pqxx::nontransaction> alone(session);
  for (int i = 0; i < 2; ++i) {
    bool has_failed = false;
    try {
      if (i == 0)
        alone.exec("DELETE FROM listing");
      else
        run_prepared(alone, "referenced", 1);
    } catch (const pqxx::foreign_key_violation&) {
      has_failed = true;
    }
    EXPECT(has_failed);
    alone.exec("CREATE SCHEMA floodwall_backup");
    alone.exec("DROP SCHEMA floodwall_backup");
  }
  alone.exec("CREATE TABLE arrivals (id int)");
  alone.exec("DROP TABLE arrivals");
}

void counts_rows(const std::string& words) {
  const floodwall::Guard guard = floodwall::Guard::with_text("[guard]\nmax-rows = 10\n");
  pqxx::connection connection(words);
  floodwall::PqxxSession session(guard, connection);
  session.prepare("some", "DELETE FROM status_note WHERE id <= $1");
  {
    floodwall::guarded<pqxx::work> work(session);
    EXPECT(has(refusal([&] { work.exec("DELETE FROM status_note WHERE id <= 20"); }),
               "takes or changes 20 rows"));
    EXPECT(has(refusal([&] { run_prepared(work, "some", 30); }), "takes or changes 30 rows"));
    EXPECT(count(work.plain()) == "100");
    EXPECT(work.exec("DELETE FROM status_note WHERE id <= 5").affected_rows() == 5);
    EXPECT(run_prepared(work, "some", 10).affected_rows() == 5);
    EXPECT(count(work.plain()) == "90");
  }
  floodwall::guarded<pqxx::nontransaction> alone(session);
  EXPECT(!refusal([&] { alone.exec("DELETE FROM status_note WHERE id <= 20"); }).empty());
  alone.exec("UPDATE status_note SET status = NULL WHERE id <= 3");
  alone.exec("BEGIN");
  alone.exec("UPDATE status_note SET status = id WHERE id <= 3");
  EXPECT(!refusal([&] { alone.exec("DELETE FROM status_note WHERE id <= 20"); }).empty());
  alone.exec("COMMIT");
  EXPECT(count(alone.plain()) == "100");
}

void runs_dry(const floodwall::Guard& guard, const std::string& words) {
  pqxx::connection connection(words);
  floodwall::PqxxSession session(guard, connection);
  session.run_dry();
  session.prepare("all", "DELETE FROM status_note WHERE $1 = 1 OR true");
  {
    floodwall::guarded<pqxx::work> work(session);
    work.exec(emptying);
    EXPECT(count(work.plain()) == "0" && session.dry_refusals().size() == 1);
    EXPECT(!refusal([&] { work.exec("SELECT 1; COMMIT"); }).empty());
    EXPECT(!refusal([&] { work.exec("COMMIT"); }).empty());
    work.commit();
  }
  {
    floodwall::guarded<pqxx::work> work(session);
    EXPECT(count(work.plain()) == "100");
    run_prepared(work, "all", 1);
    bool is_told = false;
    try {
      work.plain().commit();  // around the guard
    } catch (const std::exception& error) {
      is_told = has(error.what(), "nothing is committed");
    }
    EXPECT(is_told);
  }
  {
    floodwall::guarded<pqxx::work> work(session);
    work.exec("CREATE TABLE child (note int REFERENCES status_note DEFERRABLE INITIALLY DEFERRED)");
    work.exec("INSERT INTO child VALUES (9999)");
    bool is_told = false;
    try {
      work.commit();
    } catch (const std::exception& error) {
      is_told = has(error.what(), "violates foreign key");
    }
    EXPECT(is_told);
  }
  {
    floodwall::guarded<pqxx::nontransaction> alone(session);
    alone.exec("DELETE FROM status_note WHERE id <= 10");
    bool has_failed = false;
    try {
      alone.exec("INSERT INTO status_note VALUES (1, 1), (50, 1)");
    } catch (const std::exception&) {
      has_failed = true;
    }
    EXPECT(has_failed);
    alone.exec("DELETE FROM status_note WHERE id <= 20");
    EXPECT(count(alone.plain()) == "80");
    EXPECT(!refusal([&] { alone.exec("COMMIT"); }).empty());
  }
  session.run_dry(false);
  floodwall::guarded<pqxx::work> work(session);
  EXPECT(count(work.plain()) == "100");
  EXPECT(!refusal([&] { work.exec(emptying); }).empty());
  EXPECT(session.dry_refusals().size() == 2);
}

void runs(const floodwall::Guard& guard, const std::string& words) {
  pqxx::connection connection(words);
  floodwall::PqxxSession session(guard, connection);
  floodwall::guarded<pqxx::work> work(session, "emptying");
  {
    floodwall::guarded_pipeline<pqxx::work> pipeline(work);
    EXPECT(session.is_test());
    pipeline.insert("DELETE FROM status_note");
    pipeline.complete();
  }
  work.exec(emptying);
  work.commit();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const floodwall::Guard guard;
  refuses(guard, argv[1]);
  copies_with_the_statement(argv[1]);
  counts_rows(argv[1]);
  runs_dry(guard, argv[1]);
  runs(guard, argv[2]);
  return expectation::failures == 0 ? 0 : 1;
}
