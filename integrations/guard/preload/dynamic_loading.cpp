// Two ways to get at libpq's functions past this library: a plug-in that is bound to its own libraries first,
// as PHP loads its extensions, and a look-up by name in libpq itself, as Python's ctypes and psycopg without
// its C part do.
#include "integrations/guard/preload/dynamic_loading.h"

#include <dlfcn.h>

#include <array>
#include <atomic>

// glibc goes by the address that a call returns to, which is the caller's own if the call is a jump.
#ifdef __clang__
#define FLOODWALL_JUMP [[clang::musttail]] return
#define FLOODWALL_JUMPS
#else
#define FLOODWALL_JUMP return
#define FLOODWALL_JUMPS __attribute__((optimize("O2")))
#endif
#define FLOODWALL_ENTRY extern "C" __attribute__((visibility("default"))) FLOODWALL_JUMPS

namespace floodwall::preload {
namespace {

using Dlsym = void* (*)(void*, const char*) noexcept;
using Dlopen = void* (*)(const char*, int) noexcept;

// No variables of functions: their guards may be held by whoever loads something while these are made.
std::atomic<Dlsym> found_dlsym{nullptr};
std::atomic<Dlopen> found_dlopen{nullptr};
std::atomic<void*> last_looked_up_in{nullptr};

Dlsym real_dlsym() noexcept {
  if (const Dlsym found = found_dlsym.load(); found != nullptr) return found;
  // Of x86-64, of aarch64, of i386, and of all since libdl is in libc.
  static constexpr std::array versions = {"GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.17", "GLIBC_2.0"};
  for (const char* const version : versions) {
    if (void* const found = ::dlvsym(RTLD_NEXT, "dlsym", version); found != nullptr) {
      found_dlsym.store(reinterpret_cast<Dlsym>(found));
      break;
    }
  }
  return found_dlsym.load();
}

Dlopen real_dlopen() noexcept {
  if (found_dlopen.load() == nullptr)
    found_dlopen.store(reinterpret_cast<Dlopen>(real_symbol(RTLD_NEXT, "dlopen")));
  return found_dlopen.load();
}

}  // namespace

void* real_symbol(void* handle, const char* name) noexcept {
  const Dlsym real = real_dlsym();
  return real == nullptr ? nullptr : real(handle, name);
}

void* looked_up_in() noexcept { return last_looked_up_in.load(); }

}  // namespace floodwall::preload

// NOLINTBEGIN(readability-identifier-naming): as glibc names them
FLOODWALL_ENTRY void* dlopen(const char* file, int mode) noexcept {
  FLOODWALL_JUMP floodwall::preload::real_dlopen()(file, mode & ~RTLD_DEEPBIND);
}

FLOODWALL_ENTRY void* dlsym(void* handle, const char* name) noexcept {
  const bool is_of_libpq = name[0] == 'P' && name[1] == 'Q' && handle != RTLD_NEXT;
  if (is_of_libpq) {
    void* const entry = floodwall::preload::entry_named(name);
    if (entry != nullptr && floodwall::preload::real_symbol(handle, name) != nullptr) {
      if (handle != RTLD_DEFAULT) floodwall::preload::last_looked_up_in.store(handle);
      return entry;
    }
  }
  FLOODWALL_JUMP floodwall::preload::real_dlsym()(handle, name);
}
// NOLINTEND(readability-identifier-naming)
