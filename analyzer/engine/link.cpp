#include "analyzer/engine/link.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "analyzer/engine/migration_order.h"
#include "analyzer/engine/schema_replay.h"

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

/// Files that make what others alter come first, whatever they are called.
std::vector<std::size_t> in_useful_order(std::span<const SchemaReplay::Names> names) {
  std::vector<std::size_t> order;
  std::vector<bool> done(names.size());
  std::set<std::string_view> made;
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto is_made = [&](const std::string& name) { return made.contains(name); };
      if (done[i] || !std::ranges::all_of(names[i].altered, is_made)) continue;
      done[i] = goes_on = true;
      order.push_back(i);
      made.insert(names[i].made.begin(), names[i].made.end());
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!done[i]) order.push_back(i);
  }
  return order;
}

/// Links in steps: scripts and programs, then migrations over them, then tests over everything.
class Linker {
 public:
  Linker(std::span<const LinkedFile> files, ProjectSchema& schema)
      : schema_(schema), replay_(schema), is_alone_(files.size() < 2) {
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
  }

  void run() {
    Catalog scripts = Catalog::empty_database();
    replay_files(scripts_, scripts, schema_.definitions);
    add_definitions(scripts, schema_.definitions);
    schema_.catalog = scripts;
    replay_migrations(scripts);
    schema_.open.clear();
    if (is_alone_ && migrations_.empty()) schema_.open = "only one file is known";
    if (schema_.definitions.empty()) schema_.open = "nothing here defines a table";
    for (const std::string& pattern : schema_.patterns) {
      if (pattern.find_first_not_of("*_") != std::string::npos) continue;
      schema_.open = "a table is made whose name only the run knows";
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
    std::vector<SchemaReplay::Names> names;
    for (const LinkedFile* file : files) names.push_back(replay_.names_of(*file->facts));
    for (const std::size_t i : in_useful_order(names))
      catalog = replay_.replay(catalog, files[i]->file, *files[i]->facts, ReplayAs::Script, kept);
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
        for (const std::string& name : replay_.names_of(*migrations_[i]->facts).made) {
          const auto known = schema_.definitions.find(name);
          if (known == schema_.definitions.end()) continue;
          for (const RelationPtr& relation : known->second) state.remove(relation->name);
        }
      }
      const Catalog start = state;
      for (const std::size_t i : chain.files) {
        const LinkedFile& file = *migrations_[i];
        schema_.before[file.file] = state;
        state = replay_.replay(state, file.file, *file.facts, ReplayAs::Migration, schema_.within[file.file]);
      }
      merge(start, state);
    }
  }

  /// What a chain has made or changed goes before what scripts say of it.
  void merge(const Catalog& start, const Catalog& end) {
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
  SchemaReplay replay_;
  std::vector<const LinkedFile*> scripts_;
  std::vector<const LinkedFile*> migrations_;
  std::vector<const LinkedFile*> tests_;
  bool is_alone_;
  std::string gap_;
  Place gap_at_;
};

void add_answers(const Definitions& definitions, std::vector<std::uint64_t>& answers) {
  for (const auto& [name, relations] : definitions) {
    answers.push_back(need_of_table(name));
    for (const RelationPtr& relation : relations) {
      answers.push_back(need_of_table(relation->name.schema + "." + name));
      if (relation->is_schema_assumed) answers.push_back(need_of_table("*." + name));
      if (!relation->open.empty()) answers.push_back(need_of_column(name, "*"));
      for (const Column& column : relation->columns) answers.push_back(need_of_column(name, column.name));
    }
  }
  std::ranges::sort(answers);
  answers.erase(std::ranges::unique(answers).begin(), answers.end());
}

}  // namespace

Project::Project(std::span<const LinkedFile> files) {
  Linker(files, schema_).run();
  add_answers(schema_.definitions, answers_);
  add_answers(schema_.in_tests, answers_in_tests_);
}

bool Project::concerns(FileId file, const FileFacts& facts) const {
  if (schema_.definitions.empty()) return false;
  if (facts.wants_project) return true;
  const bool is_migration = schema_.before.contains(file);  // meets less than there is in the end
  return std::ranges::any_of(facts.needs, [&](const Need& need) {
    if (is_migration && need.is_column) return true;
    const auto met = std::ranges::count_if(need.any_of, [&](std::uint64_t each) {
      return std::ranges::binary_search(answers_, each) ||
             (facts.is_test && std::ranges::binary_search(answers_in_tests_, each));
    });
    return met == 0 || (1 < met && need.is_column);  // two relations have it: which one is meant?
  });
}

}  // namespace floodwall
