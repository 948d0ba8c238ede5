#include "analyzer/engine/link.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "analyzer/engine/conflicting_definitions.h"
#include "analyzer/engine/defined_elsewhere.h"
#include "analyzer/engine/file_names.h"
#include "analyzer/engine/migration_order.h"
#include "analyzer/engine/older_tables.h"
#include "analyzer/engine/schema_replay.h"
#include "analyzer/engine/uses_of_dropped.h"

namespace floodwall {
namespace {

using Definitions = std::map<std::string, std::vector<RelationPtr>, std::less<>>;

void add_definition(const RelationPtr& relation, Definitions& definitions) {
  if (relation->is_assumed || relation->kind == RelationKind::Index) return;
  std::vector<RelationPtr>& known = definitions[relation->name.name];
  if (std::ranges::find(known, relation) == known.end()) known.push_back(relation);
}

void add_definitions(const Catalog& catalog, Definitions& definitions) {
  catalog.relations.for_each(
      [&](const RelationName&, const RelationPtr& relation) { add_definition(relation, definitions); });
}

/// Models say less than scripts do: they come behind them.
bool is_lowered(const LinkedFile& file) {
  return std::ranges::any_of(file.facts->schema, &SchemaStatement::is_lowered);
}

void add_included(const LinkedFile& file, const IncludedFiles& included,
                  std::vector<const LinkedFile*>& found) {
  for (const SchemaStatement& fact : file.facts->schema) {
    if (!is_inclusion(fact)) continue;
    const LinkedFile* inner = included.at(fact, file.path).file;
    // What a test includes may be there for others, too.
    if (inner != nullptr && inner != &file && (!file.facts->is_test || inner->facts->is_test))
      found.push_back(inner);
  }
}

/// The files that run only where others include them. Of those that include each other, the first does not.
std::set<const LinkedFile*> only_included(const std::vector<const LinkedFile*>& files,
                                          const IncludedFiles& included) {
  std::set<const LinkedFile*> inner;
  std::vector<const LinkedFile*> direct;
  for (const LinkedFile* file : files) add_included(*file, included, direct);
  inner.insert(direct.begin(), direct.end());
  if (inner.empty()) return inner;
  std::set<const LinkedFile*> reached;
  const auto reach = [&](const LinkedFile* root) {
    std::vector<const LinkedFile*> work = {root};
    while (!work.empty()) {
      const LinkedFile* file = work.back();
      work.pop_back();
      if (reached.insert(file).second) add_included(*file, included, work);
    }
  };
  for (const LinkedFile* file : files) {
    if (!inner.contains(file)) reach(file);
  }
  for (const LinkedFile* file : files) {
    if (reached.contains(file)) continue;
    inner.erase(file);
    reach(file);
  }
  return inner;
}

/// Files that make what others alter come first, whatever they are called. What no file makes keeps nobody
/// waiting.
std::vector<std::size_t> in_useful_order(std::span<const FileNames> names) {
  std::map<std::string_view, std::vector<std::size_t>> waiting;  // for a name that somebody makes
  for (const FileNames& each : names) {
    for (const std::string& made : each.made) waiting.try_emplace(made);
  }
  std::vector<std::size_t> unmet(names.size());
  std::set<std::size_t> ready;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (const std::string& altered : names[i].altered) {
      const auto wanted = waiting.find(altered);
      if (wanted == waiting.end() || names[i].made.contains(altered)) continue;
      wanted->second.push_back(i);
      ++unmet[i];
    }
    if (unmet[i] == 0) ready.insert(i);
  }
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    const std::size_t next = *ready.begin();
    ready.erase(ready.begin());
    order.push_back(next);
    for (const std::string& made : names[next].made) {
      for (const std::size_t i : std::exchange(waiting[made], {})) {
        if (--unmet[i] == 0) ready.insert(i);
      }
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {  // those that wait for each other
    if (0 < unmet[i]) order.push_back(i);
  }
  return order;
}

/// Links in steps: scripts and programs, then migrations over them, then tests over everything.
class Linker {
 public:
  Linker(std::span<const LinkedFile> files, ProjectSchema& schema)
      : schema_(schema), included_(files), replay_(schema, included_), is_alone_(files.size() < 2) {
    for (const LinkedFile& file : files) {
      if (file.facts->schema.empty() && file.facts->migration.tool.empty()) continue;
      schema_.paths[file.file] = file.path;
      if (file.facts->is_test) {
        tests_.push_back(&file);
      } else if (file.facts->migration.tool.empty()) {
        scripts_.push_back(&file);
      } else {
        migrations_.push_back(&file);
      }
    }
    for (std::vector<const LinkedFile*>* each : {&tests_, &scripts_, &migrations_})
      std::ranges::sort(*each, {},
                        [](const LinkedFile* file) { return std::pair(is_lowered(*file), file->path); });
    std::vector<const LinkedFile*> all = scripts_;
    all.insert(all.end(), migrations_.begin(), migrations_.end());
    all.insert(all.end(), tests_.begin(), tests_.end());
    const std::set<const LinkedFile*> inner = only_included(all, included_);
    for (std::vector<const LinkedFile*>* each : {&tests_, &scripts_})
      std::erase_if(*each, [&](const LinkedFile* file) { return inner.contains(file); });
  }

  void run() {
    Catalog scripts = Catalog::empty_database();
    replay_files(scripts_, scripts, schema_.definitions);
    add_definitions(scripts, schema_.definitions);
    add_series(scripts_, schema_);
    schema_.catalog = scripts;
    replay_migrations(scripts);
    schema_.open.clear();
    if (is_alone_ && migrations_.empty()) schema_.open = "only one file is known";
    if (schema_.definitions.empty()) schema_.open = "nothing here defines a table";
    for (const std::string& pattern : schema_.patterns) {
      if (pattern.find_first_not_of("*_") != std::string::npos) continue;
      schema_.open = "a table is made whose name only the run knows";
    }
    if (schema_.open.empty() && !replay_.open().empty()) {
      schema_.open = replay_.open();
      schema_.opened_at = replay_.opened_at();
    }
    if (schema_.open.empty() && !gap_.empty()) {
      schema_.open = gap_;
      schema_.opened_at = gap_at_;
    }
    Catalog with_tests = schema_.catalog;
    replay_files(tests_, with_tests, schema_.in_tests);
    with_tests.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
      const RelationPtr* known = schema_.catalog.relations.find(name);
      if (known == nullptr || *known != relation) add_definition(relation, schema_.in_tests);
    });
  }

 private:
  void replay_files(const std::vector<const LinkedFile*>& files, Catalog& catalog, Definitions& kept) {
    std::vector<FileNames> names;
    for (const LinkedFile* file : files) names.push_back(names_of(*file, included_));
    for (const std::size_t i : in_useful_order(names))
      catalog = replay_.replay(catalog, *files[i], ReplayAs::Script, kept);
  }

  void replay_migrations(const Catalog& scripts) {
    std::vector<const MigrationIdentity*> identities;
    for (const LinkedFile* file : migrations_) identities.push_back(&file->facts->migration);
    for (const MigrationChain& chain : chains_of(identities)) {
      if (!chain.gap.empty() && gap_.empty()) {
        gap_ = chain.gap;
        gap_at_ = {migrations_[chain.gap_at]->file, {}};
      }
      Catalog state = scripts;
      for (const std::size_t i : chain.files) {  // what the chain makes itself is not there before
        for (const std::string& name : names_of(*migrations_[i], included_).made) {
          const auto known = schema_.definitions.find(name);
          if (known == schema_.definitions.end()) continue;
          for (const RelationPtr& relation : known->second) state.remove(relation->name);
        }
      }
      const Catalog start = state;
      for (const std::size_t i : chain.files) {
        const LinkedFile& file = *migrations_[i];
        schema_.before[file.file] = state;
        state = replay_.replay(state, file, ReplayAs::Migration, schema_.within[file.file]);
      }
      const auto meets_older = [&](std::size_t i) {
        return schema_.meet_older_tables.contains(migrations_[i]->file);
      };
      if (std::ranges::any_of(chain.files, meets_older)) {
        for (const std::size_t i : chain.files) schema_.meet_older_tables.insert(migrations_[i]->file);
      }
      merge(start, state);
    }
  }

  /// What a chain has made, changed or dropped goes before what scripts say of it.
  void merge(const Catalog& start, const Catalog& end) {
    start.relations.for_each([&](const RelationName& name, const RelationPtr&) {
      if (end.relations.find(name) == nullptr) schema_.catalog.remove(name);
    });
    end.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
      const RelationPtr* known = start.relations.find(name);
      if ((known != nullptr && *known == relation) || relation->is_assumed) return;
      add_definition(relation, schema_.definitions);
      schema_.catalog.put(*relation);
    });
    const auto add_new = [](const auto& from, auto& to) {
      from.for_each([&](const auto& name, const auto& value) { to.set(name, value); });
    };
    add_new(end.schemas, schema_.catalog.schemas);
    add_new(end.types, schema_.catalog.types);
    add_new(end.functions, schema_.catalog.functions);
    add_new(end.extensions, schema_.catalog.extensions);
  }

  ProjectSchema& schema_;
  IncludedFiles included_;
  SchemaReplay replay_;
  std::vector<const LinkedFile*> scripts_;
  std::vector<const LinkedFile*> migrations_;
  std::vector<const LinkedFile*> tests_;
  bool is_alone_;
  std::string gap_;
  Place gap_at_;
};

NeedSet met_needs(const Definitions& definitions) {
  std::vector<std::uint64_t> needs;
  for (const auto& [name, relations] : definitions) {
    needs.push_back(need_of_table(name));
    for (const RelationPtr& relation : relations) {
      needs.push_back(need_of_table(relation->name.schema + "." + name));
      if (relation->is_schema_assumed) needs.push_back(need_of_table("*." + name));
      if (!relation->open.empty()) needs.push_back(need_of_column(name, "*"));
      for (const Column& column : relation->columns) needs.push_back(need_of_column(name, column.name));
    }
  }
  return NeedSet(needs);
}

/// The columns that not every version of a relation has: what is there in the end says nothing of what a
/// migration meets.
NeedSet passing_columns(const ProjectSchema& schema) {
  std::unordered_map<std::string_view, std::vector<const Relation*>> versions;
  const auto add = [&](const Definitions& definitions) {
    for (const auto& [name, relations] : definitions) {
      std::vector<const Relation*>& known = versions[name];
      for (const RelationPtr& relation : relations) {
        if (std::ranges::find(known, relation.get()) == known.end()) known.push_back(relation.get());
      }
    }
  };
  add(schema.definitions);
  for (const auto& [file, made] : schema.within) add(made);
  std::vector<std::uint64_t> passing;
  std::map<std::string_view, std::size_t> known_by;
  for (const auto& [name, relations] : versions) {
    if (relations.size() < 2) continue;
    known_by.clear();
    for (const Relation* relation : relations) {
      for (const Column& column : relation->columns) ++known_by[column.name];
    }
    for (const auto& [column, count] : known_by) {
      if (count < relations.size()) passing.push_back(need_of_column(name, column));
    }
  }
  return NeedSet(passing);
}

/// Of what makes a key several times, a script, a migration and a class, one is told.
void add_unindexed_keys(ProjectSchema& schema) {
  std::set<const Relation*> seen;
  for (const auto& [name, relations] : schema.definitions) {
    for (const RelationPtr& each : relations) {
      const Relation* last = schema.catalog.find(each->name);
      if (last == nullptr || !seen.insert(last).second) continue;
      std::set<std::vector<std::string>> known;
      for (const TableConstraint& key : last->constraints) {
        const bool is_key = key.kind == ConstraintKind::ForeignKey && known.insert(key.columns).second;
        if (is_key && schema.has_unindexed_key(last->name, key.columns))
          schema.with_unindexed_keys.insert(key.at.file);
      }
    }
  }
}

}  // namespace

Project::Project(std::span<const LinkedFile> files) {
  Linker(files, schema_).run();
  answers_ = met_needs(schema_.definitions);
  answers_in_tests_ = met_needs(schema_.in_tests);
  passing_columns_ = passing_columns(schema_);
  if (schema_.open.empty()) {
    schema_.open = why_unread(files);
    if (schema_.open.empty()) schema_.open = why_defined_elsewhere(files, answers_, schema_);
    schema_.is_mostly_elsewhere = !schema_.open.empty();
  }
  add_uses_of_dropped(files, answers_, schema_);
  add_conflicts(files, schema_);
  add_unindexed_keys(schema_);
}

bool Project::concerns(FileId file, const FileFacts& facts) const {
  if (schema_.definitions.empty()) return false;
  if (facts.wants_project || schema_.conflicts.contains(file) || schema_.with_unindexed_keys.contains(file))
    return true;
  const bool is_migration = schema_.before.contains(file);  // meets less than there is in the end
  return std::ranges::any_of(facts.needs, [&](const Need& need) {
    const auto is_passing = [&](std::uint64_t each) { return passing_columns_.contains(each); };
    if (is_migration && need.is_column && std::ranges::any_of(need.any_of, is_passing)) return true;
    const auto met = std::ranges::count_if(need.any_of, [&](std::uint64_t each) {
      return answers_.contains(each) || (facts.is_test && answers_in_tests_.contains(each));
    });
    return met == 0 || (1 < met && need.is_column);  // two relations have it: which one is meant?
  });
}

}  // namespace floodwall
