#include "frontends/python/paths.h"

namespace floodwall::python {

std::string_view name_of_file(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

bool is_test_path(std::string_view path) {
  const std::string_view name = name_of_file(path);
  if (name.starts_with("test_") || name.ends_with("_test") || name == "conftest" || name == "tests")
    return true;
  const std::string folders = "/" + folder_of(path) + "/";
  return folders.find("/tests/") != std::string::npos || folders.find("/test/") != std::string::npos;
}

}  // namespace floodwall::python
