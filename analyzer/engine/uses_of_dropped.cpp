#include "analyzer/engine/uses_of_dropped.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "analyzer/engine/file_names.h"
#include "analyzer/engine/included_files.h"
#include "analyzer/sql/nodes.h"
#include "analyzer/sql/parse.h"

namespace floodwall {
namespace {

/// A name that somebody drops, and by which needs of others show that they use it.
struct Drop {
  DroppedName name;
  const LinkedFile* by = nullptr;
  std::string schema;  ///< in which the table is
};

bool is_migration(const LinkedFile& file) { return !file.facts->migration.tool.empty(); }
bool is_script(const LinkedFile& file) { return file.path.ends_with(".sql"); }

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool may_drop(std::string_view sql) {
  constexpr std::string_view word = "drop";
  return !std::ranges::search(sql, word, {}, [](char c) { return static_cast<char>(c | 0x20); }).empty();
}

class UsesOfDropped {
 public:
  UsesOfDropped(std::span<const LinkedFile> files, const NeedSet& answers, ProjectSchema& schema)
      : files_(files), answers_(answers), schema_(schema), included_(files) {}

  void run() {
    for (const LinkedFile& file : files_) collect(file);
    if (drops_.empty()) return;
    for (const auto& [name, relations] : schema_.definitions) stars_.insert(need_of_column(name, "*"));
    for (std::size_t i = 0; i < drops_.size(); ++i) {
      const DroppedName& name = drops_[i].name;
      if (name.column.empty()) {
        by_hash_[need_of_table(name.table)].push_back(i);
        by_hash_[need_of_table(drops_[i].schema + "." + name.table)].push_back(i);
      } else {
        by_hash_[need_of_column(name.table, name.column)].push_back(i);
      }
      add_class(drops_[i]);
    }
    for (const LinkedFile& file : files_) {
      if (!file.facts->is_test && !is_migration(file)) look_into(file);
    }
    for (auto& [name, places] : schema_.uses) {
      std::ranges::sort(places, {},
                        [&](const Place& each) { return std::pair(schema_.path_of(each.file), each.line); });
    }
  }

 private:
  /// The tables and columns that a file drops.
  void collect(const LinkedFile& file) {
    if (file.facts->is_test) return;
    for (const SchemaStatement& fact : file.facts->schema) {
      if (!fact.pattern.empty() || !may_drop(fact.sql)) continue;
      const auto tree = parser_.parse(fact.sql);
      if (!tree || *tree == nullptr) continue;
      if (const auto* drop = node_cast<DropStmt>(*tree);
          drop != nullptr && drop->removeType == OBJECT_TABLE) {
        for (const List& object : each<List>(drop->objects)) add(file, name_of(&object), {});
      } else if (const auto* alter = node_cast<AlterTableStmt>(*tree)) {
        for (const AlterTableCmd& command : each<AlterTableCmd>(alter->cmds)) {
          if (command.subtype == AT_DropColumn)
            add(file, name_of(*alter->relation), std::string(view_of(command.name)));
        }
      }
    }
  }

  void add(const LinkedFile& file, const RelationName& table, std::string column) {
    const DroppedName name{file.file, table.name, std::move(column)};
    if (schema_.uses.contains(name)) return;
    const std::optional<std::string> in = schema_in_question(table);
    if (!in || remains(file, name)) return;
    schema_.uses[name];
    drops_.push_back({name, &file, *in});
  }

  /// The one schema that ever had a table of this name; nothing if several had.
  std::optional<std::string> schema_in_question(const RelationName& table) const {
    std::set<std::string_view> schemas;
    const auto add_schema = [&](std::string_view schema) {
      if (!schema.empty()) schemas.insert(schema);
    };
    add_schema(table.schema);
    if (const auto known = schema_.history.find(table.name); known != schema_.history.end()) {
      for (const SchemaEvent& event : known->second) add_schema(event.name.schema);
    }
    if (1 < schemas.size()) return std::nullopt;
    return schemas.empty() ? "public" : std::string(*schemas.begin());
  }

  /// Whether what is dropped may be there all the same when the code runs.
  bool remains(const LinkedFile& file, const DroppedName& name) {
    if (!is_migration(file)) return names_in(file).made.contains(name.table) || adds_column(file, name);
    if (!schema_.columns_anywhere.empty() && !name.column.empty()) return true;
    const auto known = schema_.definitions.find(name.table);
    if (known == schema_.definitions.end()) {
      constexpr FileId no_migration{~0U};  // for which the table is there no more
      return name.column.empty() &&
             schema_.presence_of({"", name.table}, no_migration, false) == Presence::Unknown;
    }
    return std::ranges::any_of(known->second, [&](const RelationPtr& each) {
      if (is_class(*each)) return false;
      return name.column.empty() || !each->open.empty() || each->column(name.column) != nullptr;
    });
  }

  /// Whether a file that drops a column adds one of the same name, too.
  bool adds_column(const LinkedFile& file, const DroppedName& name) {
    if (name.column.empty()) return false;
    StatementParser parser;  // the tree of the statement that drops is still in use
    return std::ranges::any_of(file.facts->schema, [&](const SchemaStatement& fact) {
      const auto tree = parser.parse(fact.sql);
      const auto* alter = !tree || *tree == nullptr ? nullptr : node_cast<AlterTableStmt>(*tree);
      if (alter == nullptr || view_of(alter->relation->relname) != name.table) return false;
      for (const AlterTableCmd& command : each<AlterTableCmd>(alter->cmds)) {
        const ColumnDef* column = node_cast<ColumnDef>(command.def);
        if (command.subtype == AT_AddColumn && column != nullptr && view_of(column->colname) == name.column)
          return true;
      }
      return false;
    });
  }

  /// Whether the file makes or alters the table: then it is a part of its definition.
  bool concerns_itself(const LinkedFile& file, std::string_view table) {
    const FileNames& names = names_in(file);
    return names.made.contains(std::string(table)) ||
           std::ranges::find(names.altered, table) != names.altered.end();
  }
  const FileNames& names_in(const LinkedFile& file) {
    const auto [names, is_new] = names_.try_emplace(file.file);
    if (is_new) names->second = names_of(file, included_);
    return names->second;
  }

  /// Whether a relation stands for a class of a program, such as a model.
  bool is_class(const Relation& relation) {
    const LinkedFile* file = file_of(relation.at.file);
    if (file == nullptr || is_migration(*file) || file->facts->is_test) return false;
    return std::ranges::any_of(file->facts->schema, [&](const SchemaStatement& fact) {
      return fact.is_lowered && !fact.is_step && fact.line == relation.at.line && fact.at == relation.at.at;
    });
  }
  const LinkedFile* file_of(FileId id) {
    if (by_id_.empty()) {
      for (const LinkedFile& file : files_) by_id_.emplace(file.file, &file);
    }
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

  /// The class that still stands for the table; two of them may be two tables.
  void add_class(const Drop& drop) {
    if (!is_migration(*drop.by)) return;
    const auto known = schema_.definitions.find(drop.name.table);
    if (known == schema_.definitions.end()) return;
    std::map<FileId, Place> classes;
    for (const RelationPtr& each : known->second) {
      const bool has_it = drop.name.column.empty() || each->column(drop.name.column) != nullptr;
      if (has_it && is_class(*each)) classes.emplace(each->at.file, each->at);
    }
    if (classes.size() == 1) schema_.uses[drop.name].push_back(classes.begin()->second);
  }

  void look_into(const LinkedFile& file) {
    for (const Need need : file.facts->needs) {
      for (const std::uint64_t hash : need.any_of) {
        const auto wanted = by_hash_.find(hash);
        if (wanted == by_hash_.end()) continue;
        for (const std::size_t i : wanted->second) {
          if (is_use(file, need, hash, drops_[i])) add_use(file, need.line, drops_[i]);
        }
      }
    }
  }

  bool is_use(const LinkedFile& file, const Need& need, std::uint64_t hash, const Drop& drop) {
    if (file.file == drop.name.file || concerns_itself(file, drop.name.table)) return false;
    if (is_script(file) && (!is_migration(*drop.by) || folder_of(file.path) == folder_of(drop.by->path)))
      return false;
    if (!need.is_column) {
      const bool is_qualified = hash != need_of_table(drop.name.table);
      return need.any_of.size() == (is_qualified ? 2U : 1U) && drop.name.column.empty();
    }
    const std::uint64_t own_star = need_of_column(drop.name.table, "*");
    for (std::size_t i = 0; i + 1 < need.any_of.size(); i += 2) {  // a column, then what stands for any
      if (need.any_of[i] == hash && need.any_of[i + 1] == own_star) continue;
      if (!stars_.contains(need.any_of[i + 1]) || is_answered(need.any_of[i]) ||
          is_answered(need.any_of[i + 1]))
        return false;
    }
    return !drop.name.column.empty();
  }
  bool is_answered(std::uint64_t hash) const { return answers_.contains(hash); }

  void add_use(const LinkedFile& file, std::uint32_t line, const Drop& drop) {
    std::vector<Place>& places = schema_.uses[drop.name];
    const auto known = std::ranges::find(places, file.file, &Place::file);
    if (known == places.end()) {
      places.push_back({file.file, {}, line});
      schema_.paths[file.file] = file.path;
    } else {
      known->line = std::min(known->line, line);
    }
  }

  std::span<const LinkedFile> files_;
  const NeedSet& answers_;
  ProjectSchema& schema_;
  IncludedFiles included_;
  StatementParser parser_;
  std::vector<Drop> drops_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_hash_;  ///< into `drops_`
  std::unordered_set<std::uint64_t> stars_;  ///< "any column" of each table that is defined
  std::map<FileId, FileNames> names_;
  std::map<FileId, const LinkedFile*> by_id_;
};

}  // namespace

void add_uses_of_dropped(std::span<const LinkedFile> files, const NeedSet& answers, ProjectSchema& schema) {
  UsesOfDropped(files, answers, schema).run();
}

}  // namespace floodwall
