#pragma once
#include <optional>
#include <string>

#include "integrations/guard/preload/process_guard.h"

namespace floodwall::preload {

/// The text of the first row, asked on the very connection that the statement is for; nothing where it cannot
/// be asked now. Leaves a transaction as it was.
std::optional<std::string> answer_to(const char* question, const Libpq& libpq, PGconn* connection,
                                     Manner manner);

/// Runs what must be done before a statement: in the transaction that is open, else in one of its own. False
/// if it cannot be done now or fails.
bool prepare(const char* preparation, const Libpq& libpq, PGconn* connection, Manner manner);

}  // namespace floodwall::preload
