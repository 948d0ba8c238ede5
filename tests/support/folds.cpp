#include "tests/support/folds.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "analyzer/text/line_index.h"
#include "frontends/embedded/fences.h"

namespace floodwall {
namespace {

/// The SQL with holes as the user wrote them: "DELETE FROM ⟨{table}⟩"; line breaks as ⏎.
std::string shown(const SqlFragment& fragment) {
  std::string sql;
  std::uint32_t done = 0;
  for (const Hole& hole : fragment.holes) {
    sql += fragment.sql.substr(done, hole.sql.begin - done) + "⟨" + hole.written + "⟩";
    done = hole.sql.end;
  }
  sql += fragment.sql.substr(done);
  std::string line;
  for (const char c : sql) line += c == '\n' ? "⏎" : std::string(1, c);
  return line;
}

/// The files that a program is made of: one, if it does not say where the next one begins.
std::vector<SourceFile> files_of(std::string_view program, std::string_view comment,
                                 const std::string& path) {
  const std::string next_file = std::string(comment) + " file: ";
  std::vector<SourceFile> files;
  while (program.starts_with(next_file)) {
    const std::size_t begin = program.find('\n');
    const std::size_t end = std::min(program.find(next_file, begin), program.size());
    files.emplace_back(FileId{}, std::string(program.substr(next_file.size(), begin - next_file.size())),
                       std::string(program.substr(begin + 1, end - begin - 1)));
    program.remove_prefix(end);
  }
  if (files.empty()) files.emplace_back(FileId{}, path, std::string(program));
  return files;
}

std::vector<std::string> expected_in(std::string_view program, std::string_view comment) {
  const std::string mark = std::string(comment) + " folds: ";
  std::vector<std::string> all;
  for (std::size_t at = program.find(mark); at != std::string_view::npos; at = program.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    all.emplace_back(program.substr(begin, program.find('\n', begin) - begin));
  }
  std::ranges::sort(all);
  return all;
}

}  // namespace

std::vector<std::string> folds_in(std::string_view program, std::string_view comment,
                                  const std::string& path) {
  const std::vector<SourceFile> files = files_of(program, comment, path);
  std::vector<FoundSql> alone;
  std::vector<const host::HostFacts*> facts;
  for (const SourceFile& file : files) alone.push_back(find_sql(file, {}));
  for (const FoundSql& each : alone) facts.push_back(&each.facts);
  std::vector<std::string> all;
  for (const SqlFragment& fragment : find_sql(files.back(), {}, host::HostProjects(facts)).fragments) {
    if (!fragment.api.empty()) all.push_back(shown(fragment));
  }
  std::ranges::sort(all);
  return all;
}

std::vector<FoldingProgram> folding_programs(const std::string& page_path, std::string_view comment,
                                             const std::string& path) {
  std::ifstream in(page_path, std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  const LineIndex lines(page);
  std::vector<FoldingProgram> programs;
  for (const Fence& fence : markdown_code(page).fences) {
    FoldingProgram& program = programs.emplace_back();
    for (const Span line : fence.lines) program.text += slice(page, line);
    if (!fence.lines.empty()) program.line = lines.line_of(fence.lines.front().begin) + 1;
    program.expected = expected_in(program.text, comment);
    program.found = folds_in(program.text, comment, path);
  }
  return programs;
}

}  // namespace floodwall
