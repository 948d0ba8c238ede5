#pragma once
#include <optional>
#include <string_view>

#include "frontends/host_values/flow.h"
#include "frontends/host_values/program.h"
#include "frontends/host_values/value.h"

namespace floodwall::python {

/// What Python's own functions and methods make of texts: str.format, join, strip, replace, textwrap.dedent
/// …, and those of psycopg.sql and SQLAlchemy that put SQL together. nullopt: not one of them, or not known.
/// `flow` runs the program, and knows members; nullptr: nobody does.
std::optional<host::Value> fold_call(const host::Program& program, const host::CallEvent& event,
                                     host::Flow* flow = nullptr);
/// The value of an Enum's member.
std::optional<host::Value> fold_member(const host::Value& object, std::string_view name);

/// sys.exit, pytest.skip and their like.
bool never_returns(std::string_view path);

}  // namespace floodwall::python
