#include "integrations/workspace/paths.h"

#include <climits>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>

namespace floodwall {

std::string join_path(std::string_view folder, std::string_view name) {
  if (folder.empty() || folder == "." || name.starts_with('/')) return std::string(name);
  if (name.empty()) return std::string(folder);
  return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", name);
}

std::string folder_of(std::string_view path) {
  while (1 < path.size() && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

std::string_view name_in_folder(std::string_view path) {
  while (1 < path.size() && path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);
}

std::optional<std::string> real_path(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return std::nullopt;
  std::string result(resolved);
  std::free(resolved);
  return result;
}

std::string absolute_path(const std::string& path) {
  const std::string folder = folder_of(path);
  const std::string_view name = name_in_folder(path);
  if (name == "." || name == ".." || name.empty() || name == "/") return real_path(path).value_or(path);
  if (const std::optional<std::string> real = real_path(folder)) return join_path(*real, name);
  if (path.starts_with('/')) return path;
  return join_path(real_path(".").value_or("."), path);
}

std::string relative_to(std::string_view absolute, std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  if (absolute.starts_with(folder) && absolute.substr(folder.size()).starts_with('/')) {
    return std::string(absolute.substr(folder.size() + 1));
  }
  return std::string(absolute.substr(absolute.starts_with('/') ? 1 : 0));
}

bool is_below(std::string_view absolute, std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  return absolute.starts_with(folder) && absolute.substr(folder.size()).starts_with('/');
}

}  // namespace floodwall
