#include "tests/support/lint.h"

#include <fmt/core.h>

#include "analyzer/engine/link.h"
#include "analyzer/text/line_index.h"
#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"

namespace floodwall {

FileAnalysis analyze_text(std::string_view text, const LintOptions& options) {
  const SourceFile file(FileId{}, options.path, std::string(text));
  FoundSql found = find_sql(file, {});
  const host::HostProjects projects({&found.facts});
  if (projects.answers(found.facts)) found = find_sql(file, {}, projects);
  if (!found.skipped.empty()) {
    FileAnalysis analysis;
    analysis.skipped = found.skipped;
    return analysis;
  }
  const RuleSet& rules = options.rules == nullptr ? default_rule_set() : *options.rules;
  FileAnalysis alone = analyze(file, found, rules, options.analysis);
  if (options.beside.empty()) return alone;
  std::vector<FileFacts> facts = {std::move(alone.facts)};
  for (const LintFile& each : options.beside) {
    const SourceFile other(static_cast<FileId>(facts.size()), each.path, each.text);
    facts.push_back(analyze(other, find_sql(other, {}), RuleSet({}), options.analysis).facts);
  }
  std::vector<LinkedFile> files = {{file.id(), options.path, &facts.front()}};
  for (std::size_t i = 1; i < facts.size(); ++i)
    files.push_back({static_cast<FileId>(i), options.beside[i - 1].path, &facts[i]});
  const Project linked(files);
  return linked.concerns(file.id(), facts.front()) ? analyze(file, found, rules, options.analysis, &linked)
                                                   : std::move(alone);
}

bool is_sql(const LintOptions& options) { return !is_host_path(options.path); }

std::vector<Diagnostic> lint(std::string_view text, const LintOptions& options) {
  return analyze_text(text, options).diagnostics;
}

const RuleSet& default_rule_set() {
  static const RuleSet rules(default_rules());
  return rules;
}

const RuleSet& full_rule_set() {
  static const RuleSet rules = [] {
    std::vector<const RegisteredRule*> every;
    for (const RegisteredRule& rule : all_rules()) every.push_back(&rule);
    return RuleSet(std::move(every));
  }();
  return rules;
}

std::string describe(std::string_view text, const Diagnostic& diagnostic) {
  const LineColumn at = LineIndex(text).at(diagnostic.at.begin);
  std::string words(slice(text, diagnostic.at));
  if (60 < words.size()) words = words.substr(0, 57) + "...";
  return fmt::format("{}:{}: {} {} on \"{}\": {}", at.line, at.column, name_of(diagnostic.severity),
                     diagnostic.rule, words, diagnostic.message);
}

}  // namespace floodwall
