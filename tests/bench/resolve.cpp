// bench_resolve FILE…: what resolve() costs beside the parse it looks at, in processor time of one thread.
// Both are measured over the same statements, in turns, and the fastest of the turns counts.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "analyzer/catalog/references.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"

namespace {

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

int main(int argc, char** argv) {
  using namespace floodwall;
  std::vector<std::string> statements;
  std::size_t bytes = 0;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    for (const StatementText& statement : split_script(text).statements) {
      statements.emplace_back(slice(text, statement.at));
      bytes += statements.back().size();
    }
  }
  constexpr int turns = 15;
  double parsing = 1e9;
  double both = 1e9;
  std::size_t references = 0;
  Resolver resolver;
  const ResolveContext context;
  StatementParser parser;
  for (int turn = 0; turn < turns; ++turn) {
    double begin = processor_seconds();
    for (const std::string& sql : statements) (void)parser.parse(sql);
    parsing = std::min(parsing, processor_seconds() - begin);
    begin = processor_seconds();
    references = 0;
    for (const std::string& sql : statements) {
      const auto tree = parser.parse(sql);
      if (!tree || *tree == nullptr) continue;
      const Resolution& resolution = resolver.resolve(**tree, context);
      references += resolution.tables.size() + resolution.columns.size();
    }
    both = std::min(both, processor_seconds() - begin);
  }
  std::printf("%zu statements, %.1f MB, %zu references\n", statements.size(), bytes / 1e6, references);
  std::printf("parse %.1f ms, resolve %.1f ms: %.1f %%\n", parsing * 1e3, (both - parsing) * 1e3,
              100 * (both - parsing) / parsing);
}
