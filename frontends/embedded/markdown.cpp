#include "frontends/embedded/markdown.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>

#include "analyzer/base/ascii.h"
#include "frontends/embedded/embedded_text.h"
#include "frontends/embedded/fences.h"
#include "frontends/embedded/sessions.h"
#include "frontends/host_values/words.h"
#include "frontends/python/python.h"
#include "frontends/sql_script/foreign_path.h"
#include "frontends/sql_script/path_words.h"

namespace floodwall {
namespace {

/// Names of PostgreSQL's SQL in info strings, as GitHub, Pygments and highlight.js know them.
constexpr std::array postgres_names = std::to_array<std::string_view>(
    {"postgresql", "postgres", "pgsql", "psql", "postgresql-console", "postgres-console"});
constexpr std::array python_names =
    std::to_array<std::string_view>({"python", "py", "python3", "py3", "pycon", "python-console"});

FoundSql find_sql_in_block(const SourceFile& file, const Fence& fence) {
  MappedText text = sql_of_session(file.text(), fence.lines);
  FoundSql found;
  if (text.text().find_first_not_of(" \t\r\n") == std::string::npos) return found;
  SqlFragment fragment;
  fragment.file = file.id();
  std::tie(fragment.sql, fragment.map) = std::move(text).release();
  fragment.api = "```" + fence.language;
  fragment.certainty = fence.language == "sql" ? Certainty::Shape : Certainty::Database;
  found.fragments.push_back(std::move(fragment));
  return found;
}

FoundSql find_python_in_block(const SourceFile& file, const Fence& fence, const FrontendSettings& settings,
                              const host::HostProject& project) {
  auto [text, map] = python_of_session(file.text(), fence.lines).release();
  FoundSql found = python::find_sql(SourceFile(file.id(), file.path(), std::move(text)), settings, project);
  for (SqlFragment& fragment : found.fragments)
    fragment.certainty = std::max(fragment.certainty, Certainty::Database);
  return lifted(std::move(found), map);
}

}  // namespace

bool is_markdown_path(std::string_view path) {
  const std::string name = ascii_lower(path);
  return name.ends_with(".md") || name.ends_with(".markdown");
}

FoundSql find_sql_in_markdown(const SourceFile& file, const FrontendSettings& settings,
                              const host::HostProject& project) {
  FoundSql all;
  all.skipped = why_foreign(settings.dialect, settings.path_of(file));
  if (!all.skipped.empty()) return all;
  MarkdownCode code = markdown_code(file.text());
  for (const Fence& fence : code.fences) {
    if (fence.language == "sql" || host::is_among(fence.language, postgres_names)) {
      add(all, find_sql_in_block(file, fence));
    } else if (host::is_among(fence.language, python_names)) {
      add(all, find_python_in_block(file, fence, settings, project));
    }
  }
  all.facts = {.asks = std::move(all.facts.asks)};  // what a text explains is no part of the program
  all.comments.insert(all.comments.end(), code.comments.begin(), code.comments.end());
  std::ranges::sort(all.comments, {}, &Span::begin);
  return all;
}

}  // namespace floodwall
