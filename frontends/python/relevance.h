#pragma once
#include <string_view>

namespace floodwall::python {

/// Whether a file may tell us anything: a literal that begins like SQL, a call that runs some, a name that
/// guards and overrides go by. A look at the bytes, several times faster than a parse, which most files are
/// spared by it. Beside it `may_be_lowered` looks for the tools that write SQL themselves.
bool may_concern_sql(std::string_view text);

}  // namespace floodwall::python
