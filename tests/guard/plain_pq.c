/* A program that knows nothing of Floodwall. plain_pq CONNECTION WAY SQL: sends the text in one of libpq's
 * ways, with what a caller may see of the outcome on standard output. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

static const char* const values[] = {"1"};
static const Oid types[] = {23};

static int outcome(PGconn* connection, PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  printf("%s %s\n", PQresStatus(status), state == NULL ? "-" : state);
  if (status == PGRES_FATAL_ERROR) printf("%s%s", PQresultErrorMessage(result), PQerrorMessage(connection));
  PQclear(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? 0 : 1;
}

static int rest(PGconn* connection, int is_sent) {
  PGresult* result;
  int failures = 0;
  if (!is_sent) {
    printf("not sent: %s", PQerrorMessage(connection));
    return 1;
  }
  while ((result = PQgetResult(connection)) != NULL) failures += outcome(connection, result);
  return failures;
}

static int pipeline(PGconn* connection, const char* sql) {
  PGresult* result;
  int failures = 0;
  int i;
  if (!PQenterPipelineMode(connection)) return 1;
  if (!PQsendQueryParams(connection, "SELECT 1", 0, NULL, NULL, NULL, NULL, 0)) return 1;
  if (!PQsendQueryParams(connection, sql, 0, NULL, NULL, NULL, NULL, 0)) return 1;
  if (!PQpipelineSync(connection)) return 1;
  for (i = 0; i < 3; ++i) {
    while ((result = PQgetResult(connection)) != NULL) {
      const int is_sync = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
      if (is_sync)
        PQclear(result);
      else
        failures += outcome(connection, result);
      if (is_sync) break;
    }
  }
  return failures + !PQexitPipelineMode(connection);
}

static int in_child(const char* conninfo, const char* sql) {
  int status = 1;
  if (fork() == 0) {
    PGconn* own = PQconnectdb(conninfo);
    const int failures = outcome(own, PQexec(own, sql));
    fflush(stdout);
    _exit(failures);
  }
  wait(&status);
  return status;
}

int main(int argc, char** argv) {
  PGconn* connection;
  const char* way;
  const char* sql;
  int failures = 2;
  if (argc != 4) return 2;
  way = argv[2];
  sql = argv[3];
  connection = PQconnectdb(argv[1]);
  if (PQstatus(connection) != CONNECTION_OK) return 2;
  if (strcmp(way, "exec") == 0) failures = outcome(connection, PQexec(connection, sql));
  if (strcmp(way, "params") == 0)
    failures = outcome(connection, PQexecParams(connection, sql, 1, types, values, NULL, NULL, 0));
  if (strcmp(way, "prepare") == 0) {
    failures = outcome(connection, PQprepare(connection, "s", sql, 1, types));
    failures += outcome(connection, PQexecPrepared(connection, "s", 1, values, NULL, NULL, 0));
  }
  if (strcmp(way, "send") == 0) failures = rest(connection, PQsendQuery(connection, sql));
  if (strcmp(way, "nonblocking") == 0) {
    PQsetnonblocking(connection, 1);
    failures = rest(connection, PQsendQuery(connection, sql));
    failures += !PQisnonblocking(connection);
  }
  if (strcmp(way, "send-params") == 0)
    failures = rest(connection, PQsendQueryParams(connection, sql, 1, types, values, NULL, NULL, 0));
  if (strcmp(way, "send-prepare") == 0)
    failures = rest(connection, PQsendPrepare(connection, "s", sql, 1, types));
  if (strcmp(way, "send-prepared") == 0) {
    failures = outcome(connection, PQprepare(connection, "s", sql, 1, types));
    failures += rest(connection, PQsendQueryPrepared(connection, "s", 1, values, NULL, NULL, 0));
  }
  if (strcmp(way, "again") == 0) { /* a row has come since it was prepared */
    failures = outcome(connection, PQprepare(connection, "s", sql, 0, NULL));
    failures += outcome(connection, PQexecPrepared(connection, "s", 0, NULL, NULL, NULL, 0));
    failures += outcome(connection, PQexec(connection, "INSERT INTO arrivals VALUES (1)"));
    failures += outcome(connection, PQexecPrepared(connection, "s", 0, NULL, NULL, NULL, 0));
  }
  if (strcmp(way, "unnamed") == 0) {
    failures = outcome(connection, PQprepare(connection, "", sql, 0, NULL));
    failures += outcome(connection, PQexecPrepared(connection, "", 0, NULL, NULL, NULL, 0));
  }
  if (strcmp(way, "rows") == 0) {
    failures = !PQsendQuery(connection, sql) || !PQsetSingleRowMode(connection);
    failures += rest(connection, 1);
  }
  if (strcmp(way, "unfetched") == 0) { /* what is kept, or not, when the next one comes */
    PQsendQuery(connection, sql);
    failures = outcome(connection, PQexec(connection, "SELECT 1"));
    printf("%s\n", PQtransactionStatus(connection) == PQTRANS_IDLE ? "idle" : "not idle");
  }
  if (strcmp(way, "sent-transaction") == 0) {
    failures = rest(connection, PQsendQuery(connection, "BEGIN"));
    failures += rest(connection, PQsendQuery(connection, sql));
    failures += PQtransactionStatus(connection) != PQTRANS_INTRANS;
    failures += rest(connection, PQsendQuery(connection, "COMMIT"));
  }
  if (strcmp(way, "busy") == 0) { /* PQexec throws away what is still to come */
    PQsendQuery(connection, "SELECT 1");
    failures = outcome(connection, PQexec(connection, sql));
  }
  if (strcmp(way, "transaction") == 0) {
    failures = outcome(connection, PQexec(connection, "BEGIN"));
    failures += outcome(connection, PQexec(connection, "CREATE TEMPORARY TABLE mine (id int)"));
    failures += outcome(connection, PQexec(connection, sql));
    failures += outcome(connection, PQexec(connection, "SELECT * FROM mine"));
    failures += outcome(connection, PQexec(connection, "COMMIT"));
  }
  if (strcmp(way, "failed") == 0) {
    outcome(connection, PQexec(connection, "BEGIN; SELECT 1/0"));
    failures = outcome(connection, PQexec(connection, sql));
  }
  if (strcmp(way, "reset") == 0) {
    outcome(connection, PQexec(connection, sql));
    PQreset(connection);
    failures = outcome(connection, PQexec(connection, sql));
  }
  if (strcmp(way, "pipeline") == 0) failures = pipeline(connection, sql);
  if (strcmp(way, "fork") == 0) failures = in_child(argv[1], sql);
  if (strcmp(way, "null") == 0)
    failures = PQexec(NULL, sql) != NULL || outcome(connection, PQexec(connection, NULL)) == 0;
  PQfinish(connection);
  return failures == 0 ? 0 : 1;
}
