#pragma once
#include <string>

namespace floodwall {

/// docs/python.md: every call that we know to hand a text to a database, and every operation that becomes
/// SQL, each with an example that a test tries.
std::string python_page();

}  // namespace floodwall
