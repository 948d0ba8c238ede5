#pragma once
#include <optional>

#include "integrations/workspace/cache/content_key.h"

namespace floodwall {

/// Which build of the program this is: what another one has kept is not to be believed. It is the linker's
/// build id (ELF note NT_GNU_BUILD_ID), a hash of everything that was linked. Nothing if there is none.
std::optional<ContentKey> build_id();

}  // namespace floodwall
