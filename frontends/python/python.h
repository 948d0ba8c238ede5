#pragma once
#include <string_view>

#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"
#include "frontends/host_values/host_project.h"

namespace floodwall::python {

/// Whether the name is that of a Python file.
bool is_python_path(std::string_view path);

/// The SQL in a Python file: at sinks, in calls of `project`'s wrappers, and what has its shape elsewhere;
/// made from the calls and classes of migration tools and object-relational mappers. Never fails; broken code
/// yields what can be read. With an empty project only what the file itself tells is known.
FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings, const host::HostProject& project);

}  // namespace floodwall::python
