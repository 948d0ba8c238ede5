#include "frontends/sql_script/unread_schema.h"

#include <algorithm>
#include <array>
#include <string>

#include "frontends/sql_script/path_words.h"

namespace floodwall {
namespace {

struct Language {
  std::string_view ending;  ///< of file names, in lower case
  std::string_view name;
  bool has_entities = false;  ///< classes in entity/ or entities/ that stand for tables
};

constexpr std::array languages = std::to_array<Language>({
    {"rb", "Ruby"},
    {"php", "PHP", true},
    {"js", "JavaScript"},
    {"mjs", "JavaScript"},
    {"cjs", "JavaScript"},
    {"ts", "TypeScript", true},
    {"exs", "Elixir"},
    {"cs", "C#", true},
    {"go", "Go"},
    {"rs", "Rust"},
    {"java", "Java", true},
    {"kt", "Kotlin", true},
    {"xml", "XML"},
    {"yaml", "YAML"},
    {"yml", "YAML"},
});

/// 20240101_x, V1__x, Version2024, m20240101_x.
bool is_versioned(std::string_view stem) {
  for (const std::string_view before : {"version", "v", "m"}) {
    if (!stem.starts_with(before)) continue;
    stem.remove_prefix(before.size());
    break;
  }
  return !stem.empty() && is_digit(stem.front());
}

bool is_migration(const PathWords& words, std::string_view language) {
  if (language == "Ruby")
    return (words.name == "schema.rb" && words.in_folder("db")) ||
           (is_versioned(words.stem) && (words.in_folder("migrate") || words.in_folder("post_migrate")));
  if (language == "XML" || language == "YAML") return words.stem.find("changelog") != std::string::npos;
  if (!is_versioned(words.stem)) return false;
  const bool is_in_crate = language == "Rust" && words.in_folder("src") && words.in_folder("migration", 1);
  return is_in_crate || words.in_folder("migrations") || words.in_folder("migration");
}

}  // namespace

std::optional<MigrationIdentity> unread_schema(std::string_view path) {
  const std::string_view ending = path.substr(std::min(path.rfind('.'), path.size() - 1) + 1);
  const PathWords words(path);
  const std::string_view folder = path.substr(0, std::min(path.rfind('/'), path.size()));
  if (words.name.ends_with(".prisma"))
    return MigrationIdentity{.chain = std::string(folder), .language = "Prisma's language", .is_model = true};
  const auto language = std::ranges::find(languages, ending, &Language::ending);
  if (language == languages.end()) return std::nullopt;
  if (is_migration(words, language->name))
    return MigrationIdentity{.chain = std::string(folder), .language = std::string(language->name)};
  const bool is_entity =
      words.in_folder("entity") || words.in_folder("entities") || words.stem.ends_with(".entity");
  if (!language->has_entities || !is_entity) return std::nullopt;
  return MigrationIdentity{
      .chain = std::string(folder), .language = std::string(language->name), .is_model = true};
}

}  // namespace floodwall
