#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace floodwall {

// Paths are bytes with `/` between their components: a name need not be UTF-8.

/// `name` in `folder`; a folder that is empty or "." adds nothing.
std::string join_path(std::string_view folder, std::string_view name);
/// The folder that `path` stands in: "." if it names none.
std::string folder_of(std::string_view path);
std::string_view name_in_folder(std::string_view path);
/// Absolute, without symbolic links; nothing if it does not exist.
std::optional<std::string> real_path(const std::string& path);
/// Absolute; the folder without symbolic links, the last component as it is. It need not exist.
std::string absolute_path(const std::string& path);
/// `absolute` as seen from `folder` (both absolute); a path outside of it loses only its first slash.
std::string relative_to(std::string_view absolute, std::string_view folder);
/// Whether `absolute` stands in `folder`, or somewhere below it; the folder itself does not.
bool is_below(std::string_view absolute, std::string_view folder);

}  // namespace floodwall
