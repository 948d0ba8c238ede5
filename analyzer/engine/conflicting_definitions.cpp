#include "analyzer/engine/conflicting_definitions.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/catalog/foreign_keys.h"
#include "analyzer/catalog/session.h"
#include "analyzer/engine/migration_order.h"
#include "analyzer/sql/keywords.h"
#include "analyzer/sql/nodes.h"
#include "analyzer/sql/parse.h"

namespace floodwall {
namespace {

/// A CREATE TABLE that says all there is to say, unconditionally.
bool is_whole_definition(const CreateStmt& create, const SchemaStatement& fact) {
  if (create.if_not_exists || fact.is_lowered || fact.has_holes) return false;
  return create.relation->relpersistence != RELPERSISTENCE_TEMP && create.partbound == nullptr &&
         create.inhRelations == nullptr && create.ofTypename == nullptr;
}

/// What runs in one database, in this order.
struct Unit {
  std::vector<const LinkedFile*> files;
  bool is_chain = false;
};

/// A table that a unit makes, as it is in the end.
struct Made {
  Place at;
  RelationPtr last = nullptr;
};

struct Twice {
  RelationName name;
  Place first;
  Place second;
  RelationPtr before;
  RelationPtr after;
};

/// Replays a unit by itself; what it refers to and does not make is taken for being there.
class UnitReplay {
 public:
  const Unit& unit;
  std::map<RelationName, Made> made;
  std::set<std::string> made_names;  ///< the same, bare
  std::set<std::string> parents;     ///< bare names of tables that foreign keys refer to
  std::vector<Twice> twice;

  UnitReplay(const Unit& replayed, StatementParser& parser) : unit(replayed), parser_(parser) {
    for (const LinkedFile* file : unit.files) {
      std::uint32_t run = 0;
      for (const SchemaStatement& fact : file->facts->schema) {
        if (fact.run != run) session_ = Session(Catalog(session_.catalog()));
        run = fact.run;
        apply(*file, fact);
      }
    }
    for (auto& [name, each] : made) {
      const RelationPtr* last = session_.catalog().relations.find(name);
      if (last != nullptr) each.last = *last;
    }
    std::erase_if(made, [](const auto& each) { return each.second.last == nullptr; });
    std::erase_if(twice, [&](const Twice& each) { return doubtful_.contains(each.name.name); });
    std::erase_if(made, [&](const auto& each) { return doubtful_.contains(each.first.name); });
    for (const auto& [name, each] : made) made_names.insert(name.name);
  }

 private:
  void apply(const LinkedFile& file, const SchemaStatement& fact) {
    if (fact.sql.empty() || !fact.pattern.empty()) return;
    const auto tree = parser_.parse(fact.sql);
    if (!tree || *tree == nullptr) return;
    const Node& statement = **tree;
    const StatementSource source{fact.sql, {file.file, fact.at, fact.line}};
    note_parents(statement);
    if (fact.may_run) return note_doubt(statement);
    const CreateStmt* create = node_cast<CreateStmt>(&statement);
    if (create == nullptr || !is_whole_definition(*create, fact)) {
      if (create != nullptr) doubtful_.emplace(view_of(create->relation->relname));
      return run_leniently(statement, source);
    }
    RelationName name = name_of(*create->relation);
    if (name.schema.empty()) name.schema = session_.creation_schema();
    const RelationPtr* known = session_.catalog().relations.find(name);
    if (known != nullptr && (*known)->is_assumed) {
      session_.forget(name);
      known = nullptr;
    }
    const auto first = made.find(name);
    if (known == nullptr || first == made.end()) {
      made[name] = {.at = source.at};
      return run_strictly(statement, source, name);
    }
    const RelationPtr before = *known;
    const Session kept = session_;
    session_.forget(name);
    run_strictly(statement, source, name);
    const RelationPtr* after = session_.catalog().relations.find(name);
    const bool is_first = std::ranges::find(twice, name, &Twice::name) == twice.end();
    if (after != nullptr && is_first) twice.push_back({name, first->second.at, source.at, before, *after});
    session_ = kept;
  }

  /// A definition that PostgreSQL refuses for another reason makes nothing.
  void run_strictly(const Node& statement, const StatementSource& source, const RelationName& name) {
    const Session before = session_;
    if (session_.apply(statement, source)) return;
    session_ = before;
    doubtful_.insert(name.name);
  }

  void run_leniently(const Node& statement, const StatementSource& source) {
    const Session before = session_;
    if (!session_.apply_leniently(statement, source)) session_ = before;
  }

  void note_parents(const Node& statement) {
    std::vector<DeclaredForeignKey> keys;
    if (const auto* create = node_cast<CreateStmt>(&statement)) keys = foreign_keys_of(*create);
    if (const auto* alter = node_cast<AlterTableStmt>(&statement)) keys = foreign_keys_of(*alter);
    for (const DeclaredForeignKey& key : keys) {
      RelationName parent = name_of(*key.constraint->pktable);
      parents.insert(parent.name);
      if (parent.name == view_of(key.child->relname) || session_.find(parent) != nullptr) continue;
      if (parent.schema.empty()) parent.schema = session_.creation_schema();
      session_.assume({.name = std::move(parent), .open = "another unit makes it", .is_assumed = true});
    }
  }

  /// What perhaps runs, perhaps drops or makes the table.
  void note_doubt(const Node& statement) {
    if (const auto* drop = node_cast<DropStmt>(&statement)) {
      for (const Node& object : each<Node>(drop->objects)) {
        if (const List* parts = node_cast<List>(&object)) doubtful_.insert(name_of(parts).name);
      }
    } else if (const auto* create = node_cast<CreateStmt>(&statement)) {
      doubtful_.emplace(view_of(create->relation->relname));
    } else if (const auto* rename = node_cast<RenameStmt>(&statement);
               rename != nullptr && rename->relation) {
      doubtful_.emplace(view_of(rename->relation->relname));
    } else if (const auto* alter = node_cast<AlterTableStmt>(&statement)) {
      doubtful_.emplace(view_of(alter->relation->relname));
    }
  }

  StatementParser& parser_;
  Session session_;
  std::set<std::string> doubtful_;
};

/// Whether two types are one, as far as they are told: a search_path may have left a schema out.
bool may_be_same_type(std::string_view one, std::string_view two) {
  if (one.size() < two.size()) std::swap(one, two);
  return one == two || two.empty() || (one.ends_with(two) && one[one.size() - two.size() - 1] == '.');
}

/// "phone is only there", in the order of the columns; empty if they are alike, or not wholly known.
std::vector<std::string> differences(const Relation& here, const Relation& there) {
  std::vector<std::string> found;
  if (!here.open.empty() || !there.open.empty()) return found;
  for (const Column& column : there.columns) {
    const Column* known = here.column(column.name);
    const std::string name = quoted_identifier(column.name);
    if (known == nullptr) {
      found.push_back(name + " is only there");
    } else if (!may_be_same_type(known->type, column.type)) {
      found.push_back(name + " is " + column.type + " there, " + known->type + " here");
    }
  }
  for (const Column& column : here.columns) {
    if (there.column(column.name) == nullptr)
      found.push_back(quoted_identifier(column.name) + " is only here");
  }
  return found;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// Whether a script is by its name what a chain's tool keeps the state of the database in.
bool is_schema_of(const LinkedFile& script, const Unit& chain) {
  const std::string_view folder = folder_of(script.path);
  const std::string_view name = folder.empty() ? script.path : script.path.substr(folder.size() + 1);
  if (name != "schema.sql" && name != "structure.sql") return false;
  const std::string_view migrations = folder_of(chain.files.front()->path);
  return folder == migrations || folder == folder_of(migrations);
}

class ConflictSearch {
 public:
  ConflictSearch(std::span<const LinkedFile> files, ProjectSchema& schema) : schema_(schema) {
    std::vector<const LinkedFile*> migrations;
    std::vector<const MigrationIdentity*> identities;
    for (const LinkedFile& file : files) {
      if (file.facts->is_test || file.facts->schema.empty()) continue;
      if (file.facts->migration.tool.empty()) {
        if (file.path.ends_with(".sql")) units_.push_back({{&file}});
      } else {
        migrations.push_back(&file);
        identities.push_back(&file.facts->migration);
      }
    }
    std::ranges::sort(units_, {}, [](const Unit& unit) { return unit.files.front()->path; });
    for (const MigrationChain& chain : chains_of(identities)) {
      if (!chain.gap.empty() || chain.files.empty()) continue;
      Unit& unit = units_.emplace_back(Unit{.files = {}, .is_chain = true});
      for (const std::size_t i : chain.files) unit.files.push_back(migrations[i]);
    }
  }

  void run() {
    const std::set<FileId> candidates = files_of_repeated_names();
    if (candidates.empty()) return;
    StatementParser parser;
    std::deque<UnitReplay> replays;
    for (const Unit& unit : units_) {
      const bool is_candidate = std::ranges::any_of(
          unit.files, [&](const LinkedFile* file) { return candidates.contains(file->file); });
      if (is_candidate) add_repeated(replays.emplace_back(unit, parser));
    }
    for (std::size_t i = 0; i < replays.size(); ++i) {  // scripts by path, then chains
      for (std::size_t later = i + 1; later < replays.size(); ++later) {
        const bool has_chain = replays[later].unit.is_chain;
        if (replays[i].unit.is_chain || !is_one_database(replays[i], replays[later])) continue;
        if (!has_chain && (is_upgrade(replays[i]) || is_upgrade(replays[later]))) continue;
        compare(replays[has_chain ? i : later], replays[has_chain ? later : i], has_chain);
      }
    }
  }

 private:
  /// Files that make a table whose name is made more than once.
  std::set<FileId> files_of_repeated_names() const {
    std::map<std::string_view, std::vector<FileId>> makers;
    for (const auto& [name, events] : schema_.history) {
      for (const SchemaEvent& event : events) {
        if (event.kind == SchemaEvent::Kind::Created) makers[name].push_back(event.at.file);
      }
    }
    for (const auto& [name, relations] : schema_.definitions) {
      std::vector<FileId>& known = makers[name];
      for (const RelationPtr& each : relations) {
        if (std::ranges::find(known, each->at.file) == known.end()) known.push_back(each->at.file);
      }
    }
    std::set<FileId> files;
    for (const auto& [name, each] : makers) {
      if (1 < each.size()) files.insert(each.begin(), each.end());
    }
    return files;
  }

  void add_repeated(const UnitReplay& replay) {
    for (const Twice& each : replay.twice)
      add(each.name, each.second, each.first, *each.after, *each.before, false);
  }

  void add(const RelationName& name, const Place& here, const Place& there, const Relation& now,
           const Relation& other, bool is_end_of_chain) {
    std::vector<std::string> found = differences(now, other);
    if (found.empty()) return;
    schema_.conflicts[here.file].push_back({name, there, is_end_of_chain, std::move(found)});
  }

  /// Whether a foreign key of one leads to a table that only the other makes, or a name says so.
  bool is_one_database(const UnitReplay& one, const UnitReplay& two) const {
    if (two.unit.is_chain && is_schema_of(*one.unit.files.front(), two.unit)) return true;
    return leads_to(one, two) || leads_to(two, one);
  }

  bool leads_to(const UnitReplay& from, const UnitReplay& to) const {
    const auto is_in_unit = [&](const RelationPtr& each) {
      return std::ranges::any_of(to.unit.files,
                                 [&](const LinkedFile* file) { return file->file == each->at.file; });
    };
    return std::ranges::any_of(from.parents, [&](const std::string& parent) {
      if (from.made_names.contains(parent) || !to.made_names.contains(parent)) return false;
      const auto known = schema_.definitions.find(parent);
      return known != schema_.definitions.end() && std::ranges::all_of(known->second, is_in_unit);
    });
  }

  /// A script that changes what others make runs where an older one of them has run.
  bool is_upgrade(const UnitReplay& script) const {
    return schema_.meet_older_tables.contains(script.unit.files.front()->file);
  }

  void compare(const UnitReplay& here, const UnitReplay& there, bool is_end_of_chain) {
    for (const auto& [name, made] : here.made) {
      const auto other = there.made.find(name);
      if (other == there.made.end()) continue;
      add(name, made.at, other->second.at, *made.last, *other->second.last, is_end_of_chain);
    }
  }

  ProjectSchema& schema_;
  std::vector<Unit> units_;
};

}  // namespace

void add_conflicts(std::span<const LinkedFile> files, ProjectSchema& schema) {
  ConflictSearch(files, schema).run();
}

}  // namespace floodwall
