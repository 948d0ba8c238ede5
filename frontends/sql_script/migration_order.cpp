#include "frontends/sql_script/migration_order.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "analyzer/base/ascii.h"
#include "frontends/sql_script/path_words.h"

namespace floodwall {
namespace {

std::string_view without_last(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view last_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Tools that give each migration a folder: prisma/migrations/20240318101500_add_invoices/migration.sql.
bool has_folder_each(std::string_view tool) { return tool == "Prisma" || tool == "diesel"; }

/// "V1.10__add" -> {1, 10}; "0007_orders" -> {7}; numbers too long for 64 bits are cut.
std::vector<std::uint64_t> version_of(std::string_view name) {
  if (!name.empty() && !is_digit(name.front())) name.remove_prefix(1);
  std::vector<std::uint64_t> version;
  while (!name.empty() && is_digit(name.front())) {
    std::uint64_t number = 0;
    while (!name.empty() && is_digit(name.front())) {
      if (number < (std::uint64_t{1} << 60) / 10) number = 10 * number + std::uint64_t(name.front() - '0');
      name.remove_prefix(1);
    }
    version.push_back(number);
    const bool goes_on =
        1 < name.size() && (name[0] == '.' || name[0] == '_' || name[0] == '-') && is_digit(name[1]);
    if (!goes_on) break;
    name.remove_prefix(1);
  }
  return version;
}

/// The names behind `-- requires: a, b c` in the comments at the top.
std::vector<std::string> named_behind(std::string_view text, std::string_view word) {
  constexpr std::size_t most_head = 4096;
  std::vector<std::string> names;
  text = text.substr(0, most_head);
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.starts_with("--")) continue;
    line.remove_prefix(2);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with(word)) continue;
    line.remove_prefix(word.size());
    while (!line.empty()) {
      const std::size_t begin = std::min(line.find_first_not_of(" \t\r,"), line.size());
      line.remove_prefix(begin);
      const std::string_view name = line.substr(0, line.find_first_of(" \t\r,"));
      if (!name.empty()) names.emplace_back(name);
      line.remove_prefix(name.size());
    }
  }
  return names;
}

}  // namespace

MigrationIdentity identity_of_script(std::string_view path, std::string_view tool, std::string_view text) {
  if (tool.empty() || tool == "Rails") return {};  // Rails' structure.sql is no migration: it is the result
  MigrationIdentity identity{.tool = std::string(tool)};
  const std::string_view folder = without_last(path);
  std::string_view name = last_of(path);
  identity.chain = folder;
  if (has_folder_each(tool)) {
    name = last_of(folder);
    identity.chain = without_last(folder);
  }
  identity.id = name.substr(0, std::min(name.rfind('.'), name.size()));
  identity.version = version_of(name);
  if (tool == "Flyway") {
    const char letter = ascii_lower(name.front());
    identity.is_repeatable = letter == 'r';
    identity.is_baseline = letter == 'b';
  }
  if (tool == "sqitch") {
    if (last_of(folder) != "deploy") return {};  // reverts and verifies: they define nothing
    identity.chain = without_last(folder);
    identity.after = named_behind(text, "requires:");
  }
  if (tool == "yoyo") identity.after = named_behind(text, "depends:");
  return identity;
}

}  // namespace floodwall
