#pragma once
#include <optional>
#include <string_view>

#include "frontends/host_values/flow.h"
#include "frontends/host_values/program.h"
#include "frontends/host_values/value.h"

namespace floodwall::cpp {

/// What functions and methods make of texts: std::format, QString::arg, absl::StrCat, snprintf, c_str, …, and
/// what drivers quote. nullopt: not one of them, or not known.
std::optional<host::Value> fold_call(const host::Program& program, const host::CallEvent& event);
/// What an object of a class like Poco's StatementPlaceholderProvider gives: the driver's next parameter.
std::optional<host::Value> placeholder(const host::Program& program, const host::CallEvent& event,
                                       std::string_view type);
/// `data` of a StringInfo or a PQExpBuffer.
std::optional<host::Value> fold_member(const host::Value& object, std::string_view name);

/// The text that is formatted as printf does it, with the call's arguments from `first` on.
host::Value printed(const host::Program& program, const host::CallEvent& event, const host::Value& pattern,
                    std::size_t first);
/// The same as std::format does it.
host::Value formatted(const host::Program& program, const host::CallEvent& event, const host::Value& pattern,
                      std::size_t first);

}  // namespace floodwall::cpp
