#pragma once
#include <cstdint>

#include "analyzer/catalog/references.h"
#include "analyzer/engine/needs.h"

namespace floodwall {

/// Adds what a statement needs to be defined: each relation that it names, and each column as far as the
/// statement alone tells whose it is. `at` (file bytes or bytes of the text) stands in for the line. Where a
/// subquery hides whose column it is, any relation of the statement will do: a need may be met too
/// easily, and then nobody looks again; what is looked at again is judged anew.
void add_needs(const Resolution& resolution, std::uint32_t at, Needs& needs);

}  // namespace floodwall
