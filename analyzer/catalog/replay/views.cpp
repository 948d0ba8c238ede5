#include "analyzer/catalog/replay/views.h"

#include <algorithm>

#include "analyzer/catalog/replay/query_columns.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/statement_text.h"
#include "analyzer/catalog/replay/tables.h"

namespace floodwall {
namespace {

/// Names written for the columns of EXECUTE: (a, b) behind the relation's name.
Outcome rename_columns(QueryColumns& query, const List* names) {
  std::size_t index = 0;
  for (const String& name : each<String>(names)) {
    if (index < query.columns.size()) {
      query.columns[index].name = name.sval;
    } else if (query.open.empty()) {
      return refused("too many column names were specified");
    } else {
      query.columns.push_back({.name = name.sval});
    }
    ++index;
  }
  return {};
}

/// A `*` that nobody could look into stands somewhere among the columns: then only their names are sure.
Outcome expect_distinct(const QueryColumns& query) {
  for (std::size_t i = 0; i < query.columns.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (query.columns[i].name == query.columns[j].name)
        return refused("column " + query.columns[i].name + " specified more than once");
    }
  }
  return {};
}

bool reads_temporary(const QueryColumns& query) {
  return std::ranges::any_of(query.uses,
                             [](const ColumnUse& use) { return use.relation.schema == temporary_schema; });
}

/// The query of a view as written: behind AS, without WITH CHECK OPTION or WITH [NO] DATA.
std::string query_text(const Replay& replay) {
  if (replay.is_outline()) return {};
  const std::string_view text = behind_word(replay.source.sql, "as");
  const std::vector<Token> tokens = significant_tokens(text);
  const auto word = [&](std::size_t from_end) {
    return from_end < tokens.size() ? lower_case(slice(text, tokens[tokens.size() - 1 - from_end].at))
                                    : std::string();
  };
  std::size_t count = 0;
  if (word(0) == "option" && word(1) == "check") {
    count = word(2) == "with" ? 3 : 4;
  } else if (word(0) == "data") {
    count = word(1) == "no" ? 3 : 2;
  }
  if (count == 0 || tokens.size() <= count) return std::string(text);
  return std::string(text.substr(0, tokens[tokens.size() - count - 1].at.end));
}

Outcome create_from_query(const Replay& replay, const IntoClause& into, QueryColumns query, RelationKind kind,
                          bool if_not_exists) {
  if (into.rel == nullptr) return {};
  const auto name = creation_name(replay.session, *into.rel);
  if (!name) return std::unexpected(name.error());
  if (if_not_exists && replay.catalog().find(*name) != nullptr) return {};
  if (Outcome outcome = expect_free(replay, *name); !outcome) return outcome;
  if (Outcome outcome = expect_distinct(query); !outcome) return outcome;
  Relation relation{
      .kind = kind,
      .name = *name,
      .is_schema_assumed = into.rel->schemaname == nullptr,
      .persistence = name->schema == temporary_schema ? RELPERSISTENCE_TEMP : into.rel->relpersistence,
      .columns = std::move(query.columns),
      .open = std::move(query.open),
      .at = replay.source.at};
  if (kind == RelationKind::MaterializedView) {
    relation.uses = std::move(query.uses);
    relation.sql = query_text(replay);
  }
  if (into.onCommit == ONCOMMIT_DROP) replay.session.dropped_on_commit.push_back(*name);
  replay.catalog().put(std::move(relation));
  return {};
}

/// An option's value as PostgreSQL stores it; without one it is on.
std::string option_value(const DefElem& option) {
  if (option.arg == nullptr) return "true";
  if (const Integer* number = node_cast<Integer>(option.arg)) return std::to_string(number->ival);
  if (const Boolean* flag = node_cast<Boolean>(option.arg)) return flag->boolval ? "true" : "false";
  if (const TypeName* word = node_cast<TypeName>(option.arg)) return name_of(word->names).name;
  return std::string(string_of(option.arg));
}

void erase_option(Relation& view, std::string_view name) {
  std::erase_if(view.options, [&](std::string_view option) {
    return option.starts_with(name) && option.substr(name.size()).starts_with('=');
  });
}

void set_option(Relation& view, const std::string& name, const std::string& value) {
  erase_option(view, name);
  view.options.push_back(name + "=" + value);
  std::ranges::sort(view.options);
}

/// CREATE OR REPLACE may only add columns at the end.
Outcome expect_same_columns(const Relation& before, const QueryColumns& query) {
  if (before.kind != RelationKind::View) return refused(before.name.name + " is not a view");
  if (!before.open.empty() || !query.open.empty()) return {};
  if (query.columns.size() < before.columns.size()) return refused("cannot drop columns from view");
  for (std::size_t i = 0; i < before.columns.size(); ++i) {
    if (query.columns[i].name != before.columns[i].name)
      return refused("cannot change name of view column " + before.columns[i].name);
  }
  return {};
}

}  // namespace

Outcome replay_create_view(const Replay& replay, const ViewStmt& statement) {
  if (statement.view == nullptr) return {};
  auto known = columns_of_query(replay, reinterpret_cast<const Node&>(statement));
  if (!known) return std::unexpected(known.error());
  QueryColumns query = std::move(*known);
  if (Outcome outcome = expect_distinct(query); !outcome) return outcome;
  const bool is_temporary = statement.view->relpersistence == RELPERSISTENCE_TEMP || reads_temporary(query);
  const auto name = creation_name(replay.session, name_of(*statement.view),
                                  is_temporary ? RELPERSISTENCE_TEMP : RELPERSISTENCE_PERMANENT);
  if (!name) return std::unexpected(name.error());
  const Relation* before = replay.catalog().find(*name);
  if (before != nullptr && statement.replace) {
    if (Outcome outcome = expect_same_columns(*before, query); !outcome) return outcome;
  } else if (Outcome outcome = expect_free(replay, *name); !outcome) {
    return outcome;
  }
  Relation view = {.kind = RelationKind::View,
                   .name = *name,
                   .is_schema_assumed = statement.view->schemaname == nullptr,
                   .persistence = is_temporary ? RELPERSISTENCE_TEMP : RELPERSISTENCE_PERMANENT,
                   .columns = std::move(query.columns),
                   .uses = std::move(query.uses),
                   .sql = query_text(replay),
                   .open = std::move(query.open),
                   .at = replay.source.at};
  set_options(view, statement.options);
  if (statement.withCheckOption == LOCAL_CHECK_OPTION) set_option(view, "check_option", "local");
  if (statement.withCheckOption == CASCADED_CHECK_OPTION) set_option(view, "check_option", "cascaded");
  replay.catalog().put(std::move(view));
  return {};
}

void set_options(Relation& view, const List* written) {
  for (const DefElem& option : each<DefElem>(written))
    set_option(view, std::string(view_of(option.defname)), option_value(option));
}

void reset_options(Relation& view, const List* written) {
  for (const DefElem& option : each<DefElem>(written)) erase_option(view, view_of(option.defname));
}

Outcome replay_create_table_as(const Replay& replay, const CreateTableAsStmt& statement) {
  if (statement.into == nullptr) return {};
  QueryColumns query;
  if (const ExecuteStmt* execute = node_cast<ExecuteStmt>(statement.query)) {
    const auto prepared = replay.session.prepared.find(execute->name);
    if (prepared == replay.session.prepared.end()) {
      query.open = "EXECUTE of a statement that is prepared elsewhere";
    } else {
      query.columns = prepared->second.columns;
      query.open = prepared->second.open;
    }
    if (Outcome outcome = rename_columns(query, statement.into->colNames); !outcome) return outcome;
  } else {
    auto known = columns_of_query(replay, reinterpret_cast<const Node&>(statement));
    if (!known) return std::unexpected(known.error());
    query = std::move(*known);
  }
  const bool is_view = statement.objtype == OBJECT_MATVIEW;
  return create_from_query(replay, *statement.into, std::move(query),
                           is_view ? RelationKind::MaterializedView : RelationKind::Table,
                           statement.if_not_exists);
}

Outcome replay_select_into(const Replay& replay, const SelectStmt& statement) {
  const SelectStmt* first = &statement;
  while (first->larg != nullptr) first = first->larg;
  if (first->intoClause == nullptr) return {};
  auto query = columns_of_query(replay, reinterpret_cast<const Node&>(statement));
  if (!query) return std::unexpected(query.error());
  return create_from_query(replay, *first->intoClause, std::move(*query), RelationKind::Table, false);
}

void replay_prepare(const Replay& replay, const PrepareStmt& statement) {
  if (statement.query == nullptr) return;
  auto query = columns_of_query(replay, *statement.query);
  if (!query) return;
  Relation& prepared = replay.session.prepared[statement.name];
  prepared.columns = std::move(query->columns);
  prepared.open = std::move(query->open);
}

Outcome replay_explain(const Replay& replay, const ExplainStmt& statement) {
  bool is_run = false;
  for (const DefElem& option : each<DefElem>(statement.options)) {
    if (view_of(option.defname) != "analyze") continue;
    const String* value = node_cast<String>(option.arg);
    is_run = value == nullptr || (view_of(value->sval) != "false" && view_of(value->sval) != "off");
  }
  if (!is_run) return {};
  if (const CreateTableAsStmt* create = node_cast<CreateTableAsStmt>(statement.query))
    return replay_create_table_as(replay, *create);
  if (const SelectStmt* select = node_cast<SelectStmt>(statement.query))
    return replay_select_into(replay, *select);
  return {};
}

Outcome replay_create_rule(const Replay& replay, const RuleStmt& statement) {
  if (statement.event != CMD_SELECT || !statement.instead || statement.relation == nullptr) return {};
  const Relation* found = find_relation(replay.session, name_of(*statement.relation));
  if (found == nullptr || found->kind != RelationKind::Table) return {};
  Relation view = *found;
  view.kind = RelationKind::View;
  if (const Node* action = element_of(statement.actions, 0)) {
    auto query = columns_of_query(replay, *action);
    if (!query) return std::unexpected(query.error());
    view.uses = std::move(query->uses);
  }
  view.sql = behind_word(replay.source.sql, "instead");
  replay.catalog().put(std::move(view));
  return {};
}

}  // namespace floodwall
