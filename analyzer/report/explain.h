#pragma once
#include <string>

#include "analyzer/rule/registry.h"

namespace floodwall {

/// One rule for a reader at a terminal: facts, then its page without Cases. Plain text, no escape sequences.
std::string explain(const RegisteredRule& rule);

}  // namespace floodwall
