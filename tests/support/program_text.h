#pragma once
#include <string>

#include "frontends/host_values/program.h"

namespace floodwall {

/// All of a program, a line for each node: what differs is easily found.
std::string text_of(const host::Program& program);

}  // namespace floodwall
