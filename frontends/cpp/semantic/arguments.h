#pragma once
#include <string>
#include <vector>

#include "frontends/cpp/semantic_facts.h"

namespace floodwall::cpp {

/// How clang is to be called so that it reads the unit and writes nothing: without what only other compilers
/// know, without outputs, silent.
std::vector<std::string> reading_arguments(const SemanticRequest& request);

}  // namespace floodwall::cpp
