#include "tests/support/catch.h"

#include "tests/support/snapshot.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace floodwall {
namespace {

std::string line_at(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return std::string(text.substr(begin, text.find('\n', begin) - begin));
}

}  // namespace

void expect_snapshot(const std::string& name, std::string_view text) {
  const std::filesystem::path path =
      std::filesystem::path(FLOODWALL_SOURCE_DIR) / "tests" / "snapshots" / name;
  const char* update = std::getenv("UPDATE");
  if (update != nullptr && std::string_view(update) == "1") {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    SUCCEED("wrote " << path);
    return;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string expected((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::size_t same = 0;
  while (same < text.size() && same < expected.size() && text[same] == expected[same]) ++same;
  INFO(path << " differs; if the new text is right, run the test again with UPDATE=1");
  INFO("expected: " << line_at(expected, same));
  INFO("is now:   " << line_at(text, same));
  CHECK((file && expected == text));
}

}  // namespace floodwall
