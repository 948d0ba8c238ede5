#pragma once
#include <span>
#include <string>

#include "analyzer/rule/registry.h"

namespace floodwall {

/// JSON schema (draft 7, which editors' TOML plug-ins read) of floodwall.toml.
std::string settings_schema(std::span<const RegisteredRule> rules);

}  // namespace floodwall
