#include "tests/bench/parse_files.h"

#include <atomic>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

ParsedFiles parse_files(
    const std::filesystem::path& folder, int threads, const TSLanguage* language,
    const std::function<bool(const std::string& path)>& wants_path,
    const std::function<bool(const std::string& path, std::string_view text)>& wants_text) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && wants_path(entry.path().string())) paths.push_back(entry.path().string());
  }
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> files = 0;
  std::atomic<std::size_t> bytes = 0;
  const auto work = [&] {
    TSParser* parser = nullptr;  // made of whatever memory tree-sitter has then
    for (std::size_t i = next++; i < paths.size(); i = next++) {
      std::ifstream in(paths[i], std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      if (!wants_text(paths[i], text)) continue;
      if (parser == nullptr) {
        parser = ts_parser_new();
        ts_parser_set_language(parser, language);
      }
      TSTree* tree =
          ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
      ts_tree_delete(tree);
      ++files;
      bytes += text.size();
    }
    if (parser != nullptr) ts_parser_delete(parser);
  };
  {
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(work);
    work();
  }
  return {files, bytes};
}
