#pragma once
/// For programs that stand alone: says what is not as it should be, and goes on.
#include <cstdio>

namespace expectation {
inline int failures = 0;
}

#define EXPECT(condition)                                                          \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      ++expectation::failures;                                                     \
    }                                                                              \
  } while (false)
