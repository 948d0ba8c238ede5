/* The guard's C interface, from C: every function, with what is right and with what is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "integrations/guard/floodwall_guard.h"

static int failures = 0;

static void expect(int is_so, const char* what, int line) {
  if (is_so) return;
  fprintf(stderr, "abi_test.c:%d: not so: %s\n", line, what);
  ++failures;
}
#define EXPECT(condition) expect((condition) ? 1 : 0, #condition, __LINE__)

static const char identity_of_shop[] =
    "{\"database\": \"shop\", \"user\": \"app\", \"address\": null, \"system\": \"7\", \"mark\": null}";
static const char identity_of_test[] = "{\"database\": \"shop_test\", \"user\": \"app\", \"system\": \"7\"}";

static int has(const char* text, const char* part) { return text != NULL && strstr(text, part) != NULL; }

static floodwall_guard* guard_of(const char* toml) {
  floodwall_guard_options options;
  floodwall_guard* guard = NULL;
  char message[200];
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.config_text = toml;
  EXPECT(floodwall_guard_new(&options, &guard, message, sizeof message) == FLOODWALL_OK);
  return guard;
}

static floodwall_session* session_of(const floodwall_guard* guard, const char* identity) {
  floodwall_session* session = NULL;
  EXPECT(floodwall_session_new(guard, NULL, &session) == FLOODWALL_OK);
  if (identity != NULL) EXPECT(floodwall_session_answer(session, identity, strlen(identity)) == FLOODWALL_OK);
  return session;
}

/* What becomes of a text if no question of its is answered. */
static floodwall_action action_on(floodwall_session* session, const char* sql, size_t size) {
  floodwall_verdict* verdict = NULL;
  floodwall_action action;
  EXPECT(floodwall_check(session, sql, size, &verdict) == FLOODWALL_OK);
  while (floodwall_verdict_question(verdict) != NULL)
    EXPECT(floodwall_verdict_answer(verdict, NULL, 0) == FLOODWALL_OK);
  action = floodwall_verdict_action(verdict);
  EXPECT(action == FLOODWALL_ALLOW || floodwall_verdict_message(verdict)[0] != '\0');
  floodwall_verdict_decided(verdict, 0);
  floodwall_verdict_free(verdict);
  return action;
}

static void takes_null_everywhere(void) {
  floodwall_guard* guard = guard_of("");
  floodwall_session* session = session_of(guard, NULL);
  floodwall_guard* no_guard = guard;
  floodwall_session* no_session = session;
  floodwall_verdict* no_verdict = NULL;
  char message[4] = "abc";
  uint64_t number = 0;
  EXPECT(floodwall_guard_new(NULL, NULL, NULL, 0) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_session_new(NULL, NULL, &no_session) == FLOODWALL_BAD_ARGUMENT && no_session == NULL);
  EXPECT(floodwall_session_new(guard, NULL, NULL) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_check(NULL, "", 0, &no_verdict) == FLOODWALL_BAD_ARGUMENT && no_verdict == NULL);
  EXPECT(floodwall_check(session, "", 0, NULL) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_check(session, NULL, 3, &no_verdict) == FLOODWALL_BAD_ARGUMENT && no_verdict == NULL);
  EXPECT(floodwall_check(session, NULL, 0, &no_verdict) == FLOODWALL_OK);
  EXPECT(floodwall_verdict_action(no_verdict) == FLOODWALL_ALLOW);
  floodwall_verdict_free(no_verdict);
  floodwall_guard_free(NULL);
  floodwall_session_free(NULL);
  floodwall_session_reset(NULL);
  floodwall_verdict_free(NULL);
  floodwall_verdict_decided(NULL, 1);
  floodwall_override_end(NULL, 1);
  EXPECT(floodwall_session_question(NULL) == NULL);
  EXPECT(floodwall_session_trouble(NULL) == NULL);
  EXPECT(floodwall_session_answer(NULL, "", 0) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_session_is_test(NULL) == 0);
  EXPECT(floodwall_session_identity(NULL) != NULL);
  EXPECT(floodwall_session_mark(NULL, "test") == NULL);
  EXPECT(floodwall_session_decided(NULL, "unguarded-downgrade", "x", 0) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_session_decided(session, NULL, "x", 0) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_session_decided(session, "unguarded-downgrade", NULL, 0) == FLOODWALL_OK);
  EXPECT(floodwall_session_mark(session, NULL) == NULL); /* whose is not known */
  EXPECT(floodwall_override_begin(NULL, NULL, "why", 1, &number) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_override_begin(session, NULL, NULL, 1, &number) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_override_begin(session, NULL, "why", 1, NULL) == FLOODWALL_OK);
  EXPECT(floodwall_verdict_question(NULL) == NULL);
  EXPECT(floodwall_verdict_answer(NULL, NULL, 0) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_verdict_action(NULL) == FLOODWALL_DENY);
  EXPECT(floodwall_verdict_message(NULL) != NULL && floodwall_verdict_json(NULL) != NULL);
  EXPECT(floodwall_guard_new(NULL, &no_guard, message, sizeof message) == FLOODWALL_OK && message[0] == '\0');
  floodwall_guard_free(no_guard);
  floodwall_session_free(session);
  floodwall_guard_free(guard);
}

static void tells_sizes_apart(void) {
  floodwall_guard_options options;
  floodwall_session_options words;
  floodwall_guard* guard = NULL;
  floodwall_session* session = NULL;
  memset(&options, 0, sizeof options);
  memset(&words, 0, sizeof words);
  EXPECT(floodwall_guard_new(&options, &guard, NULL, 0) == FLOODWALL_BAD_ARGUMENT && guard == NULL);
  options.size = sizeof options - 1;
  EXPECT(floodwall_guard_new(&options, &guard, NULL, 0) == FLOODWALL_BAD_ARGUMENT && guard == NULL);
  options.size = sizeof options + 8; /* of a later version */
  EXPECT(floodwall_guard_new(&options, &guard, NULL, 0) == FLOODWALL_OK);
  EXPECT(floodwall_session_new(guard, &words, &session) == FLOODWALL_BAD_ARGUMENT && session == NULL);
  words.size = sizeof words;
  words.host = "db.example.org";
  EXPECT(floodwall_session_new(guard, &words, &session) == FLOODWALL_OK);
  EXPECT(has(floodwall_session_identity(session), "db.example.org"));
  floodwall_session_free(session);
  floodwall_guard_free(guard);
}

static void says_what_is_wrong_with_a_policy(void) {
  static const char* const policies[] = {"[guard]\nstrikt = true\n", "[guard", "guard = 7\n",
                                         "[guard.rules]\nno-such-rule = \"deny\"\n", "\xff\xfe[guard]\n"};
  floodwall_guard_options options;
  floodwall_guard* guard = NULL;
  char message[300];
  size_t i;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  for (i = 0; i < sizeof policies / sizeof policies[0]; ++i) {
    options.config_text = policies[i];
    EXPECT(floodwall_guard_new(&options, &guard, message, sizeof message) == FLOODWALL_BAD_CONFIG);
    EXPECT(guard == NULL && has(message, "floodwall.toml"));
    EXPECT(floodwall_guard_new(&options, &guard, NULL, 0) == FLOODWALL_BAD_CONFIG);
    memset(message, 'x', sizeof message);
    EXPECT(floodwall_guard_new(&options, &guard, message, 5) == FLOODWALL_BAD_CONFIG);
    EXPECT(strlen(message) <= 4 && message[5] == 'x');
  }
  options.config_text = NULL;
  options.config_path = "no/such/file.toml";
  EXPECT(floodwall_guard_new(&options, &guard, message, sizeof message) == FLOODWALL_BAD_CONFIG);
  EXPECT(has(message, "no/such/file.toml"));
  options.config_path = "/";
  EXPECT(floodwall_guard_new(&options, &guard, message, sizeof message) == FLOODWALL_BAD_CONFIG);
  EXPECT(has(message, "/: cannot be read"));
  EXPECT(has(floodwall_status_text(FLOODWALL_BAD_CONFIG), "policy"));
  EXPECT(floodwall_status_text((floodwall_status)77) != NULL);
  EXPECT(floodwall_guard_abi_version() == FLOODWALL_GUARD_ABI_VERSION);
}

static void asks_which_database_it_is(void) {
  floodwall_guard* guard = guard_of("");
  floodwall_session* session = session_of(guard, NULL);
  floodwall_verdict* verdict = NULL;
  const char sql[] = "TRUNCATE orders CASCADE";
  static const char tables[] =
      "{\"named\": [[7, false]], \"tables\": [[7, 1000, \"public\", \"orders\", \"r\", \"p\", false]], "
      "\"keys\": "
      "null, "
      "\"children\": null}";
  EXPECT(floodwall_session_question(session) != NULL);
  EXPECT(floodwall_check(session, sql, strlen(sql), &verdict) == FLOODWALL_OK);
  EXPECT(has(floodwall_verdict_question(verdict), "current_database"));
  EXPECT(floodwall_verdict_action(verdict) == FLOODWALL_DENY);
  EXPECT(floodwall_verdict_answer(verdict, identity_of_shop, strlen(identity_of_shop)) == FLOODWALL_OK);
  EXPECT(has(floodwall_verdict_question(verdict), "pg_constraint"));
  EXPECT(floodwall_verdict_answer(verdict, tables, strlen(tables)) == FLOODWALL_OK);
  EXPECT(floodwall_verdict_question(verdict) == NULL);
  EXPECT(floodwall_verdict_answer(verdict, tables, strlen(tables)) == FLOODWALL_BAD_ANSWER); /* to nothing */
  EXPECT(has(floodwall_verdict_message(verdict), "about 1,000 rows"));
  EXPECT(has(floodwall_verdict_json(verdict), "\"rows\":1000"));
  floodwall_verdict_decided(verdict, 0);
  floodwall_verdict_free(verdict);
  EXPECT(floodwall_session_question(session) == NULL && !floodwall_session_is_test(session));
  EXPECT(floodwall_session_trouble(session) == NULL);
  EXPECT(has(floodwall_session_mark(session, "test"), "ALTER DATABASE shop SET"));
  EXPECT(has(floodwall_session_mark(session, ""), "RESET"));
  EXPECT(floodwall_session_mark(session, "something") == NULL);

  floodwall_session_reset(session);
  EXPECT(floodwall_session_question(session) != NULL);
  EXPECT(floodwall_session_answer(session, "nonsense", 8) == FLOODWALL_BAD_ANSWER);
  EXPECT(action_on(session, sql, strlen(sql)) == FLOODWALL_DENY);
  floodwall_session_reset(session);
  EXPECT(floodwall_session_answer(session, identity_of_test, strlen(identity_of_test)) == FLOODWALL_OK);
  EXPECT(floodwall_session_is_test(session));
  EXPECT(action_on(session, sql, strlen(sql)) == FLOODWALL_ALLOW);
  floodwall_session_free(session);
  floodwall_guard_free(guard);
}

static void lets_pass_for_a_while(void) {
  floodwall_guard* guard = guard_of("");
  floodwall_session* session = session_of(guard, identity_of_shop);
  const char sql[] = "DELETE FROM orders";
  uint64_t number = 0;
  volatile double zero = 0;
  EXPECT(floodwall_override_begin(session, "no-such-rule", "why", 1, &number) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_override_begin(session, NULL, "", 1, &number) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_override_begin(session, NULL, "why", 0, &number) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_override_begin(session, NULL, "why", -1, &number) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_override_begin(session, NULL, "why", 1e300, &number) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(floodwall_override_begin(session, NULL, "why", zero / zero, &number) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(action_on(session, sql, strlen(sql)) == FLOODWALL_DENY);
  EXPECT(floodwall_override_begin(session, "delete-without-where", "why", 60, &number) == FLOODWALL_OK);
  EXPECT(action_on(session, sql, strlen(sql)) == FLOODWALL_ALLOW);
  EXPECT(action_on(session, "TRUNCATE orders", 15) == FLOODWALL_DENY);
  floodwall_override_end(session, number + 1);
  EXPECT(action_on(session, sql, strlen(sql)) == FLOODWALL_ALLOW);
  floodwall_override_end(session, number);
  floodwall_override_end(session, number);
  EXPECT(action_on(session, sql, strlen(sql)) == FLOODWALL_DENY);
  EXPECT(floodwall_override_begin(session, NULL, "why", 1e-9, NULL) == FLOODWALL_OK);
  EXPECT(action_on(session, sql, strlen(sql)) == FLOODWALL_DENY); /* over already */
  floodwall_session_free(session);
  floodwall_guard_free(guard);
}

static void reads_whatever_bytes(void) {
  floodwall_guard* guard = guard_of("");
  floodwall_session* session = session_of(guard, identity_of_shop);
  static const char with_nul[] = "SELECT 1;\0 DELETE FROM orders";
  static const char broken[] = "DELETE FROM \"\xff\xfe\"; \xc3";
  const size_t huge = 8u << 20;
  char* text = malloc(huge);
  floodwall_verdict* verdict = NULL;
  action_on(session, with_nul, sizeof with_nul - 1);
  EXPECT(action_on(session, broken, sizeof broken - 1) == FLOODWALL_DENY);
  EXPECT(floodwall_check(session, broken, sizeof broken - 1, &verdict) == FLOODWALL_OK);
  EXPECT(floodwall_verdict_answer(verdict, "\xff", 1) == FLOODWALL_BAD_ANSWER);
  EXPECT(floodwall_verdict_json(verdict)[0] == '{');
  floodwall_verdict_free(verdict);
  if (text != NULL) {
    memset(text, ' ', huge);
    EXPECT(action_on(session, text, huge) == FLOODWALL_ALLOW);
    memcpy(text + huge - 15, "TRUNCATE orders", 15);
    EXPECT(action_on(session, text, huge) == FLOODWALL_DENY);
    memset(text, '(', 100000);
    EXPECT(action_on(session, text, huge) == FLOODWALL_DENY); /* nobody can read that */
    memset(text, '\'', huge);
    action_on(session, text, huge);
  }
  free(text);
  verdict = NULL;
  EXPECT(floodwall_check(session, "", (size_t)-1, &verdict) == FLOODWALL_BAD_ARGUMENT && verdict == NULL);
  EXPECT(floodwall_check(session, "", (size_t)1 << 31, &verdict) == FLOODWALL_BAD_ARGUMENT &&
         verdict == NULL);
  floodwall_session_free(session);
  floodwall_guard_free(guard);
}

static floodwall_status dry_step(floodwall_session* session, const char* sql,
                                 floodwall_transaction transaction, floodwall_dry_step* step) {
  memset(step, 0, sizeof *step);
  step->size = sizeof *step;
  return floodwall_session_dry_step(session, sql, strlen(sql), transaction, 0, step);
}

static void runs_dry(void) {
  floodwall_guard* guard = guard_of("");
  floodwall_session* session = session_of(guard, identity_of_shop);
  floodwall_dry_step step;
  EXPECT(floodwall_session_dry_step(session, "", 0, FLOODWALL_IDLE, 0, NULL) == FLOODWALL_BAD_ARGUMENT);
  EXPECT(dry_step(NULL, "", FLOODWALL_IDLE, &step) == FLOODWALL_BAD_ARGUMENT && step.refusal != NULL);
  step.size = 1;
  EXPECT(floodwall_session_dry_step(session, "", 0, FLOODWALL_IDLE, 0, &step) == FLOODWALL_BAD_ARGUMENT);

  EXPECT(dry_step(session, "TRUNCATE a", FLOODWALL_IDLE, &step) == FLOODWALL_OK);
  EXPECT(has(step.before, "BEGIN") && step.instead == NULL && step.refusal == NULL);
  EXPECT(dry_step(session, "begin", FLOODWALL_INSIDE, &step) == FLOODWALL_OK);
  EXPECT(has(step.before, "SAVEPOINT floodwall_statement") && has(step.instead, "SAVEPOINT floodwall_block"));
  EXPECT(step.is_inside == 1);
  EXPECT(dry_step(session, "TRUNCATE a", FLOODWALL_INSIDE, &step) == FLOODWALL_OK && step.before == NULL);
  EXPECT(dry_step(session, "COMMIT", FLOODWALL_FAILED, &step) == FLOODWALL_OK);
  EXPECT(has(step.instead, "ROLLBACK TO SAVEPOINT floodwall_block") && step.is_inside == 0);
  EXPECT(dry_step(session, "SELECT 1; ROLLBACK; TRUNCATE a", FLOODWALL_INSIDE, &step) == FLOODWALL_OK);
  EXPECT(step.refusal != NULL);
  EXPECT(dry_step(session, "rollback sideways", FLOODWALL_INSIDE, &step) == FLOODWALL_OK);
  EXPECT(step.refusal != NULL);

  EXPECT(floodwall_session_is_dry_run(session) == 1 && floodwall_session_is_dry_run(NULL) == 0);
  floodwall_session_dry_end(session);
  floodwall_session_dry_end(NULL);
  EXPECT(floodwall_session_is_dry_run(session) == 0);
  EXPECT(dry_step(session, "TRUNCATE a", FLOODWALL_FAILED, &step) == FLOODWALL_OK &&
         has(step.refusal, "failed"));
  EXPECT(dry_step(session, "TRUNCATE a", FLOODWALL_INSIDE, &step) == FLOODWALL_OK);
  EXPECT(has(step.before, "CREATE TEMPORARY TABLE") && !has(step.before, "BEGIN"));
  floodwall_session_free(session);
  floodwall_guard_free(guard);
}

/* What a session has removed counts until somebody says so; its own statement to restore is allowed. */
static void keeps_a_budget(void) {
  floodwall_guard* guard = guard_of("[guard]\nmax-statements = 1\n");
  floodwall_session* session = session_of(guard, identity_of_shop);
  static const char sql[] = "DELETE FROM a WHERE id = 1";
  static const floodwall_action wanted[] = {FLOODWALL_ALLOW, FLOODWALL_DENY, FLOODWALL_ALLOW};
  for (int i = 0; i < 3; ++i) {
    floodwall_verdict* verdict = NULL;
    EXPECT(floodwall_check(session, sql, strlen(sql), &verdict) == FLOODWALL_OK);
    EXPECT(floodwall_verdict_action(verdict) == wanted[i]);
    floodwall_verdict_decided(verdict, wanted[i] == FLOODWALL_ALLOW);
    EXPECT(floodwall_verdict_counted(verdict, i == 0 ? 1 : -1) == FLOODWALL_OK);
    floodwall_verdict_free(verdict);
    if (i == 1) floodwall_session_budget_reset(session);
  }
  floodwall_session_budget_reset(NULL);
  uint64_t number = 0;
  EXPECT(floodwall_override_begin(session, "max-statements", "a test", 1, &number) == FLOODWALL_OK);
  const char* const statement = floodwall_session_restore(session, "20260101");
  floodwall_verdict* verdict = NULL;
  EXPECT(floodwall_check(session, statement, strlen(statement), &verdict) == FLOODWALL_OK);
  EXPECT(floodwall_verdict_action(verdict) == FLOODWALL_ALLOW && floodwall_verdict_question(verdict) == NULL);
  floodwall_verdict_free(verdict);
  floodwall_session_free(session);
  floodwall_guard_free(guard);
}

/* With that policy nothing is sent by whoever knows nothing of it. */
static void wants_dry_runs(void) {
  floodwall_guard* guard = guard_of("[guard]\nmode = \"dry-run\"\n");
  floodwall_session* session = session_of(guard, identity_of_shop);
  EXPECT(floodwall_session_is_dry_run(session) == 1);
  floodwall_verdict* verdict = NULL;
  EXPECT(floodwall_check(session, "SELECT 1", 8, &verdict) == FLOODWALL_OK);
  EXPECT(floodwall_verdict_action(verdict) == FLOODWALL_DENY);
  EXPECT(has(floodwall_verdict_message(verdict), "the policy wants a dry run"));
  floodwall_verdict_free(verdict);
  floodwall_dry_step step;
  EXPECT(dry_step(session, "SELECT 1", FLOODWALL_IDLE, &step) == FLOODWALL_OK);
  EXPECT(floodwall_check(session, "SELECT 1", 8, &verdict) == FLOODWALL_OK);
  EXPECT(floodwall_verdict_action(verdict) == FLOODWALL_ALLOW);
  floodwall_verdict_free(verdict);
  floodwall_session_free(session);
  floodwall_guard_free(guard);
}

int main(void) {
  takes_null_everywhere();
  tells_sizes_apart();
  says_what_is_wrong_with_a_policy();
  asks_which_database_it_is();
  lets_pass_for_a_while();
  reads_whatever_bytes();
  runs_dry();
  wants_dry_runs();
  keeps_a_budget();
  return failures == 0 ? 0 : 1;
}
