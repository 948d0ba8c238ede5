#pragma once
#include <clang/AST/Decl.h>

#include "frontends/cpp/semantic/collector.h"

namespace floodwall::cpp {

/// Tells `collector` what a declaration and all that stands in it says: of templates once, as they are
/// written.
void collect_from(clang::Decl& declaration, Collector& collector);

}  // namespace floodwall::cpp
