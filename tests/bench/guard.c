/* What a check costs through the guard's C interface: prints, in microseconds of the processor, that of a
   statement that was seen before and the median of those that are new, of about 200 bytes each, as programs
   send them. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "integrations/guard/floodwall_guard.h"

enum { rounds = 40000 };

static const char* const shapes[] = {
    "SELECT o.id, o.amount, c.name, c.email FROM orders o JOIN customers c ON c.id = o.customer_id "
    "WHERE o.state = 'open' AND o.created_at > '2024-01-01' AND o.id > %d ORDER BY o.created_at DESC LIMIT "
    "50",
    "INSERT INTO order_items (order_id, product_id, quantity, price, note, created_at, updated_at) "
    "VALUES (%d, 4711, 3, 19.99, 'as a present, with a card', now(), now()) ON CONFLICT (id) DO NOTHING "
    "RETURNING id",
    "UPDATE customers SET name = 'Somebody', email = 'somebody@example.org', updated_at = now(), visits = "
    "visits + 1 "
    "WHERE id = %d AND NOT is_deleted AND updated_at < now() - interval '1 hour' RETURNING id, name",
    "DELETE FROM sessions WHERE customer_id = %d AND expires_at < now() - interval '30 days' AND NOT EXISTS "
    "(SELECT 1 FROM carts WHERE carts.session_id = sessions.id AND carts.state = 'open') RETURNING "
    "sessions.id",
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e6 * (double)time.tv_sec + 1e-3 * (double)time.tv_nsec;
}

static void check(floodwall_session* session, const char* sql) {
  floodwall_verdict* verdict = NULL;
  if (floodwall_check(session, sql, strlen(sql), &verdict) != FLOODWALL_OK ||
      floodwall_verdict_question(verdict) != NULL || floodwall_verdict_action(verdict) != FLOODWALL_ALLOW)
    exit(1);
  floodwall_verdict_free(verdict);
}

static int compare(const void* one, const void* other) {
  const double difference = *(const double*)one - *(const double*)other;
  return (0 < difference) - (difference < 0);
}

int main(void) {
  static double times[rounds];
  floodwall_guard* guard = NULL;
  floodwall_session* session = NULL;
  char sql[400];
  if (floodwall_guard_new(NULL, &guard, NULL, 0) != FLOODWALL_OK) return 1;
  if (floodwall_session_new(guard, NULL, &session) != FLOODWALL_OK) return 1;
  for (int i = 0; i < rounds; ++i) {
    snprintf(sql, sizeof sql, shapes[i % 4], i);
    const double begin = now();
    check(session, sql);
    times[i] = now() - begin;
  }
  qsort(times, rounds, sizeof times[0], compare);
  const double begin = now();
  for (int i = 0; i < 10 * rounds; ++i) check(session, sql);
  printf("%.3f %.2f\n", (now() - begin) / (10 * rounds), times[rounds / 2]);
  floodwall_session_free(session);
  floodwall_guard_free(guard);
  return 0;
}
