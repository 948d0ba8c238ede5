// Debian's libpg_query.a of a newer suite is compiled against a newer C library and wants two functions that
// glibc got in 2.38. With such a C library this file is empty (there, strtoul itself is spelled
// __isoc23_strtoul). Weak: any real one wins.
#include <stdlib.h>
#include <string.h>

#if defined(__GLIBC__) && !__GLIBC_PREREQ(2, 38)

// They differ only in reading "0b1" when the base is 0 or 2, which PostgreSQL's scanner does not rely on.
unsigned long __isoc23_strtoul(const char* text, char** end, int base);
__attribute__((weak)) unsigned long __isoc23_strtoul(const char* text, char** end, int base) {
  return strtoul(text, end, base);
}

size_t strlcpy(char* to, const char* from, size_t size);
__attribute__((weak)) size_t strlcpy(char* to, const char* from, size_t size) {
  const size_t length = strlen(from);
  if (size > 0) {
    const size_t copied = length < size ? length : size - 1;
    memcpy(to, from, copied);
    to[copied] = '\0';
  }
  return length;
}

#else
typedef int floodwall_needs_no_shims;  // ISO C forbids an empty file
#endif
