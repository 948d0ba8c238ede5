#pragma once
#include <optional>
#include <string_view>

#include "frontends/host_values/host_project.h"
#include "frontends/host_values/value.h"

namespace floodwall::host {

/// What another file keeps under `key`, as the value of what is written as `path` here; `facts` notes that it
/// was asked for. Nothing: no file tells.
std::optional<Value> foreign_constant(std::string_view path, std::string_view key, const HostProject& project,
                                      HostFacts& facts);

}  // namespace floodwall::host
