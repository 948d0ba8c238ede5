#include "integrations/cli/statistics.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "analyzer/report/printable.h"
#include "integrations/workspace/read_file.h"
#include "integrations/workspace/run.h"

namespace floodwall {

std::string statistics(const RunResult& result, const PhaseTimes& phases) {
  std::map<std::string_view, std::size_t> counts;
  for (const ReportedFile& file : result.files) {
    for (const Diagnostic& diagnostic : file.diagnostics) ++counts[diagnostic.rule];
  }
  std::vector<std::pair<std::string_view, std::size_t>> rules(counts.begin(), counts.end());
  std::ranges::stable_sort(rules, std::ranges::greater(), [](const auto& rule) { return rule.second; });

  std::string text = fmt::format("findings by rule ({} rules ran):\n", result.rules.size());
  for (const auto& [rule, count] : rules) text += fmt::format("{:>8}  {}\n", count, rule);
  text += "files by type:\n";
  for (const auto& [type, count] : result.types) {
    text += fmt::format("{:>8}  {} ({}, {} statements)\n", count.files, printable(type),
                        size_text(count.bytes), count.statements);
  }
  if (0 < result.files_known)
    text += fmt::format("{:>8}  of them known from earlier runs\n", result.files_known);
  if (0 < result.units_compiled) {
    text += fmt::format("{:>8}  files of C++ that a compiler has read (headers not found: {})\n",
                        result.units_compiled, result.missing_headers);
  }
  text += fmt::format("tables, views and sequences that the project defines: {}\n", result.schema.relations);
  for (const std::string& reason : result.schema.open)
    text += fmt::format("          {}\n", printable(reason));
  text += "seconds by stage (those of checking are sums over the threads):\n";
  const auto add = [&text](double seconds, std::string_view stage) {
    text += fmt::format("{:>8.3f}  {}\n", seconds, stage);
  };
  add(phases.find_files, "find files");
  add(phases.check, "check, of which");
  add(result.times.read, "  read");
  add(result.times.find_sql, "  find SQL");
  add(result.times.analyze, "  analyse");
  add(result.times.link, "  link the project");
  add(result.times.look_again, "  look again at what the project has something to say about");
  add(result.times.fix, "  fix");
  add(phases.report, "report");
  return text;
}

}  // namespace floodwall
