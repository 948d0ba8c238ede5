// bench_replay FILE…: what replaying a script's statements into a Session costs beside the parse, in
// processor time of one thread. Both are measured over the same statements, in turns, and the fastest of the
// turns counts.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "analyzer/catalog/script_catalog.h"
#include "analyzer/catalog/session.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"

namespace {

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

int main(int argc, char** argv) {
  using namespace floodwall;
  std::vector<std::vector<std::string>> files;
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    files.emplace_back();
    for (const StatementText& statement : split_script(text).statements) {
      files.back().emplace_back(slice(text, statement.at));
      ++count;
    }
  }
  constexpr int turns = 15;
  double parsing = 1e9;
  double both = 1e9;
  double script = 1e9;
  StatementParser parser;
  for (int turn = 0; turn < turns; ++turn) {
    double begin = processor_seconds();
    for (const auto& file : files)
      for (const std::string& sql : file) (void)parser.parse(sql);
    parsing = std::min(parsing, processor_seconds() - begin);
    begin = processor_seconds();
    for (const auto& file : files) {
      Catalog start = Catalog::empty_database();
      start.open = "only the script is known";
      Session session(start);
      for (const std::string& sql : file) {
        const auto tree = parser.parse(sql);
        if (tree && *tree != nullptr) (void)session.apply(**tree, {sql});
      }
    }
    both = std::min(both, processor_seconds() - begin);
    begin = processor_seconds();
    for (const auto& file : files) {
      ScriptCatalog catalog;
      for (const std::string& sql : file) {
        const auto tree = parser.parse(sql);
        if (tree && *tree != nullptr) catalog.apply(**tree, sql);
      }
    }
    script = std::min(script, processor_seconds() - begin);
  }
  std::printf("%zu statements: parse %.1f ms, replay %.1f ms, for one script alone %.1f ms\n", count,
              parsing * 1e3, (both - parsing) * 1e3, (script - parsing) * 1e3);
}
