// parse_python THREADS FOLDER: what no reader of Python that parses every file can be faster than. Reads each
// .py below the folder and parses it with tree-sitter, on so many threads, and looks at nothing.
#include <cstdio>
#include <cstdlib>

#include "tests/bench/parse_files.h"

extern "C" const TSLanguage* tree_sitter_python(void);

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const ParsedFiles parsed = parse_files(
      argv[2], std::atoi(argv[1]), tree_sitter_python(),
      [](const std::string& path) { return path.ends_with(".py"); },
      [](const std::string&, std::string_view) { return true; });
  std::printf("%zu files, %zu bytes\n", parsed.files, parsed.bytes);
  return 0;
}
