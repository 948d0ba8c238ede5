#pragma once
#include <set>

#include "frontends/host_values/flow.h"
#include "frontends/host_values/found_texts.h"

namespace floodwall::cpp {

/// Literals that are called SQL, and those that look like it, wherever they stand; not what is `told` to
/// people. In a file that `is_foreign`, of another engine, only the former.
void add_loose_texts(const host::Program& program, host::Flow& flow,
                     const std::set<const host::Expression*>& told, bool is_foreign, host::FoundTexts& texts);

}  // namespace floodwall::cpp
