#include "frontends/frontend.h"

#include "frontends/python/python.h"
#include "frontends/sql_script/sql_script.h"

namespace floodwall {

std::vector<std::string> default_extensions() {
  std::vector<std::string> all(script_extensions().begin(), script_extensions().end());
  all.insert(all.end(), {".py", ".pyi", ".pyw"});
  return all;
}

bool is_host_path(std::string_view path) { return python::is_python_path(path); }

FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings,
                  const host::HostProject& project) {
  if (python::is_python_path(settings.path_of(file))) return python::find_sql(file, settings, project);
  return find_script(file, settings);
}

}  // namespace floodwall
