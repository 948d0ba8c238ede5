#pragma once
#include "frontends/host_values/sql_table.h"
#include "frontends/python/lowering/call_book.h"

namespace floodwall::python {

/// INSERT with a list of dicts; their values as far as they are known, holes for the rest.
host::Text insert_rows(const CallBook& book, Span at, const host::SqlTableName& table, const Given& rows);
/// A value as a literal, a hole if it is not known.
void write_value(host::SqlWriter& sql, const Given& value);

}  // namespace floodwall::python
