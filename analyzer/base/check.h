#pragma once
// `never(x)` and `always(x)` state what only a bug of ours can break. With FLOODWALL_ASSERT (tests) a broken
// one stops the program; without it (what users run) the caller takes its fallback: an editor session or a
// guarded program must outlive our mistakes. After SQLite's NEVER and ALWAYS.

#ifdef FLOODWALL_ASSERT
#include <cstdio>
#include <cstdlib>
#endif

namespace floodwall::detail {

inline bool broken([[maybe_unused]] bool is_broken, [[maybe_unused]] const char* text,
                   [[maybe_unused]] const char* file, [[maybe_unused]] int line) {
#ifdef FLOODWALL_ASSERT
  if (is_broken) {
    std::fprintf(stderr, "%s:%d: invariant broken: %s\n", file, line, text);
    std::abort();
  }
#endif
  return is_broken;
}

}  // namespace floodwall::detail

/// True if the impossible happened: `if (never(pointer == nullptr)) return;`
#define never(condition) \
  ::floodwall::detail::broken(static_cast<bool>(condition), "never(" #condition ")", __FILE__, __LINE__)
/// False if the impossible happened: `if (!always(begin <= end)) return;`
#define always(condition) \
  (!::floodwall::detail::broken(!static_cast<bool>(condition), "always(" #condition ")", __FILE__, __LINE__))
