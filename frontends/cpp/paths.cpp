#include "frontends/cpp/paths.h"

#include <algorithm>
#include <array>

#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

bool ends_with_any(std::string_view path, const auto& endings) {
  return std::ranges::any_of(endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

}  // namespace

bool is_header_path(std::string_view path) {
  static constexpr std::array endings =
      std::to_array<std::string_view>({".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp", ".tpp"});
  return ends_with_any(path, endings);
}

bool is_ecpg_path(std::string_view path) { return path.ends_with(".pgc") || path.ends_with(".pgh"); }

bool is_cpp_path(std::string_view path) {
  static constexpr std::array endings =
      std::to_array<std::string_view>({".c", ".cc", ".cpp", ".cxx", ".c++", ".cppm", ".ixx"});
  return ends_with_any(path, endings) || is_header_path(path) || is_ecpg_path(path);
}

bool is_test_path(std::string_view path) {
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (host::Words(path.substr(0, end))
            .has_any({"test", "tests", "tst", "unittest", "unittests", "testing", "testsuite", "testsuites"}))
      return true;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

}  // namespace floodwall::cpp
