// parse_cpp THREADS FOLDER: what a frontend that parses every file of C and C++ cannot be faster than. Parses
// those below the folder that Floodwall would not pass over, with tree-sitter, on so many threads, and looks
// at nothing. parse_cpp list FOLDER: prints their paths instead. parse_cpp left FOLDER: how many of their
// bytes our own reader leaves to tree-sitter.
#include <cstdio>
#include <cstdlib>

#include "frontends/cpp/paths.h"
#include "frontends/cpp/relevance.h"
#include "frontends/cpp/syntax/reader/reader.h"
#include "frontends/cpp/syntax/tree.h"
#include "frontends/sql_script/foreign_path.h"
#include "tests/bench/parse_files.h"

extern "C" const TSLanguage* tree_sitter_cpp(void);

namespace {

bool is_cpp(const std::string& path) {
  return floodwall::cpp::is_cpp_path(path) && !floodwall::cpp::is_ecpg_path(path) &&
         floodwall::why_foreign("", path).empty();
}

bool passes(const std::string& path, std::string_view text) {
  return floodwall::cpp::may_concern_sql(text, floodwall::cpp::is_header_path(path));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const bool lists = std::string_view(argv[1]) == "list";
  const auto print = [](const std::string& path, std::string_view text) {
    if (passes(path, text)) std::puts(path.c_str());
    return false;
  };
  if (std::string_view(argv[1]) == "left") {
    std::size_t bytes = 0;
    const auto count = [&](const std::string& path, std::string_view text) {
      if (!passes(path, text)) return false;
      floodwall::cpp::Tree tree;
      floodwall::cpp::Reader reader(text, tree);
      bytes += reader.read() == nullptr ? text.size() : reader.left_out();
      return false;
    };
    parse_files(argv[2], 1, tree_sitter_cpp(), is_cpp, count);
    std::printf("%zu\n", bytes);
    return 0;
  }
  const ParsedFiles parsed =
      lists ? parse_files(argv[2], 1, tree_sitter_cpp(), is_cpp, print)
            : parse_files(argv[2], std::atoi(argv[1]), tree_sitter_cpp(), is_cpp, passes);
  if (!lists) std::printf("%zu files, %zu bytes\n", parsed.files, parsed.bytes);
  return 0;
}
