#pragma once
#include "frontends/host_values/format.h"
#include "frontends/host_values/value.h"

/// Formats that only C++ has; std::format's and printf's are in host_values.
namespace floodwall::cpp {

/// QString("… %1 … %2").arg(x): what stands for the lowest number that is left.
host::Value number_format(const host::Value& pattern, const host::Inserted& argument);
/// boost::format("… %1% … %s").
host::Value boost_format(const host::Value& pattern, const host::FormatArgument& argument);
/// absl::Substitute("… $0 … $1").
host::Value substitute(const host::Value& pattern, const host::FormatArgument& argument);

}  // namespace floodwall::cpp
