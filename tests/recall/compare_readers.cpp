// compare_readers FOLDER: the SQL that is found in the C and C++ below a folder, taken as one project, by our
// own reader and by tree-sitter. Prints what only one of them shows: '+' is the reader's, '-' is
// tree-sitter's.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/text/line_index.h"
#include "frontends/cpp/cpp.h"
#include "frontends/cpp/paths.h"

namespace floodwall {
namespace {

std::deque<SourceFile> files_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && cpp::is_cpp_path(entry.path().string())) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::deque<SourceFile> files;
  for (const std::filesystem::path& path : paths) {
    std::ifstream in(path, std::ios::binary);
    files.emplace_back(static_cast<FileId>(files.size()), path.lexically_relative(folder).string(),
                       std::string(std::istreambuf_iterator<char>(in), {}));
  }
  return files;
}

/// "src/a.cpp:7:12-8:3: [PQexec] in f: DELETE FROM {}", the same for whatever stand-ins.
std::string line_of(const SourceFile& file, const LineIndex& lines, const SqlFragment& fragment,
                    const std::string& routine) {
  const Span at = fragment.map.locate({0, static_cast<std::uint32_t>(fragment.sql.size())});
  const LineColumn begin = lines.at(at.begin);
  const LineColumn end = lines.at(at.end);
  std::string text;
  std::uint32_t done = 0;
  for (const Hole& hole : fragment.holes) {
    text += fragment.sql.substr(done, hole.sql.begin - done) + "{}";
    done = hole.sql.end;
  }
  text += fragment.sql.substr(done);
  std::ranges::replace(text, '\n', ' ');
  return std::string(file.path()) + ":" + std::to_string(begin.line) + ":" + std::to_string(begin.column) +
         "-" + std::to_string(end.line) + ":" + std::to_string(end.column) + ": [" + fragment.api + "] in " +
         routine + ": " + text;
}

std::vector<std::string> lines_of(const SourceFile& file, const FoundSql& found) {
  const LineIndex index(file.text());
  std::vector<std::string> routines(found.fragments.size(), "nothing");
  for (const HostRoutine& routine : found.routines) {
    for (const RoutineStep& step : routine.steps) {
      if (step.fragment) routines[*step.fragment] = routine.name;
    }
  }
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < found.fragments.size(); ++i)
    lines.push_back(line_of(file, index, found.fragments[i], routines[i]));
  std::ranges::sort(lines);
  return lines;
}

/// Of each file its lines, as one of the readers has it.
std::vector<std::vector<std::string>> found_by(cpp::Parse* parse, const std::deque<SourceFile>& files) {
  std::vector<FoundSql> alone;
  for (const SourceFile& file : files) alone.push_back(cpp::find_sql(file, {}, host::HostProject(), parse));
  std::vector<const host::HostFacts*> facts;
  for (const FoundSql& each : alone) facts.push_back(&each.facts);
  const host::HostProject project(facts);
  std::vector<std::vector<std::string>> lines;
  for (const SourceFile& file : files)
    lines.push_back(lines_of(file, cpp::find_sql(file, {}, project, parse)));
  return lines;
}

void print(char sign, const std::vector<std::string>& lines, const std::vector<std::string>& others) {
  std::vector<std::string> only;
  std::ranges::set_difference(lines, others, std::back_inserter(only));
  for (const std::string& line : only) std::printf("%c%s\n", sign, line.c_str());
}

}  // namespace
}  // namespace floodwall

int main(int argc, char** argv) {
  using namespace floodwall;
  if (argc != 2) return 2;
  const std::deque<SourceFile> files = files_below(argv[1]);
  const auto by_reader = found_by(&cpp::parse, files);
  const auto by_tree_sitter = found_by(&cpp::parse_by_tree_sitter, files);
  std::size_t count = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    count += by_reader[i].size();
    print('+', by_reader[i], by_tree_sitter[i]);
    print('-', by_tree_sitter[i], by_reader[i]);
  }
  std::fprintf(stderr, "%zu %zu\n", files.size(), count);
  return 0;
}
