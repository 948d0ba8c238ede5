// What the syntax shows of these calls, and what a compiler adds.
#include <libpq-fe.h>

#include <array>
#include <pqxx/pqxx>

#include "names.h"

void macros(PGconn* connection) {
  PQexec(connection, "SELECT * FROM " SESSIONS);
  PQexec(connection, EMPTY(SESSIONS));
  PQexec(connection, EMPTY("archive") " CASCADE");
}

void constants(PGconn* connection) {
  PQexec(connection, texts::drop.data());
  PQexec(connection, texts::all.c_str());
  PQexec(connection, texts::steps[1]);
  PQexec(connection, texts::named[1].text);
}

namespace {
constexpr std::array<const char*, 2> own = {"SELECT 2", "DELETE FROM archive"};
template <int n>
constexpr const char* chosen = n == 0 ? "SELECT 3" : "DELETE FROM sessions WHERE id = 2";
}  // namespace

void own_constants(PGconn* connection) {
  PQexec(connection, own[1]);
  PQexec(connection, chosen<1>);
}

template <class Connection>
void generic(Connection& connection) {
  pqxx::work txn(connection);
  txn.exec("SELECT id FROM " SESSIONS);
}

void types(pqxx::connection& connection, Store& store) {
  auto txn = pqxx::work(connection);
  auto& same = txn;
  same.exec("SELECT now()");
  store.go("SELECT 4");
  generic(connection);
}

namespace {
constexpr const char* query_of(bool is_archive) {
  return is_archive ? "SELECT 5" : "DELETE FROM archive WHERE id = 3";
}
constexpr std::string_view whole = "DELETE FROM sessions; nonsense";
constexpr std::string_view first_part = whole.substr(0, 20);
constexpr std::string_view second_query(std::string_view text) { return text.substr(0, 20); }
}  // namespace

void computed(PGconn* connection, pqxx::work& txn) {
  PQexec(connection, query_of(false));
  txn.exec(first_part);
  PQexec(connection, second_query(whole).data());
}
