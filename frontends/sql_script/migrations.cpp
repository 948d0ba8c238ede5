// The tools themselves read their comments line by line and know nothing of dollar quotes and strings, so
// neither does this file: what counts is what the tool would do.
#include "frontends/sql_script/migrations.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "analyzer/base/ascii.h"
#include "analyzer/base/line_end.h"
#include "frontends/sql_script/path_words.h"

namespace floodwall {
namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view white_space = " \t\r\n\f\v";

/// One line; `end` is before its line ending, `next` behind it.
struct Line {
  std::size_t begin, end, next;
};

Line line_at(std::string_view text, std::size_t begin) {
  const std::size_t end = line_end(text, begin);
  return {begin, end, std::min(end + (text.substr(end).starts_with("\r\n") ? 2 : 1), text.size())};
}

/// What a `--` comment line says behind `--`; nullopt if the line is something else.
std::optional<std::string_view> comment_of(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(blanks);
  if (begin == std::string_view::npos || !line.substr(begin).starts_with("--")) return std::nullopt;
  return line.substr(begin + 2);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(white_space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white_space) + 1 - begin);
}

/// Takes `word` (lower case) and blanks before it off the front of `text`, if a blank or the end follows it.
bool take(std::string_view& text, std::string_view word) {
  std::string_view rest = text;
  rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
  if (ascii_lower(rest.substr(0, word.size())) != word) return false;
  rest.remove_prefix(word.size());
  if (!rest.empty() && blanks.find(rest.front()) == std::string_view::npos) return false;
  text = rest;
  return true;
}

std::optional<Direction> up_or_down(std::string_view text) {
  if (take(text, "up")) return Direction::Up;
  if (take(text, "down")) return Direction::Down;
  return std::nullopt;
}

// What each tool's comment says about the direction of what follows. `comment` is what stands behind `--`.

std::optional<Direction> dbmate(std::string_view comment) {
  if (take(comment, "migrate:up")) return Direction::Up;
  if (take(comment, "migrate:down")) return Direction::Down;
  return std::nullopt;
}

std::optional<Direction> goose(std::string_view comment) {
  return take(comment, "+goose") ? up_or_down(comment) : std::nullopt;
}

std::optional<Direction> sql_migrate(std::string_view comment) {
  return take(comment, "+migrate") ? up_or_down(comment) : std::nullopt;
}

std::optional<Direction> tern(std::string_view comment) {
  return trimmed(comment) == "-- create above / drop below ----" ? std::optional(Direction::Down)
                                                                 : std::nullopt;
}

/// ^\s*--[\s-]*(up|down)\s+migration; what may follow is up to the caller.
std::optional<Direction> node_pg_migrate(std::string_view& comment) {
  constexpr std::string_view migration = "migration";
  comment.remove_prefix(std::min(comment.find_first_not_of(" \t-"), comment.size()));
  const bool is_up = take(comment, "up");
  if (!is_up && !take(comment, "down")) return std::nullopt;
  comment = trimmed(comment);
  if (ascii_lower(comment.substr(0, migration.size())) != migration) return std::nullopt;
  comment.remove_prefix(migration.size());
  return is_up ? Direction::Up : Direction::Down;
}

std::optional<Direction> node_pg_migrate_loosely(std::string_view comment) {
  return node_pg_migrate(comment);
}

/// Elsewhere than among migrations, `-- down migration of birds` is prose.
std::optional<Direction> node_pg_migrate_strictly(std::string_view comment) {
  const std::optional<Direction> direction = node_pg_migrate(comment);
  return comment.empty() ? direction : std::nullopt;
}

struct Tool {
  std::string_view name;
  std::optional<Direction> (*direction_of)(std::string_view comment);
};
constexpr Tool tern_tool = {"tern", tern};
constexpr Tool node_tool = {"node-pg-migrate", node_pg_migrate_loosely};
constexpr Tool strict_node_tool = {"node-pg-migrate", node_pg_migrate_strictly};
constexpr std::array head_tools = {Tool{"dbmate", dbmate}, Tool{"goose", goose},
                                   Tool{"sql-migrate", sql_migrate}, tern_tool};

/// Where every file is searched. Most tools want their first marker before the first statement; two do not,
/// and for these the rest of a file is searched if its path looks like a migration.
constexpr std::size_t most_head = 4096;

std::vector<Section> sections_of(std::string_view text, const Tool& tool) {
  std::vector<Section> sections;
  const auto begin_section = [&](std::size_t begin, Direction direction) {
    if (sections.empty() && begin != 0) sections.push_back({0, Direction::Up});
    if (!sections.empty() && sections.back().direction == direction) return;
    sections.push_back({static_cast<std::uint32_t>(begin), direction});
  };
  for (std::size_t at = text.find("--"); at != std::string_view::npos; at = text.find("--", at)) {
    std::size_t begin = at;
    while (begin != 0 && blanks.find(text[begin - 1]) != std::string_view::npos) --begin;
    const Line line = line_at(text, at);
    if (begin == 0 || text[begin - 1] == '\n' || text[begin - 1] == '\r') {
      const std::optional<Direction> direction = tool.direction_of(text.substr(at + 2, line.end - at - 2));
      if (direction) begin_section(begin, *direction);
    }
    at = line.next;
  }
  const bool is_all_up = sections.size() == 1 && sections.front().direction == Direction::Up;
  return is_all_up ? std::vector<Section>{} : sections;
}

bool contains(std::string_view text, std::string_view long_needle) {
  return std::search(text.begin(), text.end(),
                     std::boyer_moore_horspool_searcher(long_needle.begin(), long_needle.end())) !=
         text.end();
}

// Liquibase: changesets in one file, the way back in comments.

bool is_liquibase(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(white_space);
  if (begin == std::string_view::npos) return false;
  std::optional<std::string_view> comment = comment_of(text.substr(begin, line_at(text, begin).end - begin));
  return comment && take(*comment, "liquibase") && take(*comment, "formatted");
}

/// `--rollback` lines that hold no SQL: there is nothing to do, or an earlier changeset says what.
bool is_no_rollback(std::string_view said) {
  const std::string lower = ascii_lower(trimmed(said));
  return lower.empty() || lower == "empty" || lower == "not required" || lower.starts_with("changesetid:") ||
         lower.starts_with("changesetid ") || lower.starts_with("changesetpath:");
}

std::uint32_t offset(std::size_t at) { return static_cast<std::uint32_t>(at); }

/// Adds a line of rollback SQL. Word by word, so that a word can be underlined; and as decoded text, because
/// nothing may be inserted there: behind a line break, it would be no comment any more and run on the way up.
void add_rollback_line(std::string_view text, std::size_t begin, const Line& line, CommentedSql& rollback) {
  const auto add = [&](std::size_t from, std::size_t until, std::string_view sql) {
    const std::uint32_t at = offset(rollback.sql.size());
    rollback.sql += sql;
    rollback.pieces.push_back(
        {{at, offset(rollback.sql.size())}, {offset(from), offset(until)}, SourceMap::Origin::Decoded});
  };
  while (begin < line.end) {
    const bool is_blank = blanks.find(text[begin]) != std::string_view::npos;
    const std::size_t next =
        is_blank ? text.find_first_not_of(blanks, begin) : text.find_first_of(" \t;(),", begin + 1);
    const std::size_t end = std::min(next, line.end);
    add(begin, end, text.substr(begin, end - begin));
    begin = end;
  }
  add(line.end, line.next, "\n");
}

/// `/* liquibase rollback … */`: the SQL stands there as it is.
void add_rollback_block(std::string_view text, std::size_t begin, std::vector<CommentedSql>& rollbacks) {
  const std::size_t end = text.find("*/", begin);
  if (end == std::string_view::npos || is_no_rollback(text.substr(begin, end - begin))) return;
  const std::uint32_t size = offset(end - begin);
  rollbacks.push_back({std::string(text.substr(begin, size)),
                       {{{0, size}, {offset(begin), offset(end)}, SourceMap::Origin::Verbatim}}});
}

std::vector<CommentedSql> liquibase_rollbacks(std::string_view text) {
  std::vector<CommentedSql> rollbacks;
  bool continues = false;  // the line above was a rollback too
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at);
    at = line.next;
    const std::string_view whole = text.substr(line.begin, line.end - line.begin);
    std::string_view said = comment_of(whole).value_or(std::string_view());
    if (said.data() != nullptr && take(said, "rollback")) {
      if (is_no_rollback(said)) continue;
      if (!continues) rollbacks.emplace_back();
      continues = true;
      add_rollback_line(text, line.end - said.size() + said.find_first_not_of(blanks), line,
                        rollbacks.back());
      continue;
    }
    continues = false;
    std::string_view block = trimmed(whole);
    if (!block.starts_with("/*")) continue;
    block.remove_prefix(2);
    if (take(block, "liquibase") && take(block, "rollback")) {
      add_rollback_block(text, static_cast<std::size_t>(block.data() - text.data()), rollbacks);
    }
  }
  return rollbacks;
}

// By path.

bool starts_with_digits(std::string_view text, std::size_t count) {
  return count <= text.size() && std::ranges::all_of(text.substr(0, count), is_digit);
}

/// V1__x, U2.1__x, B3__x, R__x; `letter` is lower case.
bool is_flyway(std::string_view stem, char letter) {
  if (!stem.starts_with(letter)) return false;
  stem.remove_prefix(1);
  const std::size_t version = std::min(stem.find_first_not_of("0123456789._"), stem.size());
  if (letter == 'r') return stem.starts_with("__") && 2 < stem.size();
  return 3 <= version && is_digit(stem.front()) && stem.substr(0, version).ends_with("__") &&
         version < stem.size();
}

bool is_among_migrations(const PathWords& path) {
  const bool is_versioned = starts_with_digits(path.stem, 1) ||
                            (path.stem.starts_with('v') && starts_with_digits(path.stem.substr(1), 1));
  return is_versioned || std::ranges::any_of(path.folders, [](const std::string& folder) {
           return folder.find("migrat") != std::string::npos;
         });
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

constexpr std::array way_back_words =
    std::to_array<std::string_view>({"down", "undo", "rollback", "revert", "alwaysdown"});
constexpr std::array way_back_folders =
    std::to_array<std::string_view>({"down", "downs", "undo", "rollback", "rollbacks", "revert"});
constexpr std::array golang_words = std::to_array<std::string_view>({"up", "down", "alwaysup", "alwaysdown"});

/// Whether names say that the file takes a migration back. `x.down.sql` always does; `x_down.sql` may be
/// about a shutdown, so it must be among migrations.
bool is_way_back(const PathWords& path) {
  const bool says_so = is_one_of(path.last_word, way_back_words);
  if (says_so && (path.before_last_word == '.' || is_among_migrations(path))) return true;
  if (is_flyway(path.stem, 'u') || path.name == "down.sql") return true;
  const auto is_back = [](std::string_view folder) { return is_one_of(folder, way_back_folders); };
  return std::ranges::any_of(path.folders.rbegin(),
                             path.folders.rbegin() + std::min<std::ptrdiff_t>(2, std::ssize(path.folders)),
                             is_back);
}

std::string_view tool_of(const PathWords& path, std::string_view text) {
  if (path.name == "migration.sql" && !path.folders.empty() && starts_with_digits(path.folders.back(), 8))
    return "Prisma";
  if (path.name == "up.sql" || path.name == "down.sql") return "diesel";
  if (path.in_folder("migrations") && path.in_folder("supabase", 1)) return "Supabase";
  if (path.name == "structure.sql" && path.in_folder("db")) return "Rails";
  if (path.in_folder("committed") || (path.name == "current.sql" && path.in_folder("migrations")))
    return "graphile-migrate";
  for (const char letter : {'v', 'u', 'b', 'r'}) {
    if (is_flyway(path.stem, letter)) return "Flyway";
  }
  const bool is_numbered = starts_with_digits(path.stem, 1);
  if (path.before_last_word == '.') {
    if (is_numbered && is_one_of(path.last_word, golang_words)) return "golang-migrate";
    if (path.last_word == "rollback") return "yoyo";
  }
  const std::string_view head = text.substr(0, 64);
  for (const std::string_view folder : {"deploy", "revert", "verify"}) {
    const std::string begin = "-- " + std::string(folder) + " ";
    if (std::ranges::find(path.folders, folder) != path.folders.end() &&
        ascii_lower(head).starts_with(begin)) {
      return "sqitch";
    }
  }
  if (!is_numbered) return "";
  return contains(text, "--> statement-breakpoint") || path.in_folder("drizzle") ? "Drizzle"
                                                                                 : "numbered files";
}

/// The tool whose comments stand in `text`.
const Tool* tool_by_comments(const PathWords& path, std::string_view text) {
  const bool is_migration = is_among_migrations(path);
  const Tool& node = is_migration ? node_tool : strict_node_tool;
  for (std::size_t at = 0; at < std::min(text.size(), most_head);) {
    const Line line = line_at(text, at);
    at = line.next;
    const std::optional<std::string_view> comment =
        comment_of(text.substr(line.begin, line.end - line.begin));
    if (!comment) continue;
    if (node.direction_of(*comment)) return &node;
    for (const Tool& tool : head_tools) {
      if (tool.direction_of(*comment)) return &tool;
    }
  }
  if (!is_migration || text.size() <= most_head) return nullptr;
  if (contains(text, "---- create above / drop below ----")) return &tern_tool;
  for (const std::string_view migration : {"own migration", "own Migration", "OWN MIGRATION"}) {
    if (contains(text, migration)) return &node_tool;
  }
  return nullptr;
}

}  // namespace

Migration recognize_migration(std::string_view path, std::string_view text) {
  if (is_liquibase(text)) return {"Liquibase", {}, liquibase_rollbacks(text)};
  const PathWords words(path);
  if (const Tool* tool = tool_by_comments(words, text)) {
    std::vector<Section> sections = sections_of(text, *tool);
    return {tool->name, std::move(sections), {}};
  }
  Migration migration{tool_of(words, text), {}, {}};
  if (is_way_back(words)) migration.sections = {{0, Direction::Down}};
  return migration;
}

}  // namespace floodwall
