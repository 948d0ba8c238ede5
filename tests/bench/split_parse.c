/* split_parse FILE…: what no PostgreSQL linter can be faster than. Cuts each file at its semicolons with
   PostgreSQL's scanner and parses each piece into PostgreSQL's raw tree, on one thread, and looks at nothing.
 */
#define _POSIX_C_SOURCE 200809L /* sigjmp_buf, which PostgreSQL's headers want */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pg_query.h"
#include "pg_query_internal.h"

static char* read_whole(const char* path) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  const long size = ftell(file);
  rewind(file);
  char* text = malloc((size_t)size + 1);
  const size_t count = fread(text, 1, (size_t)size, file);
  text[count] = '\0';
  fclose(file);
  return text;
}

int main(int argc, char** argv) {
  size_t parsed = 0, rejected = 0, unsplit = 0;
  for (int i = 1; i < argc; ++i) {
    char* text = read_whole(argv[i]);
    if (text == NULL) continue;
    PgQuerySplitResult pieces = pg_query_split_with_scanner(text);
    if (pieces.error != NULL) ++unsplit; /* then there are no pieces, whatever n_stmts says */
    for (int k = 0; pieces.error == NULL && k < pieces.n_stmts; ++k) {
      char* begin = text + pieces.stmts[k]->stmt_location;
      char* end = begin + pieces.stmts[k]->stmt_len;
      const char kept = *end;
      *end = '\0';
      MemoryContext arena = pg_query_enter_memory_context();
      PgQueryInternalParsetreeAndError result = pg_query_raw_parse(begin, PG_QUERY_PARSE_DEFAULT);
      if (result.error == NULL) {
        ++parsed;
      } else {
        ++rejected;
        pg_query_free_error(result.error);
      }
      free(result.stderr_buffer);
      pg_query_exit_memory_context(arena);
      *end = kept;
    }
    pg_query_free_split_result(pieces);
    free(text);
  }
  printf("%zu statements, %zu of them rejected; %zu files that the scanner stops in\n", parsed + rejected,
         rejected, unsplit);
  return 0;
}
