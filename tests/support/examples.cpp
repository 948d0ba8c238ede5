#include "tests/support/examples.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/core.h>

#include "analyzer/report/rule_doc.h"
#include "integrations/workspace/read_file.h"

namespace floodwall {
namespace {

namespace fs = std::filesystem;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end != 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// One word of an info string; false if it means nothing.
bool apply_setting(std::string_view word, RuleExample& example) {
  if (word == "fixed") {
    example.is_fixed = true;
  } else if (word == "in-transaction") {
    example.options.analysis.assume_in_transaction = true;
  } else if (word.starts_with("path=")) {
    example.options.path = word.substr(5);
  } else if (word.starts_with("pg=")) {
    const std::string_view number = word.substr(3);
    int& version = example.options.analysis.pg_version;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), version);
    return error == std::errc() && end == number.data() + number.size();
  } else {
    return false;
  }
  return true;
}

std::vector<std::string> files_below(const fs::path& folder, std::string_view extension) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_regular_file() && entry->path().extension() == extension)
      files.push_back(entry->path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

RuleExamples examples_of(const RegisteredRule& rule) {
  RuleExamples result;
  const RuleDoc doc = rule_doc(rule.doc);
  std::string schema;
  for (const DocSection& section : doc.sections) {
    int number = 0;
    for (const DocPart& part : section.parts) {
      if (part.kind != DocPart::Kind::Block) continue;
      ++number;
      RuleExample example;
      example.heading = section.heading;
      example.name = fmt::format("{}.md, {}, block {}", rule.file, section.heading, number);
      const std::vector<std::string_view> info = words_of(part.info);
      const std::string_view language = info.empty() ? std::string_view() : info.front();
      if (language == "schema") {
        schema = part.code;
        continue;
      }
      if (language == "python") example.options.path = "module.py";
      if (language == "cpp") example.options.path = "module.cpp";
      if (language != "sql" && language != "python" && language != "cpp") {
        if (language != "toml" && language != "text") {
          result.problems.push_back(fmt::format("{}: nobody understands ```{}", example.name, part.info));
        }
        continue;
      }
      for (std::size_t i = 1; i < info.size(); ++i) {
        if (!apply_setting(info[i], example)) {
          result.problems.push_back(fmt::format("{}: nobody understands {}", example.name, info[i]));
        }
      }
      example.schema = example.is_fixed ? "" : std::move(schema);
      schema.clear();
      if (!example.schema.empty()) example.options.beside = {{"schema.sql", example.schema}};
      example.code = part.code;
      result.examples.push_back(std::move(example));
    }
    if (!schema.empty())
      result.problems.push_back(fmt::format("{}.md: a schema without a case below it", rule.file));
    schema.clear();
  }
  return result;
}

const std::vector<Fixture>& fixtures() {
  static const std::vector<Fixture> files = [] {
    std::vector<Fixture> all;
    const fs::path top(FLOODWALL_SOURCE_DIR);
    std::vector<std::string> paths = files_below(top / "fixtures", ".sql");
    for (const char* folder : {"fixtures/demo", "fixtures/hosts", "fixtures/names"}) {
      for (const char* ending : {".py", ".c", ".cpp", ".h", ".pgc"}) {
        const std::vector<std::string> programs = files_below(top / folder, ending);
        paths.insert(paths.end(), programs.begin(), programs.end());
      }
    }
    for (const std::string& path : paths) {
      Fixture fixture;
      fixture.path = fs::path(path).lexically_relative(top).string();
      if (Result<std::string> text = read_file(path)) {
        fixture.text = std::move(*text);
      } else {
        fixture.refused = text.error().message;
      }
      all.push_back(std::move(fixture));
    }
    return all;
  }();
  return files;
}

std::vector<LintFile> beside(const Fixture& fixture) {
  constexpr std::string_view demo = "fixtures/demo/";
  std::string project = "fixtures/names/";
  if (fixture.path.starts_with(demo)) {
    project = fixture.path.substr(0, fixture.path.find('/', demo.size()) + 1);
  } else if (!fixture.path.starts_with(project)) {
    return {};
  }
  std::vector<LintFile> files;
  for (const Fixture& each : fixtures()) {
    if (each.path != fixture.path && each.path.starts_with(project)) files.push_back({each.path, each.text});
  }
  return files;
}

std::vector<Sample> samples() {
  std::vector<Sample> all;
  for (const RegisteredRule& rule : all_rules()) {
    for (RuleExample& example : examples_of(rule).examples) {
      if (!is_sql(example.options)) continue;
      LintOptions options = example.options;
      options.rules = &full_rule_set();
      all.push_back({example.name, example.text(), std::move(options)});
    }
  }
  for (const Fixture& fixture : fixtures()) {
    if (fixture.refused.empty() && is_sql({.path = fixture.path}))
      all.push_back({fixture.path, fixture.text, {.path = fixture.path}});
  }
  return all;
}

std::vector<Sample> regression_samples() {
  std::vector<Sample> all;
  for (const std::string& path : files_below(FLOODWALL_REGRESSION_SQL, ".sql")) {
    const std::string name = fs::path(path).filename().string();
    if (Result<std::string> text = read_file(path)) all.push_back({name, std::move(*text), {.path = name}});
  }
  return all;
}

}  // namespace floodwall
