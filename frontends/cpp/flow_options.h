#pragma once
#include <string>
#include <string_view>

#include "frontends/cpp/semantic_facts.h"
#include "frontends/cpp/syntax.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/host_project.h"

namespace floodwall::cpp {

/// The module that all files share: a name means the same in all that include its header.
constexpr std::string_view global_module = "#";

/// Of a constant, as HostFacts name it.
std::string global_path(std::string_view name);

/// How a program of C++ is run in the abstract, with what other files define and, unless it is nullptr, with
/// what a compiler says of this one. What is wanted of other files is added to `facts`. The options point to
/// all of it.
host::FlowOptions flow_options(const Syntax& syntax, const SemanticFile* semantic,
                               const host::HostProject& project, host::HostFacts& facts);

}  // namespace floodwall::cpp
