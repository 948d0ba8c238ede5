#pragma once
#include <string>

namespace floodwall {

/// docs/cpp.md: every call of C and C++ that we know to hand a text to a database.
std::string cpp_page();

}  // namespace floodwall
