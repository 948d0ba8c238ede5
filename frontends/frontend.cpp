#include "frontends/frontend.h"

#include <optional>
#include <utility>

#include "frontends/cpp/cpp.h"
#include "frontends/cpp/paths.h"
#include "frontends/embedded/markdown.h"
#include "frontends/embedded/notebook.h"
#include "frontends/python/python.h"
#include "frontends/sql_script/path_words.h"
#include "frontends/sql_script/sql_script.h"
#include "frontends/sql_script/unread_schema.h"

namespace floodwall {

// Markdown is documentation: it is looked at when it is named or configured, see
// docs/notebooks_and_markdown.md.
std::vector<std::string> default_extensions() {
  std::vector<std::string> all(script_extensions().begin(), script_extensions().end());
  all.insert(all.end(), {".py", ".pyi", ".pyw", ".ipynb", ".c", ".cc", ".cpp", ".cxx", ".c++", ".h", ".hh",
                         ".hpp", ".hxx", ".inl", ".ipp", ".tpp", ".pgc", ".pgh"});
  return all;
}

bool is_host_path(std::string_view path) {
  return python::is_python_path(path) || cpp::is_cpp_path(path) || is_notebook_path(path) ||
         is_markdown_path(path);
}

bool defines_tables_unread(std::string_view path) { return unread_schema(path).has_value(); }

FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings,
                  const host::HostProject& project) {
  const std::string_view path = settings.path_of(file);
  if (python::is_python_path(path)) return python::find_sql(file, settings, project);
  if (cpp::is_cpp_path(path)) return cpp::find_sql(file, settings, project);
  if (is_notebook_path(path)) return find_sql_in_notebook(file, settings, project);
  if (is_markdown_path(path)) return find_sql_in_markdown(file, settings, project);
  if (std::optional<MigrationIdentity> identity = unread_schema(path)) {
    FoundSql found;
    found.migration = std::move(*identity);
    found.is_test = PathWords(path).is_for_tests();
    return found;
  }
  return find_script(file, settings);
}

}  // namespace floodwall
