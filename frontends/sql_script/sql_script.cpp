#include "frontends/sql_script/sql_script.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/ascii.h"
#include "frontends/sql_script/foreign_path.h"
#include "frontends/sql_script/migration_order.h"
#include "frontends/sql_script/migrations.h"
#include "frontends/sql_script/path_words.h"

namespace floodwall {
namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

/// The program that a `#!` line names, if it is a shell or another language's interpreter; else empty.
std::string_view interpreter_of(std::string_view text) {
  if (!text.starts_with("#!")) return {};
  std::string_view line = text.substr(2, text.find_first_of("\r\n") - 2);
  while (!line.empty()) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    const std::string_view word = line.substr(begin, line.find_first_of(" \t", begin) - begin);
    line.remove_prefix(begin + word.size());
    const std::string_view program = word.substr(word.rfind('/') + 1);
    if (program == "env" || program.starts_with('-')) continue;
    const bool is_known =
        std::ranges::any_of(std::to_array<std::string_view>(
                                {"sh", "bash", "dash", "ash", "zsh", "ksh", "fish", "perl", "ruby", "node"}),
                            [&](std::string_view known) { return program == known; });
    return is_known || program.starts_with("python") ? program : std::string_view();
  }
  return {};
}

std::string why_skipped(const SourceFile& file, const FrontendSettings& settings) {
  const std::string_view text = file.text();
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return "it is UTF-16; psql reads UTF-8";
  if (const std::string_view program = interpreter_of(text); !program.empty())
    return "its first line says that " + std::string(program) + " runs it";
  return why_foreign(settings.dialect, settings.path_of(file));
}

/// The script in a file that is a raw literal as a whole, R"sql(…)sql", for C++ to #include; else all of it.
std::string_view within_raw_literal(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos || !text.substr(begin).starts_with("R\"")) return text;
  const std::size_t open = text.find_first_of("( \t\r\n\\", begin);
  if (open == std::string_view::npos || text[open] != '(') return text;
  const std::string closing = ")" + std::string(text.substr(begin + 2, open - begin - 2)) + "\"";
  const std::size_t close = text.find(closing, open);
  const bool is_whole = close != std::string_view::npos &&
                        text.find_first_not_of(blanks, close + closing.size()) == std::string_view::npos;
  return is_whole ? text.substr(open + 1, close - open - 1) : text;
}

SqlFragment rollback_fragment(FileId file, CommentedSql rollback, std::uint32_t text_begin) {
  for (SourceMap::Piece& piece : rollback.pieces) {
    piece.host = {piece.host.begin + text_begin, piece.host.end + text_begin};
  }
  SqlFragment fragment;
  fragment.file = file;
  fragment.sql = std::move(rollback.sql);
  fragment.map = SourceMap(std::move(rollback.pieces));
  fragment.sections = {{0, Direction::Down}};
  fragment.api = "--rollback";
  return fragment;
}

}  // namespace

std::span<const std::string> script_extensions() {
  static const std::vector<std::string> extensions = [] {
    std::vector<std::string> all;
    for (const std::string base : {".sql", ".psql", ".pgsql", ".ddl"}) {
      for (const char* suffix : {"", ".in", ".j2", ".jinja", ".tmpl", ".template", ".postgres"}) {
        all.push_back(base + suffix);
      }
    }
    return all;
  }();
  return extensions;
}

bool is_sql_path(std::string_view path, std::span<const std::string> extensions) {
  const std::string name = PathWords(path).name;
  return std::ranges::any_of(extensions, [&](std::string_view extension) {
    if (extension.starts_with('.')) extension.remove_prefix(1);
    const std::string ending = "." + ascii_lower(extension);
    return 1 < ending.size() && ending.size() < name.size() && name.ends_with(ending);
  });
}

FoundSql find_script(const SourceFile& file, const FrontendSettings& settings) {
  FoundSql found;
  found.skipped = why_skipped(file, settings);
  if (!found.skipped.empty()) return found;

  std::string_view text = file.text();
  if (text.starts_with(utf8_mark)) text.remove_prefix(utf8_mark.size());
  text = within_raw_literal(text);
  const auto begin = static_cast<std::uint32_t>(text.data() - file.text().data());
  Migration migration = recognize_migration(settings.path_of(file), text);
  found.migration = identity_of_script(settings.path_of(file), migration.tool, text);
  found.is_test = PathWords(settings.path_of(file)).is_for_tests();

  SqlFragment script;
  script.file = file.id();
  script.sql = text;
  script.map = SourceMap::verbatim(static_cast<std::uint32_t>(text.size()), begin);
  script.sections = std::move(migration.sections);
  script.api = "psql";
  script.is_script = true;
  if (settings.dialect.empty()) {
    if (const std::optional<ForeignPath> foreign = foreign_path(settings.path_of(file)))
      script.foreign_hint = hint_of(*foreign);
  }
  found.fragments.push_back(std::move(script));
  for (CommentedSql& rollback : migration.rollbacks) {
    found.fragments.push_back(rollback_fragment(file.id(), std::move(rollback), begin));
  }
  return found;
}

}  // namespace floodwall
