#pragma once
#include <optional>
#include <string>

#include "integrations/guard/preload/process_guard.h"

namespace floodwall::preload {

/// The text of the first row, asked on the very connection that the statement is for; nothing where it cannot
/// be asked now. Leaves a transaction as it was.
std::optional<std::string> answer_to(const char* question, const Libpq& libpq, PGconn* connection,
                                     Manner manner);

/// Where the transaction is; status_active where nothing can be run on the connection now. What is still to
/// come is thrown away first where `manner` allows that, as by the text that follows.
TransactionStatus transaction_on(const Libpq& libpq, PGconn* connection, Manner manner);

/// The server's words about what it will not do; nothing if it has done it.
std::optional<std::string> trouble_with(const char* commands, const Libpq& libpq, PGconn* connection);

/// Runs what must be done before a statement: in the transaction that is open, else in one that is left open
/// for the statement, which `has_begun` then says; with nullptr for that in one of its own. The trouble if it
/// cannot be done now or fails.
std::optional<std::string> prepare(const char* preparation, const Libpq& libpq, PGconn* connection,
                                   Manner manner, bool* has_begun);

}  // namespace floodwall::preload
