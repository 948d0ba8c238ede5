#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

/// What `public.t` and `t` have in common.
RelationName key_of(const RelationName& table) {
  return {table.schema == "public" ? "" : table.schema, table.name};
}

/// Names of tables that only hold rows on their way to another: nobody misses what was in them.
bool is_for_passing_through(const RelationName& table) {
  static constexpr std::array<std::string_view, 13> words = {
      "staging", "stage", "stg",     "tmp",     "temp", "temporary", "import",
      "imports", "load",  "loading", "scratch", "work", "buffer"};
  for (const std::string_view name : {std::string_view(table.schema), std::string_view(table.name)}) {
    for (std::size_t begin = 0; begin <= name.size();) {
      const std::size_t end = std::min(name.find_first_of("_$", begin), name.size());
      if (std::ranges::find(words, name.substr(begin, end - begin)) != words.end()) return true;
      begin = end + 1;
    }
  }
  return false;
}

void check_table(const std::vector<const TableUse*>& uses, RuleContext& ctx) {
  const TableUse* emptied = nullptr;
  bool has_copy = false;
  for (const TableUse* use : uses) {
    switch (use->effect) {
      case TableEffect::Copies:
      case TableEffect::Renames:
        has_copy = true;
        break;
      case TableEffect::Empties:
        if (!has_copy && !use->on_new_table && use->direction == Direction::Up) emptied = use;
        break;
      case TableEffect::Fills: {
        if (emptied == nullptr || use->direction != emptied->direction) break;
        const std::string table = use->shown.empty() ? ctx.name(use->table) : use->shown;
        ctx.report({
            .at = emptied->at,
            .message = "replaces the contents of " + table +
                       " without a copy: if the reload brings less, or fails after a commit, the "
                       "old rows are gone",
            .notes = {{use->at, "the reload of " + table},
                      {{},
                       "INSERT … ON CONFLICT keeps what is there; or CREATE TABLE … AS TABLE " + table +
                           " first"}},
            .tables = {use->shown.empty() ? display(use->table) : table},
        });
        emptied = nullptr;
        break;
      }
      case TableEffect::Creates:
      case TableEffect::Removes:
      case TableEffect::Upserts:
        break;
    }
  }
}

bool copies_everything(const TableUse& use) {
  return use.effect == TableEffect::Copies && use.table.name.empty();
}

void check(const Script& script, RuleContext& ctx) {
  std::map<RelationName, std::vector<const TableUse*>> by_table;
  std::vector<const TableUse*> of_everything;
  for (const TableUse& use : script.uses) {
    if (copies_everything(use)) {
      of_everything.push_back(&use);
      for (auto& [table, uses] : by_table) uses.push_back(&use);
    } else {
      by_table.try_emplace(key_of(use.table), of_everything).first->second.push_back(&use);
    }
  }
  for (const auto& [table, uses] : by_table) {
    if (!is_for_passing_through(table)) check_table(uses, ctx);
  }
}

}  // namespace

extern constexpr Rule replace_without_backup = {
    .meta = {.id = "replace-without-backup",
             .summary = "A table is emptied and filled again with no copy taken before",
             .severity = Severity::Warning,
             .since = "0.1"},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
