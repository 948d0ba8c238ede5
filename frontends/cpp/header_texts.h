#pragma once
#include "frontends/host_values/flow.h"
#include "frontends/host_values/found_texts.h"
#include "frontends/host_values/host_project.h"

namespace floodwall::cpp {

/// Texts of a header that other files hand to a sink, or put into one that they hand to it: told to the other
/// files in `facts`, and found here if one of them does.
void add_header_texts(const host::Program& program, const host::FlowResult& result,
                      const host::HostProject& project, host::HostFacts& facts, host::FoundTexts& texts);

}  // namespace floodwall::cpp
