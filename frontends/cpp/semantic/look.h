#pragma once
#include <set>
#include <string>

#include "frontends/cpp/semantic_facts.h"

namespace floodwall::cpp {

/// What clang knows of one translation unit. Never throws; a crash of clang is one of this process.
/// Not to be called from two threads at once.
SemanticAnswer look(const SemanticRequest& request);

}  // namespace floodwall::cpp
