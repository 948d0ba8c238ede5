#include "frontends/frontend.h"

#include <algorithm>
#include <array>
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
namespace {

/// Files of a host language, or with texts of it.
struct HostFrontend {
  bool (*is_its_path)(std::string_view path);
  host::Language language;
  FoundSql (*find_sql)(const SourceFile& file, const FrontendSettings& settings,
                       const host::HostProject& project);
};

constexpr std::array host_frontends = std::to_array<HostFrontend>({
    {python::is_python_path, host::Language::Python, python::find_sql},
    {cpp::is_cpp_path, host::Language::Cpp, cpp::find_sql},
    {is_notebook_path, host::Language::Python, find_sql_in_notebook},
    {is_markdown_path, host::Language::Python, find_sql_in_markdown},
});

/// nullptr: it is none.
const HostFrontend* host_frontend(std::string_view path) {
  const auto* const found =
      std::ranges::find_if(host_frontends, [&](const HostFrontend& each) { return each.is_its_path(path); });
  return found == host_frontends.end() ? nullptr : found;
}

}  // namespace

// Markdown is documentation: it is looked at when it is named or configured, see
// docs/notebooks_and_markdown.md.
std::vector<std::string> default_extensions() {
  std::vector<std::string> all(script_extensions().begin(), script_extensions().end());
  all.insert(all.end(), {".py",  ".pyi", ".pyw", ".ipynb", ".c",   ".cc",  ".cpp", ".cxx", ".c++", ".cppm",
                         ".ixx", ".h",   ".hh",  ".hpp",   ".hxx", ".inl", ".ipp", ".tpp", ".pgc", ".pgh"});
  return all;
}

bool is_host_path(std::string_view path) { return host_frontend(path) != nullptr; }

bool defines_tables_unread(std::string_view path) { return unread_schema(path).has_value(); }

FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings,
                  const host::HostProjects& projects) {
  const std::string_view path = settings.path_of(file);
  if (const HostFrontend* frontend = host_frontend(path); frontend != nullptr) {
    FoundSql found = frontend->find_sql(file, settings, projects.of(frontend->language));
    found.facts.language = frontend->language;
    return found;
  }
  if (std::optional<MigrationIdentity> identity = unread_schema(path)) {
    FoundSql found;
    found.migration = std::move(*identity);
    found.is_test = PathWords(path).is_for_tests();
    return found;
  }
  return find_script(file, settings);
}

}  // namespace floodwall
