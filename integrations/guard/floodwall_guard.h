#ifndef FLOODWALL_GUARD_H
#define FLOODWALL_GUARD_H
/* Floodwall's rules where a statement is executed.
 *
 *   floodwall_guard     rules and policy; made once, shared by all threads, never changed
 *   floodwall_session   one connection: whose database it is, what may be done there for now
 *   floodwall_verdict   the answer for one text that is about to be sent
 *
 * The library has no connection of its own. What it must know of the database it asks as a query of one row
 * with one text, which the caller runs on the connection that the statement is for:
 *
 *   floodwall_check(session, sql, size, &verdict);
 *   while ((question = floodwall_verdict_question(verdict)) != NULL)
 *     floodwall_verdict_answer(verdict, run(question), size);       (NULL where the query cannot be run)
 *   if (floodwall_verdict_action(verdict) == FLOODWALL_DENY) ...    do not send it; say
 * floodwall_verdict_message
 *
 * Most statements ask nothing. A question never changes anything and takes no lock that the statement itself
 * would not.
 *
 * Nothing here aborts, throws, prints or ends the program. Texts are UTF-8, end in a NUL and belong to the
 * object that they were got from; sizes and offsets are bytes. A session and its verdicts belong to one
 * thread at a time, which may change; a guard may be used by many at once, and must outlive its sessions,
 * they their verdicts. Every *_free takes NULL. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* NOLINTBEGIN(readability-identifier-naming): names as C has them */

#define FLOODWALL_GUARD_ABI_VERSION 1

#if defined(__GNUC__)
#define FLOODWALL_API __attribute__((visibility("default")))
#else
#define FLOODWALL_API
#endif

typedef struct floodwall_guard floodwall_guard;
typedef struct floodwall_session floodwall_session;
typedef struct floodwall_verdict floodwall_verdict;

typedef enum floodwall_status {
  FLOODWALL_OK = 0,
  FLOODWALL_BAD_ARGUMENT =
      1, /* NULL where something must be, a size of a struct that no version has, a text too long */
  FLOODWALL_BAD_CONFIG = 2, /* the message says file, line and key */
  FLOODWALL_BAD_ANSWER = 3, /* not what the question asks for; the verdict goes on as if it were not known */
  FLOODWALL_OUT_OF_MEMORY = 4,
  FLOODWALL_INTERNAL = 5
} floodwall_status;

typedef enum floodwall_action {
  FLOODWALL_ALLOW = 0,
  FLOODWALL_WARN = 1, /* send it, and tell somebody */
  FLOODWALL_ASK = 2,  /* send it if somebody who is asked says so */
  FLOODWALL_DENY = 3
} floodwall_action;

/* That of the library, which must be FLOODWALL_GUARD_ABI_VERSION; never changes while a program runs. */
FLOODWALL_API uint32_t floodwall_guard_abi_version(void);
/* One sentence, for ever there. */
FLOODWALL_API const char* floodwall_status_text(floodwall_status status);

typedef struct floodwall_guard_options {
  size_t size;             /* sizeof(floodwall_guard_options): later versions append members */
  const char* config_path; /* a floodwall.toml, of which [guard] counts; NULL: the defaults */
  const char*
      config_text; /* its text instead, read from nowhere; config_path then only names it in messages */
} floodwall_guard_options;

/* Reads the policy. `message` (may be NULL) gets what is wrong with it, cut to message_size bytes. */
FLOODWALL_API floodwall_status floodwall_guard_new(const floodwall_guard_options* options,
                                                   floodwall_guard** out, char* message, size_t message_size);
FLOODWALL_API void floodwall_guard_free(floodwall_guard* guard);

typedef struct floodwall_session_options {
  size_t size;      /* sizeof(floodwall_session_options) */
  const char* host; /* as the program has it, before any name is looked up; NULL: not known */
} floodwall_session_options;

FLOODWALL_API floodwall_status floodwall_session_new(
    const floodwall_guard* guard, const floodwall_session_options* options, /* may be NULL */
    floodwall_session** out);
FLOODWALL_API void floodwall_session_free(floodwall_session* session);
/* The connection is another one now (reconnected, \c): ask anew which database it is. Overrides end, too. */
FLOODWALL_API void floodwall_session_reset(floodwall_session* session);
/* What the session has removed so far counts no more for its limits: a job begins on a pooled connection. */
FLOODWALL_API void floodwall_session_budget_reset(floodwall_session* session);
/* What asks which database this is: NULL once that is known. A verdict asks it by itself; whoever wants to
 * know before the first statement asks here. Without an answer it is asked again with the next statement: a
 * second one may have one, since it wants fewer rights, and a third is the first again. */
FLOODWALL_API const char* floodwall_session_question(floodwall_session* session);
FLOODWALL_API floodwall_status floodwall_session_answer(floodwall_session* session, const char* text,
                                                        size_t size);
/* Whether the database is one for tests, as far as that is known by now. */
FLOODWALL_API int floodwall_session_is_test(const floodwall_session* session);
/* {"database", "user", "address", "system", "is_test", "because"}; what is not known is left out. */
FLOODWALL_API const char* floodwall_session_identity(floodwall_session* session);

/* What has gone wrong with the audit log, of whichever session, since somebody asked last: "PATH: No space
 * left on device". NULL: nothing. It changes no verdict. */
FLOODWALL_API const char* floodwall_session_trouble(floodwall_session* session);

/* For the audit log: what has become of something that whoever asks has judged by himself, a rule's id and
 * what it was about ("downgrade of 0002, 0001"). */
FLOODWALL_API floodwall_status floodwall_session_decided(floodwall_session* session, const char* rule,
                                                         const char* what, int is_let_through);

/* Lets a rule's statements pass, or every rule's (rule NULL), for so many seconds at most: with a reason,
 * which the audit log keeps. The limits max-rows, max-rows-per-session and max-statements have overrides as
 * rules have. The number is what ends it. */
FLOODWALL_API floodwall_status floodwall_override_begin(floodwall_session* session, const char* rule,
                                                        const char* reason, double seconds, uint64_t* number);
FLOODWALL_API void floodwall_override_end(floodwall_session* session, uint64_t number);

/* `sql` may hold several statements, NULs and broken UTF-8. What is longer than 1 GB is a bad argument:
 * PostgreSQL takes no more either. */
FLOODWALL_API floodwall_status floodwall_check(floodwall_session* session, const char* sql, size_t size,
                                               floodwall_verdict** out);
FLOODWALL_API void floodwall_verdict_free(floodwall_verdict* verdict);
FLOODWALL_API const char* floodwall_verdict_question(floodwall_verdict* verdict);
FLOODWALL_API floodwall_status floodwall_verdict_answer(floodwall_verdict* verdict, const char* text,
                                                        size_t size);
/* While there are questions: what it is if they are never answered. */
FLOODWALL_API floodwall_action floodwall_verdict_action(const floodwall_verdict* verdict);
/* What must be run before the statement, on the same connection and in the same transaction (it copies what
 * would be lost, where the policy says so): one statement without a result, NULL for none. Fails it, then the
 * statement must not be sent. Ask when there are no more questions. */
FLOODWALL_API const char* floodwall_verdict_preparation(floodwall_verdict* verdict);
/* So many rows the statement may take or change, -1: any number. Whoever sends it counts (the command tag)
 * and tells; if the action is FLOODWALL_DENY then, it must be undone: ROLLBACK TO a savepoint, or ROLLBACK.
 */
FLOODWALL_API int64_t floodwall_verdict_row_limit(const floodwall_verdict* verdict);
/* Fewer than none: it does not run now, but is only prepared, and counts for no limit of the session. */
FLOODWALL_API floodwall_status floodwall_verdict_counted(floodwall_verdict* verdict, int64_t rows);
/* Whole sentences for people, several lines; empty where there is nothing to say. */
FLOODWALL_API const char* floodwall_verdict_message(floodwall_verdict* verdict);
/* {"action", "because", "findings": [{"rule", "action", "message", "begin", "end", "takes": [{"table",
 * "rows", "is_estimate", "by"}]}]}: places are bytes of the text. */
FLOODWALL_API const char* floodwall_verdict_json(floodwall_verdict* verdict);
/* What has become of it, for the audit log: after FLOODWALL_ASK, whether it was let through. */
FLOODWALL_API void floodwall_verdict_decided(floodwall_verdict* verdict, int is_let_through);

/* A dry run: all that is sent on the connection is in one transaction, which nothing can commit. For each
 * text, before it is checked, whoever sends it asks what it becomes; the program's own transactions are
 * savepoints in there. From the first step on the audit log says that it is one. */
typedef enum floodwall_transaction {
  FLOODWALL_IDLE = 0,   /* PQTRANS_IDLE */
  FLOODWALL_INSIDE = 1, /* PQTRANS_INTRANS */
  FLOODWALL_FAILED = 2  /* PQTRANS_INERROR */
} floodwall_transaction;

typedef struct floodwall_dry_step {
  size_t size;         /* sizeof(floodwall_dry_step) */
  const char* before;  /* what to run first, several statements in one text; NULL: nothing. Also where the
                          text is refused. Fails it, then the text must not be sent, and where the connection
                          was FLOODWALL_IDLE, ROLLBACK must be, and the dry run end */
  const char* instead; /* what to send in place of the text, without a result; NULL: the text itself */
  const char* refusal; /* why the text must not be sent: what it does could not be undone; NULL: it may be */
  int is_inside; /* whether the program's own transaction is open then, for it to be told; FLOODWALL_INSIDE
                    is what the connection is at any rate */
} floodwall_dry_step;

/* Whether all that is sent on the connection must go by such steps: the policy says mode = "dry-run", or one
 * has begun. With that policy a text that is checked without them is refused. */
FLOODWALL_API int floodwall_session_is_dry_run(const floodwall_session* session);
/* The dry run is over, since the caller has sent a ROLLBACK; what is sent next begins another one if the
 * policy says so. */
FLOODWALL_API void floodwall_session_dry_end(floodwall_session* session);
/* The texts live until the next step. A transaction that is open before the first becomes that of the dry
 * run; what was done in it before is not taken back by its steps. `is_prepared`: it is only prepared, and
 * will run later. */
FLOODWALL_API floodwall_status floodwall_session_dry_step(floodwall_session* session, const char* sql,
                                                          size_t size, floodwall_transaction transaction,
                                                          int is_prepared, floodwall_dry_step* step);

/* The statement that marks the database a session is on as one for tests (or takes the mark away), and what
 * undoes it; for its owner to run. Needs the session's identity. */
FLOODWALL_API const char* floodwall_session_mark(floodwall_session* session, const char* kind);

/* A query of one row with one text: the copies there are, the latest first, as JSON: [{"run", "made_at",
 * "why", "statement", "tables": [{"table", "rows"}]}]. Fails before the first. */
FLOODWALL_API const char* floodwall_session_backups(floodwall_session* session);
/* The statement that puts a run's rows, keys and sequences back, in the caller's transaction; its NOTICEs say
 * how many rows. It lives until the next one; checked in the same session, as it is, it is allowed. */
FLOODWALL_API const char* floodwall_session_restore(floodwall_session* session, const char* run);

/* NOLINTEND(readability-identifier-naming) */

#ifdef __cplusplus
}
#endif
#endif
