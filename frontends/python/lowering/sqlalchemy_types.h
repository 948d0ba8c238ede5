#pragma once
#include "frontends/python/lowering/call_book.h"

namespace floodwall::python {

/// Whether a dotted name is one of SQLAlchemy's (or of what re-exports it: SQLModel, Flask-SQLAlchemy's
/// `db`). Other dialects than PostgreSQL's are not.
bool is_sqlalchemy(std::string_view path);

/// The PostgreSQL type that SQLAlchemy makes of one of its types; a hole if it is not one that we know.
host::Text sqlalchemy_type(const CallBook& book, const Given& type);
/// What a column of this type that numbers itself is declared as: "bigserial"; empty if none can.
std::string_view serial_for(const host::Text& type);
/// The type for a Python annotation: `int`, `datetime.datetime`; a hole if it is not one that we know.
/// `knows_times`: nothing may have changed what datetime stands for (type_annotation_map).
host::Text annotated_type(std::string_view annotation, Span at, bool knows_times);

}  // namespace floodwall::python
