#include "frontends/cpp/sinks.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "frontends/cpp/syntax/types.h"
#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

constexpr Certainty postgres = Certainty::Postgres;
constexpr Certainty database = Certainty::Database;
constexpr bool common = true;
constexpr bool all = true;

constexpr std::string_view pqxx_transactions =
    "work|transaction|nontransaction|read_transaction|robusttransaction|basic_robusttransaction|"
    "basic_transaction|subtransaction|dbtransaction|transaction_base|Work|NonTransaction";
constexpr std::string_view pqxx_connections =
    "connection|connection_base|basic_connection|lazyconnection|asyncconnection|nullconnection";
constexpr std::string_view soci_sessions = "session|once_type|once_temp_type|prepare_type|prepare_temp_type";
constexpr std::string_view userver_sources = "Transaction|Cluster|ClusterPtr|Connection|ConnectionPtr";
constexpr std::string_view drogon_clients = "DbClient|DbClientPtr|Transaction|TransactionPtr|CoroMapper";

constexpr std::array sinks = std::to_array<Sink>({
    {"libpq", "PQexec", 1, "", postgres, false, false, "", "PQexec(conn, \"DELETE FROM t WHERE id = 1\");"},
    {"libpq", "PQexecParams", 1, "", postgres, false, false, "$1",
     "PQexecParams(conn, \"DELETE FROM t WHERE id = $1\", 1, 0, v, 0, 0, 0);"},
    {"libpq", "PQprepare", 2, "", postgres, false, false, "$1",
     "PQprepare(conn, \"x\", \"DELETE FROM t WHERE id = $1\", 1, 0);"},
    {"libpq", "PQsendQuery", 1, "", postgres, false, false, "",
     "PQsendQuery(conn, \"DELETE FROM t WHERE id = 1\");"},
    {"libpq", "PQsendQueryParams", 1, "", postgres, false, false, "$1",
     "PQsendQueryParams(conn, \"DELETE FROM t WHERE id = $1\", 1, 0, v, 0, 0, 0);"},
    {"libpq", "PQsendPrepare", 2, "", postgres, false, false, "$1",
     "PQsendPrepare(conn, \"x\", \"DELETE FROM t WHERE id = $1\", 1, 0);"},

    {"libpqxx", ".exec", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.exec(\"DELETE FROM t WHERE id = $1\", pqxx::params{1});"},
    {"libpqxx", ".exec0", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.exec0(\"DELETE FROM t WHERE id = 1\");"},
    {"libpqxx", ".exec1", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.exec1(\"SELECT count(*) FROM t\");"},
    {"libpqxx", ".exec_n", 1, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.exec_n(3, \"SELECT * FROM t LIMIT 3\");"},
    {"libpqxx", ".exec_params", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.exec_params(\"DELETE FROM t WHERE id = $1\", 1);"},
    {"libpqxx", ".exec_params0", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.exec_params0(\"DELETE FROM t WHERE id = $1\", 1);"},
    {"libpqxx", ".exec_params1", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.exec_params1(\"SELECT * FROM t WHERE id = $1\", 1);"},
    {"libpqxx", ".exec_params_n", 1, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.exec_params_n(1, \"SELECT * FROM t WHERE id = $1\", 1);"},
    {"libpqxx", ".query", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.query<int>(\"SELECT id FROM t\");"},
    {"libpqxx", ".query1", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.query1<int>(\"SELECT id FROM t LIMIT 1\");"},
    {"libpqxx", ".query01", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.query01<int>(\"SELECT id FROM t LIMIT 1\");"},
    {"libpqxx", ".query_n", 1, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.query_n<int>(2, \"SELECT id FROM t LIMIT 2\");"},
    {"libpqxx", ".query_value", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.query_value<int>(\"SELECT count(*) FROM t\");"},
    {"libpqxx", ".for_query", 0, pqxx_transactions, postgres, common, false, "$1",
     "pqxx::work txn(conn);\ntxn.for_query(\"SELECT id FROM t\", [](int id) { use(id); });"},
    {"libpqxx", ".for_stream", 0, pqxx_transactions, postgres, common, false, "",
     "pqxx::work txn(conn);\ntxn.for_stream(\"SELECT id FROM t\", [](int id) { use(id); });"},
    {"libpqxx", ".for_each", 0, pqxx_transactions, postgres, common, false, "",
     "pqxx::work txn(conn);\ntxn.for_each(\"SELECT id FROM t\", [](int id) { use(id); });"},
    {"libpqxx", ".stream", 0, pqxx_transactions, postgres, common, false, "",
     "pqxx::work txn(conn);\nfor (auto [id] : txn.stream<int>(\"SELECT id FROM t\")) use(id);"},
    {"libpqxx", ".prepare", 1, pqxx_connections, postgres, common, false, "$1",
     "pqxx::connection conn;\nconn.prepare(\"x\", \"DELETE FROM t WHERE id = $1\");"},
    {"libpqxx", ".prepare", 0, pqxx_connections, postgres, common, false, "$1",
     "pqxx::connection conn;\nconn.prepare(\"DELETE FROM t WHERE id = $1\");"},
    {"libpqxx", ".insert", 0, "pipeline", postgres, false, false, "",
     "pqxx::pipeline pipe(txn);\npipe.insert(\"SELECT id FROM t\");"},
    {"libpqxx", "stream_from()", 1, "", postgres, false, false, "",
     "pqxx::stream_from rows(txn, \"SELECT id FROM t\");"},
    {"libpqxx", "stateless_cursor()", 1, "", postgres, false, false, "",
     "pqxx::stateless_cursor<a, b> rows(txn, \"SELECT id FROM t\", \"name\", false);"},
    {"libpqxx", "icursorstream()", 1, "", postgres, false, false, "",
     "pqxx::icursorstream rows(txn, \"SELECT id FROM t\", \"name\");"},

    {"SOCI", ".<<", 0, soci_sessions, database, false, all, ":name",
     "soci::session sql;\nsql << \"DELETE FROM t WHERE id = :id\", soci::use(id);"},
    {"SOCI", ".<<", 0, "once|prepare", database, false, all, ":name",
     "sql.once << \"DELETE FROM t WHERE id = 1\";"},

    {"Qt", "QSqlQuery()", 0, "", database, false, false, ":name, ?",
     "QSqlQuery query(\"DELETE FROM t WHERE id = 1\");"},
    {"Qt", ".exec", 0, "QSqlQuery|QSqlDatabase|SqlQuery", database, common, false, "",
     "QSqlQuery query;\nquery.exec(QStringLiteral(\"DELETE FROM t WHERE id = 1\"));"},
    {"Qt", ".prepare", 0, "QSqlQuery|SqlQuery", database, common, false, ":name, ?",
     "QSqlQuery query;\nquery.prepare(u\"DELETE FROM t WHERE id = :id\"_s);"},
    {"Qt", ".setQuery", 0, "QSqlQueryModel|QSqlTableModel|QSqlRelationalTableModel", database, common, false,
     "", "QSqlQueryModel model;\nmodel.setQuery(\"SELECT id FROM t\");"},

    {"ODBC", "SQLExecDirect", 1, "", database, false, false, "?",
     "SQLExecDirect(statement, (SQLCHAR*)\"DELETE FROM t WHERE id = 1\", SQL_NTS);"},
    {"ODBC", "SQLExecDirectA", 1, "", database, false, false, "?",
     "SQLExecDirectA(statement, (SQLCHAR*)\"DELETE FROM t WHERE id = 1\", SQL_NTS);"},
    {"ODBC", "SQLExecDirectW", 1, "", database, false, false, "?",
     "SQLExecDirectW(statement, (SQLWCHAR*)L\"DELETE FROM t WHERE id = 1\", SQL_NTS);"},
    {"ODBC", "SQLPrepare", 1, "", database, false, false, "?",
     "SQLPrepare(statement, (SQLCHAR*)\"DELETE FROM t WHERE id = ?\", SQL_NTS);"},
    {"ODBC", "SQLPrepareA", 1, "", database, false, false, "?",
     "SQLPrepareA(statement, (SQLCHAR*)\"DELETE FROM t WHERE id = ?\", SQL_NTS);"},
    {"ODBC", "SQLPrepareW", 1, "", database, false, false, "?",
     "SQLPrepareW(statement, (SQLWCHAR*)L\"DELETE FROM t WHERE id = ?\", SQL_NTS);"},
    {"ODBC", "SQLNativeSql", 1, "", database, false, false, "?",
     "SQLNativeSql(connection, (SQLCHAR*)\"DELETE FROM t WHERE id = 1\", SQL_NTS, out, 9, &n);"},
    {"nanodbc", "just_execute", 1, "", database, false, false, "?",
     "nanodbc::just_execute(conn, \"DELETE FROM t WHERE id = 1\");"},
    {"nanodbc", "execute", 1, "", database, false, false, "?",
     "nanodbc::execute(conn, \"DELETE FROM t WHERE id = 1\");"},
    {"nanodbc", "prepare", 1, "", database, false, false, "?",
     "nanodbc::prepare(statement, \"DELETE FROM t WHERE id = ?\");"},

    {"SPI", "SPI_execute", 0, "", postgres, false, false, "", "SPI_execute(\"SELECT id FROM t\", true, 0);"},
    {"SPI", "SPI_exec", 0, "", postgres, false, false, "", "SPI_exec(\"SELECT id FROM t\", 0);"},
    {"SPI", "SPI_execute_extended", 0, "", postgres, false, false, "$1",
     "SPI_execute_extended(\"SELECT id FROM t\", &options);"},
    {"SPI", "SPI_execute_with_args", 0, "", postgres, false, false, "$1",
     "SPI_execute_with_args(\"SELECT id FROM t WHERE id = $1\", 1, types, values, nulls, true, 0);"},
    {"SPI", "SPI_prepare", 0, "", postgres, false, false, "$1",
     "SPI_prepare(\"SELECT id FROM t WHERE id = $1\", 1, types);"},
    {"SPI", "SPI_prepare_cursor", 0, "", postgres, false, false, "$1",
     "SPI_prepare_cursor(\"SELECT id FROM t WHERE id = $1\", 1, types, 0);"},
    {"SPI", "SPI_prepare_params", 0, "", postgres, false, false, "$1",
     "SPI_prepare_params(\"SELECT id FROM t WHERE id = $1\", hook, arg, 0);"},
    {"SPI", "SPI_prepare_extended", 0, "", postgres, false, false, "$1",
     "SPI_prepare_extended(\"SELECT id FROM t WHERE id = $1\", &options);"},
    {"SPI", "SPI_cursor_open_with_args", 1, "", postgres, false, false, "$1",
     "SPI_cursor_open_with_args(\"c\", \"SELECT id FROM t\", 0, 0, 0, 0, true, 0);"},
    {"SPI", "SPI_cursor_parse_open", 1, "", postgres, false, false, "$1",
     "SPI_cursor_parse_open(\"c\", \"SELECT id FROM t\", &options);"},

    {"userver", ".Execute", 0, userver_sources, postgres, common, false, "$1",
     "transaction.Execute(\"DELETE FROM t WHERE id = $1\", id);"},
    {"userver", ".Execute", 1, userver_sources, postgres, common, false, "$1",
     "cluster->Execute(ClusterHostType::kMaster, \"DELETE FROM t WHERE id = $1\", id);"},
    {"userver", ".Execute", 2, userver_sources, postgres, common, false, "$1",
     "cluster->Execute(ClusterHostType::kMaster, control, \"DELETE FROM t WHERE id = $1\", id);"},
    {"userver", ".ExecuteBulk", 0, userver_sources, postgres, common, false, "$1",
     "transaction.ExecuteBulk(\"DELETE FROM t WHERE id = $1\", ids);"},
    {"userver", ".ExecuteBulk", 1, userver_sources, postgres, common, false, "$1",
     "transaction.ExecuteBulk(control, \"DELETE FROM t WHERE id = $1\", ids);"},
    {"userver", ".ExecuteDecompose", 0, userver_sources, postgres, common, false, "$1",
     "transaction.ExecuteDecompose(\"DELETE FROM t WHERE id = $1\", row);"},
    {"userver", ".MakePortal", 0, userver_sources, postgres, common, false, "$1",
     "transaction.MakePortal(\"SELECT id FROM t\");"},
    {"userver", ".MakePortal", 1, userver_sources, postgres, common, false, "$1",
     "transaction.MakePortal(control, \"SELECT id FROM t\");"},

    {"Drogon", ".execSqlAsync", 0, drogon_clients, database, common, false, "$1",
     "client->execSqlAsync(\"DELETE FROM t WHERE id = $1\", done, failed, id);"},
    {"Drogon", ".execSqlAsyncFuture", 0, drogon_clients, database, common, false, "$1",
     "client->execSqlAsyncFuture(\"DELETE FROM t WHERE id = $1\", id);"},
    {"Drogon", ".execSqlSync", 0, drogon_clients, database, common, false, "$1",
     "client->execSqlSync(\"DELETE FROM t WHERE id = $1\", id);"},
    {"Drogon", ".execSqlCoro", 0, drogon_clients, database, common, false, "$1",
     "co_await client->execSqlCoro(\"DELETE FROM t WHERE id = $1\", id);"},
    {"Drogon", ".<<", 0, "DbClientPtr|DbClient|client|clientPtr|dbClient", database, false, false, "$1",
     "*client << \"DELETE FROM t WHERE id = $1\" << id >> done;"},

    {"POCO", ".<<", 0, "Session|Statement|session|select|insert|statement", database, false, all, "$1, ?",
     "Poco::Data::Session session(\"PostgreSQL\", address);\nsession << \"DELETE FROM t WHERE id = 1\", "
     "now;"},

    {"taoPQ", ".execute", 0, "connection|transaction|connection_pool", postgres, common, false, "$1",
     "connection->execute(\"DELETE FROM t WHERE id = $1\", id);"},
    {"taoPQ", "table_writer()", 1, "", postgres, false, false, "",
     "tao::pq::table_writer writer(transaction, \"COPY t FROM STDIN\");"},
    {"ozo", "_SQL", 0, "", postgres, false, false, "$1",
     "ozo::request(conn, \"DELETE FROM t WHERE id = 1\"_SQL, out, yield);"},
    {"ozo", "make_query", 0, "", postgres, false, false, "$1",
     "ozo::make_query(\"DELETE FROM t WHERE id = $1\", id);"},
    {"cpp-dbc, JDBC's likes", ".prepareStatement", 0, "", database, common, false, "?",
     "connection->prepareStatement(\"DELETE FROM t WHERE id = ?\");"},
    {"cpp-dbc, JDBC's likes", ".executeQuery", 0, "", database, common, false, "",
     "statement->executeQuery(\"SELECT id FROM t\");"},
    {"cpp-dbc, JDBC's likes", ".executeUpdate", 0, "", database, common, false, "",
     "statement->executeUpdate(\"DELETE FROM t WHERE id = 1\");"},
    {"libzdb", "Connection_execute", 1, "", database, false, false, "?",
     "Connection_execute(conn, \"DELETE FROM t WHERE id = 1\");"},
    {"libzdb", "Connection_executeQuery", 1, "", database, false, false, "?",
     "Connection_executeQuery(conn, \"SELECT id FROM t\");"},
    {"libzdb", "Connection_prepareStatement", 1, "", database, false, false, "?",
     "Connection_prepareStatement(conn, \"DELETE FROM t WHERE id = ?\");"},
    {"libdbi", "dbi_conn_query", 1, "", database, false, false, "",
     "dbi_conn_query(conn, \"DELETE FROM t WHERE id = 1\");"},
    {"OpenDBX", "odbx_query", 1, "", database, false, false, "",
     "odbx_query(handle, \"DELETE FROM t WHERE id = 1\", 0);"},
    {"APR", "apr_dbd_query", 3, "", database, false, false, "%s",
     "apr_dbd_query(driver, handle, &rows, \"DELETE FROM t WHERE id = 1\");"},
    {"APR", "apr_dbd_select", 4, "", database, false, false, "%s",
     "apr_dbd_select(driver, pool, handle, &rows, \"SELECT id FROM t\", 0);"},
    {"GDAL, ODB and others", ".ExecuteSQL", 0, "", database, common, false, "",
     "dataset->ExecuteSQL(\"DELETE FROM t WHERE id = 1\", nullptr, nullptr);"},
    {"GDAL, ODB and others", ".executeSQL", 0, "", database, common, false, "",
     "db->executeSQL(\"DELETE FROM t WHERE id = 1\");"},
    {"GDAL, ODB and others", ".execSQL", 0, "", database, common, false, "",
     "db->execSQL(\"DELETE FROM t WHERE id = 1\");"},
    {"GDAL, ODB and others", ".exec_sql", 0, "", database, common, false, "",
     "db.exec_sql(\"DELETE FROM t WHERE id = 1\");"},
    {"GDAL, ODB and others", ".run_sql", 0, "", database, common, false, "",
     "db.run_sql(\"DELETE FROM t WHERE id = 1\");"},
});

std::string_view plain_name(std::string_view callee) {
  if (callee.starts_with('.')) callee.remove_prefix(1);
  return callee.ends_with("()") ? callee.substr(0, callee.size() - 2) : callee;
}

/// Positions in `sinks`, by the name of the callee.
const std::unordered_map<std::string_view, std::vector<std::size_t>>& by_name() {
  static const auto index = [] {
    std::unordered_map<std::string_view, std::vector<std::size_t>> made;
    for (std::size_t i = 0; i < sinks.size(); ++i) made[plain_name(sinks[i].callee)].push_back(i);
    return made;
  }();
  return index;
}

bool is_one_of(std::string_view name, std::string_view types) {
  while (!types.empty()) {
    const std::size_t end = std::min(types.find('|'), types.size());
    if (types.substr(0, end) == name) return true;
    types.remove_prefix(std::min(end + 1, types.size()));
  }
  return false;
}

/// Whether an argument may be SQL: what is a text must look like it.
bool may_be_sql(const host::Value* value) {
  if (value == nullptr) return false;
  if (!value->is_text()) {
    return value->kind == host::Value::Kind::Unknown || value->kind == host::Value::Kind::List;
  }
  return value->is_open || std::ranges::any_of(value->texts, [](const host::Text& text) {
           return host::looks_like_sql(text.bytes(), host::Evidence::Verb);
         });
}

}  // namespace

std::span<const Sink> all_sinks() { return sinks; }

std::string_view class_of_object(const host::CallEvent& event, std::string_view type) {
  if (!type.empty() && kind_of_type(type) == TypeKind::Other) {
    std::string_view name = name_of_type(type);
    const bool is_pointer = name.ends_with("_ptr") || name == "optional" || name == "reference_wrapper";
    const std::size_t inner = type.find('<');
    if (is_pointer && inner != std::string_view::npos)
      name = name_of_type(type.substr(inner + 1, type.rfind('>') - inner - 1));
    return name;
  }
  std::string_view path = event.path;
  const std::size_t method = path.rfind('.');
  if (method == std::string_view::npos) return {};
  path = path.substr(0, method);
  if (!path.ends_with("()")) return {};
  path.remove_suffix(2);
  return path.substr(path.rfind('.') + 1);
}

SinkCall sink_called(const host::CallEvent& event, std::string_view type) {
  const std::string_view path = event.path;
  const std::string_view name = path.substr(path.rfind('.') + 1);
  const auto known = by_name().find(name);
  if (known == by_name().end()) return {};
  const bool is_method =
      event.call->operands.front()->kind == host::Expression::Kind::Member && path.size() != name.size();
  const std::string_view object = class_of_object(event, type);
  const std::string_view before = is_method ? path.substr(0, path.size() - name.size() - 1) : "";
  const std::string_view object_name = host::last_name(before);
  SinkCall best{};
  bool is_best_text = false;
  const auto consider = [&](const SinkCall& call, bool is_text) {
    // What looks like SQL comes before what nobody knows; of equals the first, and classes before names.
    const bool is_better = best.sink == nullptr || (is_text && !is_best_text) ||
                           (is_text == is_best_text && call.evidence < best.evidence);
    if (!is_better) return;
    best = call;
    is_best_text = is_text;
  };
  for (const std::size_t i : known->second) {
    const Sink& sink = sinks[i];
    const bool wants_method = sink.callee.starts_with('.');
    if (wants_method && !is_method) continue;
    const host::Value* text = event.argument(sink.position);
    if (!may_be_sql(text)) continue;
    if (!wants_method) {
      const bool is_in_library = sink.library != "nanodbc" || path.starts_with("nanodbc.");
      if (is_in_library) return {&sink, sink.certainty, host::Evidence::Verb};
      continue;
    }
    const bool is_typed = !sink.types.empty() && !object.empty() && is_one_of(object, sink.types);
    // sql << "…", session.once << "…": told by what people call it.
    const bool is_named =
        sink.callee == ".<<" && object.empty() &&
        (is_one_of(object_name, sink.types) || (sink.library == "SOCI" && object_name == "sql"));
    if (is_typed) {
      consider({&sink, sink.certainty, host::Evidence::Verb}, text->is_text());
    } else if (is_named) {
      consider({&sink, database, host::Evidence::Shape}, text->is_text());
    } else if (sink.is_common) {
      consider({&sink, database, host::Evidence::VerbInCapitals}, text->is_text());
    }
  }
  return best;
}

}  // namespace floodwall::cpp
