// parse_python THREADS FOLDER: what no reader of Python that parses every file can be faster than. Reads each
// .py below the folder and parses it with tree-sitter, on so many threads, and looks at nothing.
#include <tree_sitter/api.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

extern "C" const TSLanguage* tree_sitter_python(void);

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[2])) {
    if (entry.is_regular_file() && entry.path().extension() == ".py") files.push_back(entry.path());
  }
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> bytes = 0;
  const auto work = [&] {
    TSParser* parser = ts_parser_new();
    ts_parser_set_language(parser, tree_sitter_python());
    for (std::size_t i = next++; i < files.size(); i = next++) {
      std::ifstream in(files[i], std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      TSTree* tree =
          ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
      ts_tree_delete(tree);
      bytes += text.size();
    }
    ts_parser_delete(parser);
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 1; i < std::atoi(argv[1]); ++i) threads.emplace_back(work);
    work();
  }
  std::printf("%zu files, %zu bytes\n", files.size(), bytes.load());
  return 0;
}
