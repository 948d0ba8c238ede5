#include "analyzer/engine/schema_replay.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "analyzer/catalog/builtins.h"
#include "analyzer/catalog/references.h"
#include "analyzer/engine/older_tables.h"

namespace floodwall {
namespace {

using Kept = std::map<std::string, std::vector<RelationPtr>, std::less<>>;

/// The relation that a statement makes; nullptr if it makes none.
const RangeVar* made_by(const Node& statement) {
  if (const auto* create = node_cast<CreateStmt>(&statement)) return create->relation;
  if (const auto* foreign = node_cast<CreateForeignTableStmt>(&statement)) return foreign->base.relation;
  if (const auto* view = node_cast<ViewStmt>(&statement)) return view->view;
  if (const auto* as = node_cast<CreateTableAsStmt>(&statement)) return as->into->rel;
  if (const auto* sequence = node_cast<CreateSeqStmt>(&statement)) return sequence->sequence;
  const SelectStmt* select = node_cast<SelectStmt>(&statement);
  return select == nullptr || select->intoClause == nullptr ? nullptr : select->intoClause->rel;
}

/// The relation that a statement changes.
const RangeVar* changed_by(const Node& statement) {
  if (const auto* alter = node_cast<AlterTableStmt>(&statement)) return alter->relation;
  if (const auto* rename = node_cast<RenameStmt>(&statement)) return rename->relation;
  if (const auto* move = node_cast<AlterObjectSchemaStmt>(&statement)) return move->relation;
  return nullptr;
}

bool drops_relations(const DropStmt& drop) {
  return drop.removeType == OBJECT_TABLE || drop.removeType == OBJECT_VIEW ||
         drop.removeType == OBJECT_MATVIEW || drop.removeType == OBJECT_FOREIGN_TABLE;
}

bool renames_relation(const RenameStmt& rename) {
  return rename.renameType == OBJECT_TABLE || rename.renameType == OBJECT_VIEW ||
         rename.renameType == OBJECT_MATVIEW || rename.renameType == OBJECT_FOREIGN_TABLE;
}

void keep(const RelationPtr& relation, Kept& kept) {
  std::vector<RelationPtr>& known = kept[relation->name.name];
  if (std::ranges::find(known, relation) == known.end()) known.push_back(relation);
}

/// Whether a column's type is none of PostgreSQL's or the project's, and begins as words for holes do.
bool is_of_stand_in(const Column& column) {
  const std::string_view word = std::string_view(column.type).substr(0, column.type.find_first_of("(["));
  if (!word.starts_with('h') && !word.starts_with("_h")) return false;
  static constexpr std::array of_extensions = std::to_array<std::string_view>({"hstore", "halfvec"});
  return std::ranges::find(of_extensions, word) == of_extensions.end() && !is_builtin_type(word) &&
         user_type_of(word).name.empty();
}

}  // namespace

/// A statement at a time, for one file and those that it includes.
struct SchemaReplay::OneFile {
  ProjectSchema& schema;
  Session session;
  std::vector<const LinkedFile*> files;  ///< the one at hand is the last, those that include it are before it
  ReplayAs as;
  Kept& kept;
  bool may_run = false;  ///< what is included where a statement may not run may not run either

  FileId file() const { return files.back()->file; }

  RelationPtr found(const RelationName& name) const {
    const Relation* relation = session.find(name);
    const RelationPtr* owner =
        relation == nullptr ? nullptr : session.catalog().relations.find(relation->name);
    return owner == nullptr ? nullptr : *owner;
  }
  RelationName qualified(RelationName name) const {
    if (name.schema.empty()) name.schema = session.creation_schema();
    if (name.schema.empty()) name.schema = "public";
    return name;
  }
  void assume(const RelationName& name) {
    if (session.find(name) != nullptr || builtin_relation(name)) return;
    session.assume({.name = qualified(name),
                    .is_schema_assumed = name.schema.empty(),
                    .open = "nothing here defines it",
                    .is_assumed = true});
  }
  /// An assumption that something proves.
  void believe(const RelationName& name) {
    const RelationPtr relation = found(name);
    if (relation == nullptr || !relation->is_assumed) return;
    Relation real = *relation;
    real.is_assumed = false;
    real.open = "nothing here makes it, something changes it";
    session.assume(std::move(real));
  }
  void note(SchemaEvent::Kind kind, const RelationName& name, const SchemaStatement& fact,
            std::string new_name = {}) {
    schema.history[name.name].push_back({kind, name, std::move(new_name), {file(), fact.at, fact.line}});
  }
  /// What a name means at this moment counts as defined, whatever happens to it.
  void keep_now(const RelationName& name) {
    const RelationPtr relation = found(name);
    if (relation != nullptr && !relation->is_assumed) keep(relation, kept);
  }
  /// A table that a script makes may be there as it is now, or as it was before: `statement` may have been
  /// worked into the script.
  void note_older_table(const Node& statement, const RelationName& name) {
    const RelationPtr table = found(name);
    if (table == nullptr || table->is_assumed || !changes_once(statement)) return;
    const auto is_own = [&](const LinkedFile* each) { return each->file == table->at.file; };
    if (std::ranges::any_of(files, is_own)) return;
    if (as == ReplayAs::Migration && schema.before.contains(table->at.file)) return;
    for (const LinkedFile* each : files) schema.meet_older_tables.insert(each->file);
  }
  /// What a script drops or renames was there before it ran.
  void keep_former_column(const Node& statement, const RangeVar& table) {
    const RelationPtr relation = as == ReplayAs::Script ? found(name_of(table)) : nullptr;
    if (relation == nullptr || relation->is_assumed) return;
    for (const std::string_view former : columns_dropped_by(statement)) {
      if (relation->column(former) != nullptr) continue;
      Relation before = *relation;
      before.columns.push_back({.name = std::string(former)});
      keep(std::make_shared<const Relation>(std::move(before)), kept);
    }
  }
  /// Other scripts may change the table under its old name, before or after this one takes that away.
  void open_moved(const RelationName& now, const RelationPtr& before) {
    const RelationPtr relation = as == ReplayAs::Script ? found(now) : nullptr;
    if (relation == nullptr || before == nullptr || before->at.file == file() || !relation->open.empty())
      return;
    Relation moved = *relation;
    moved.open = "a script gives it another name";
    session.assume(std::move(moved));
    keep_now(now);
  }
  void open_subject(const RangeVar* subject, std::string_view reason) {
    const RelationPtr relation = subject == nullptr ? nullptr : found(name_of(*subject));
    if (relation == nullptr || !relation->open.empty()) return;
    Relation opened = *relation;
    opened.open = reason;
    session.assume(std::move(opened));
  }
  /// The type of a column is not known if a word stands in for it.
  void forget_stand_ins(const RangeVar* subject) {
    const RelationPtr relation = subject == nullptr ? nullptr : found(name_of(*subject));
    if (relation == nullptr || std::ranges::none_of(relation->columns, is_of_stand_in)) return;
    Relation known = *relation;
    for (Column& column : known.columns) {
      if (is_of_stand_in(column)) column.type.clear();
    }
    session.assume(std::move(known));
  }
  void note_events(const Node& statement, const SchemaStatement& at) {
    if (const RangeVar* made = made_by(statement)) note(SchemaEvent::Kind::Created, name_of(*made), at);
    if (const auto* rename = node_cast<RenameStmt>(&statement);
        rename != nullptr && renames_relation(*rename)) {
      const RelationName name = name_of(*rename->relation);
      const std::string new_name(view_of(rename->newname));
      note(SchemaEvent::Kind::Renamed, name, at, new_name);
      note(SchemaEvent::Kind::Created, {name.schema, new_name}, at);
    }
    if (const auto* drop = node_cast<DropStmt>(&statement); drop != nullptr && drops_relations(*drop)) {
      for (const List& object : each<List>(drop->objects))
        note(SchemaEvent::Kind::Dropped, name_of(&object), at);
    }
  }
  /// Assumes what the statement refers to, takes an assumption back that it makes true.
  void prepare(const Node& statement, bool is_lowered) {
    const RangeVar* made = made_by(statement);
    if (made != nullptr) {
      const RelationPtr known = found(name_of(*made));
      if (known != nullptr && known->is_assumed) session.forget(known->name);
    }
    for (const TableReference& reference : resolve(statement).tables) {
      if (reference.use == ReferenceUse::Drops || reference.may_be_missing) continue;
      assume(reference.name);
      // What makes a table may be code that we do not see; what changes it in a migration has run once.
      if (is_lowered && as == ReplayAs::Migration && reference.use == ReferenceUse::Alters)
        believe(reference.name);
    }
  }
  /// Nobody knows better than who wrote it what there is: a definition counts though PostgreSQL refuses it.
  void run(const Node& statement, const StatementSource& source) {
    if (session.apply(statement, source) || session.apply_leniently(statement, source)) return;
    const RangeVar* made = made_by(statement);
    if (made == nullptr || session.find(name_of(*made)) != nullptr) return;
    session.assume({.name = qualified(name_of(*made)),
                    .is_schema_assumed = made->schemaname == nullptr,
                    .open = "its definition does not hold",
                    .at = source.at});
  }
  void apply(const Node& statement, const SchemaStatement& fact) {
    const DropStmt* drop = node_cast<DropStmt>(&statement);
    if (as == ReplayAs::Script && (drop != nullptr || statement.type == T_DropOwnedStmt)) return;
    prepare(statement, fact.is_lowered);
    const RangeVar* changed = changed_by(statement);
    if (changed != nullptr) {
      note_older_table(statement, name_of(*changed));
      keep_former_column(statement, *changed);
      keep_now(name_of(*changed));
    }
    const StatementSource source{fact.sql, {file(), fact.at, fact.line}};
    if (fact.may_run || may_run) {
      const Session before = session;
      run(statement, source);
      if (const RangeVar* subject = made_by(statement) != nullptr ? made_by(statement) : changed) {
        RelationName name = name_of(*subject);
        const RenameStmt* rename = node_cast<RenameStmt>(&statement);
        if (rename != nullptr && renames_relation(*rename)) {
          name.name = view_of(rename->newname);
          believe(name);
        }
        keep_now(name);
      }
      session = before;
      return;
    }
    const RangeVar* made = made_by(statement);
    const RelationPtr known_before = changed == nullptr ? nullptr : found(name_of(*changed));
    const RelationPtr known = made == nullptr ? nullptr : found(name_of(*made));
    if (as == ReplayAs::Script && known != nullptr && known->at.file != file()) {
      keep_another_definition(statement, source, known);
      return;
    }
    run(statement, source);
    if (fact.has_holes) {
      forget_stand_ins(made != nullptr ? made : changed);
      open_subject(made != nullptr ? made : changed, "a part of its definition is known only at run time");
    }
    if (made != nullptr) keep_now(name_of(*made));
    if (changed != nullptr) keep_now(name_of(*changed));
    if (const auto* rename = node_cast<RenameStmt>(&statement);
        rename != nullptr && renames_relation(*rename)) {
      const RelationName name{std::string(view_of(rename->relation->schemaname)),
                              std::string(view_of(rename->newname))};
      believe(name);
      open_moved(name, known_before);
      keep_now(name);
    }
    if (const auto* move = node_cast<AlterObjectSchemaStmt>(&statement); move != nullptr && move->relation)
      open_moved({std::string(view_of(move->newschema)), name_of(*move->relation).name}, known_before);
    note_events(statement, fact);
  }
  /// Another file defines the same relation: both definitions count.
  void keep_another_definition(const Node& statement, const StatementSource& source,
                               const RelationPtr& known) {
    keep(known, kept);
    const Session before = session;
    for (const RelationName& index : known->indexes) session.forget(index);
    for (const RelationName& each : session.catalog().dependents_of(known->name)) {
      const Relation* relation = session.catalog().find(each);
      if (relation != nullptr && relation->kind == RelationKind::Sequence) session.forget(each);
    }
    session.forget(known->name);
    run(statement, source);
    if (const RelationPtr other = found(known->name); other != nullptr) keep(other, kept);
    session = before;
  }
  /// A statement about a relation whose name is known in part or not at all.
  void apply_pattern(const Node& statement, const SchemaStatement& fact) {
    if (const AlterTableStmt* alter = node_cast<AlterTableStmt>(&statement)) {
      for (const AlterTableCmd& command : each<AlterTableCmd>(alter->cmds)) {
        const ColumnDef* column = node_cast<ColumnDef>(command.def);
        if (command.subtype != AT_AddColumn || column == nullptr) continue;
        schema.columns_anywhere.emplace_back(fact.has_holes ? "*" : view_of(column->colname));
      }
    } else if (const RenameStmt* rename = node_cast<RenameStmt>(&statement)) {
      if (rename->renameType == OBJECT_COLUMN) {
        schema.columns_anywhere.emplace_back(view_of(rename->newname));
      } else if (renames_relation(*rename)) {
        schema.patterns.push_back(fact.pattern);
      }
    } else if (statement.type == T_IndexStmt) {
      schema.indexed_patterns.push_back(fact.pattern);
    } else if (made_by(statement) != nullptr) {
      schema.patterns.push_back(fact.pattern);
      const bool is_unknown = fact.pattern.find_first_not_of("*_") == std::string::npos;
      if (is_unknown && schema.opened_at.at.size() == 0) schema.opened_at = {file(), fact.at, fact.line};
    }
  }
};

void SchemaReplay::replay_one(OneFile& now, const SchemaStatement& fact) {
  if (is_inclusion(fact)) return include(now, fact);
  if (fact.sql.empty()) {
    schema_.patterns.push_back(fact.pattern);
    return;
  }
  const auto tree = parser_.parse(fact.sql);
  if (!tree || *tree == nullptr) return;
  if (fact.pattern.empty()) {
    now.apply(**tree, fact);
  } else {
    now.apply_pattern(**tree, fact);
  }
}

/// A file that includes itself ends there; a migration runs when its tool says so.
// NOLINTNEXTLINE(misc-no-recursion): as deep as files include each other, each once
void SchemaReplay::include(OneFile& now, const SchemaStatement& inclusion) {
  IncludedFiles::Found found = included_.at(inclusion, now.files.back()->path);
  if (found.file == nullptr) {
    if (open_.empty()) {
      open_ = std::move(found.why_unknown);
      opened_at_ = {now.file(), inclusion.at, inclusion.line};
    }
    return;
  }
  const bool is_open = std::ranges::find(now.files, found.file) != now.files.end();
  if (is_open || !found.file->facts->migration.tool.empty()) return;
  const bool may_run = now.may_run;
  now.may_run = now.may_run || inclusion.may_run;
  now.files.push_back(found.file);
  for (const SchemaStatement& fact : found.file->facts->schema) replay_one(now, fact);
  now.files.pop_back();
  now.may_run = may_run;
}

Catalog SchemaReplay::replay(const Catalog& start, const LinkedFile& file, ReplayAs as, Kept& kept) {
  Catalog latest = start;
  const std::vector<SchemaStatement>& schema = file.facts->schema;
  for (auto fact = schema.begin(); fact != schema.end();) {
    const std::uint32_t run = fact->run;
    OneFile now{schema_, Session(latest, {.passes_over_refused = true}), {&file}, as, kept};
    for (; fact != schema.end() && fact->run == run; ++fact) replay_one(now, *fact);
    latest = now.session.catalog();
  }
  return latest;
}

}  // namespace floodwall
