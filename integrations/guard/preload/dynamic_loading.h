#pragma once
#include <string_view>

namespace floodwall::preload {

/// glibc's dlsym, whose name this library has taken. It goes by who calls it: this library.
void* real_symbol(void* handle, const char* name) noexcept;

/// In which library somebody has looked up a function of libpq by its name; nullptr: nobody has. Any thread.
void* looked_up_in() noexcept;

/// What this library has under a name of libpq's; nullptr: nothing.
void* entry_named(std::string_view name) noexcept;

}  // namespace floodwall::preload
