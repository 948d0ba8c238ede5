#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/catalog/drop_reach.h"
#include "analyzer/catalog/reach_words.h"
#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

struct Kind {
  std::string_view word;   ///< as in DROP word
  std::string_view takes;  ///< what CASCADE takes along
};

Kind kind_of(ObjectType type) {
  switch (static_cast<int>(type)) {
    case OBJECT_TABLE:
    case OBJECT_FOREIGN_TABLE:
      return {"table", "the views on it and the foreign keys that refer to it"};
    case OBJECT_SCHEMA:
      return {"schema", "every table, view, function and type in it, and what depends on those elsewhere"};
    case OBJECT_VIEW:
      return {"view", "the views and functions built on it"};
    case OBJECT_MATVIEW:
      return {"materialized view", "the views and functions built on it"};
    case OBJECT_TYPE:
      return {"type", "every column of that type, with its values, and the functions that use it"};
    case OBJECT_DOMAIN:
      return {"domain", "every column of that domain, with its values"};
    case OBJECT_EXTENSION:
      return {"extension", "its types and functions and every column and index that uses them"};
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
    case OBJECT_AGGREGATE:
      return {"function", "the triggers, defaults, indexes, policies and views that call it"};
    case OBJECT_SEQUENCE:
      return {"sequence", "the column defaults that draw from it"};
    case OBJECT_COLLATION:
      return {"collation", "every column and index that uses it"};
    case OBJECT_FOREIGN_SERVER:
      return {"server", "its user mappings and every foreign table on it"};
    case OBJECT_FDW:
      return {"foreign data wrapper", "its servers and every foreign table on them"};
    case OBJECT_LANGUAGE:
      return {"language", "every function written in it"};
    default:
      return {"object", "everything that depends on it"};
  }
}

/// What stands from `begin` to `end`, for a message: on one line, without comments and IF EXISTS, what kind
/// of object it is in lower case, holes as the user wrote them.
std::string written(std::uint32_t begin, std::uint32_t end, const Kind& kind, const RuleContext& ctx) {
  std::string line;
  std::uint32_t done = begin;
  bool is_kind = true;
  for (const Token& token : ctx.tokens()) {
    if (token.at.begin < std::max(begin, done) || end < token.at.end) continue;
    const std::string word(ctx.text(token.at));
    const std::string lower = lower_case(word);
    is_kind =
        is_kind && (kind.word.find(lower) != std::string_view::npos || lower == "if" || lower == "exists");
    if (is_kind && (lower == "if" || lower == "exists")) continue;
    if (done < token.at.begin) line += ' ';
    const Span whole = is_kind ? token.at : ctx.with_holes(token.at);  // a hole may be several tokens
    line += is_kind ? lower : ctx.as_written(whole);
    done = whole.end;
  }
  return line;
}

RelationName dropped_name(const Node& object) {
  if (const ObjectWithArgs* function = node_cast<ObjectWithArgs>(&object)) return name_of(function->objname);
  if (const TypeName* type = node_cast<TypeName>(&object)) return name_of(type->names);
  if (const List* parts = node_cast<List>(&object)) return name_of(parts);
  return {"", std::string(string_of(&object))};
}

bool is_relation(ObjectType type) {
  return type == OBJECT_TABLE || type == OBJECT_FOREIGN_TABLE || type == OBJECT_VIEW ||
         type == OBJECT_MATVIEW || type == OBJECT_SEQUENCE;
}

/// The object of the project's catalog that is named; nothing if it is not known.
std::optional<Object> known_object(const ProjectView& project, ObjectType type, const RelationName& name) {
  if (is_relation(type)) {
    const Relation* relation = project.find(name);
    if (relation == nullptr || relation->is_assumed) return std::nullopt;
    return Object{.name = relation->name};
  }
  if (type == OBJECT_SCHEMA && project.catalog.schemas.find(name.name) != nullptr)
    return Object{.kind = ObjectKind::Schema, .name = name};
  const bool is_type = type == OBJECT_TYPE || type == OBJECT_DOMAIN;
  const RelationName qualified{name.schema.empty() ? "public" : name.schema, name.name};
  if (is_type && project.catalog.types.find(qualified) != nullptr)
    return Object{.kind = ObjectKind::Type, .name = qualified};
  return std::nullopt;
}

/// What goes along, as far as the project knows it; nothing if it knows of nothing. A way back meets another
/// database than the one that is known.
std::optional<DropReach> reach_of(const std::vector<std::optional<Object>>& named, const RuleContext& ctx) {
  std::vector<Object> objects;
  for (const std::optional<Object>& each : named) {
    if (!each) return std::nullopt;
    objects.push_back(*each);
  }
  if (objects.empty() || ctx.statement().direction == Direction::Down) return std::nullopt;
  DropReach reach = drop_reach(ctx.project()->catalog, objects);
  if (taken_along(reach).empty()) return std::nullopt;
  if (!ctx.project()->schema.open.empty()) reach.open = ctx.project()->schema.open;
  return reach;
}

/// The keys of tables that stay, with what becomes of their rows.
std::vector<Note> notes_for(const DropReach& reach, const Catalog& catalog) {
  constexpr std::size_t most_notes = 12;
  std::vector<Note> notes;
  for (const DroppedObject& each : reach.objects) {
    if (each.is_named || each.object.kind != ObjectKind::Constraint) continue;
    const Relation* child = catalog.find(each.object.name);
    if (child == nullptr || notes.size() == most_notes) continue;
    for (const TableConstraint& key : child->constraints) {
      if (key.name != each.object.part || key.kind != ConstraintKind::ForeignKey) continue;
      notes.push_back({{},
                       "the rows of " + shown(child->name) + " stay, unchecked: only the key " +
                           shown(ReferringKey{child->name, key}) + " goes"});
    }
  }
  return notes;
}

bool is_all_new(const DropStmt& drop, const RuleContext& ctx) {
  for (const Node& object : each<Node>(drop.objects)) {
    const RelationName name = dropped_name(object);
    if (!ctx.is_new_table(name) && !ctx.catalog().is_new_object(drop.removeType, name)) return false;
  }
  return true;
}

struct Cascade {
  std::string dropped;     ///< "table orders"
  std::string_view takes;  ///< what such an object takes along, where the project does not know
  std::optional<DropReach> reach;
};

Finding finding_for(Span from, std::uint32_t search_from, const Cascade& drop, RuleContext& ctx) {
  const std::optional<Span> cascade = ctx.words_after(search_from, {"cascade"});
  Finding finding{.at = cascade ? from.joined(*cascade) : from,
                  .message = "drops " + drop.dropped + " and with it "};
  if (drop.reach) {
    finding.message += listed(taken_along(*drop.reach));
    if (!drop.reach->open.empty()) finding.message += ", and perhaps more: " + drop.reach->open;
    finding.notes = notes_for(*drop.reach, ctx.project()->catalog);
  } else {
    finding.message += drop.takes;
  }
  if (cascade) {
    finding.fix = Fix::needs_review("drop CASCADE: PostgreSQL then refuses while something depends on it",
                                    {remove(ctx.with_blank_before(*cascade))});
  }
  return finding;
}

void check_drop(const DropStmt& drop, RuleContext& ctx) {
  if (drop.behavior != DROP_CASCADE || is_all_new(drop, ctx)) return;
  const Kind kind = kind_of(drop.removeType);
  const Span verb = ctx.leading({"drop"});
  const std::optional<Span> cascade = ctx.words_after(verb.end, {"cascade"});
  const std::string dropped = written(verb.end, cascade ? cascade->begin : ctx.statement().at.end, kind, ctx);
  std::vector<std::optional<Object>> named;
  std::vector<std::string> tables;
  for (const Node& object : each<Node>(drop.objects)) {
    if (drop.removeType == OBJECT_TABLE) tables.push_back(display(dropped_name(object)));
    if (ctx.project() != nullptr)
      named.push_back(known_object(*ctx.project(), drop.removeType, dropped_name(object)));
  }
  Finding finding = finding_for(verb, verb.end, {dropped.substr(1), kind.takes, reach_of(named, ctx)}, ctx);
  finding.tables = std::move(tables);
  ctx.report(std::move(finding));
}

void check_alter(const AlterTableStmt& table, RuleContext& ctx) {
  if (ctx.is_new_table(*table.relation)) return;
  for (const TableAction& action : ctx.actions_of(table)) {
    const AlterTableCmd& command = action.command;
    if (command.behavior != DROP_CASCADE) continue;
    const bool is_column = command.subtype == AT_DropColumn;
    const std::string_view column = table.objtype == OBJECT_TYPE ? "attribute " : "column ";
    if (!is_column && command.subtype != AT_DropConstraint) continue;
    const std::string_view name = view_of(command.name);
    const Span at = ctx.action_on(action, "drop", name);
    const std::string what = std::string(is_column ? column : "constraint ") + quoted_identifier(name) +
                             " of " + ctx.name(*table.relation);
    const std::string_view takes = is_column ? "the views, indexes and foreign keys that use it"
                                             : "the foreign keys of other tables that rely on it";
    std::vector<std::optional<Object>> named;
    if (ctx.project() != nullptr) {
      named.push_back(known_object(*ctx.project(), OBJECT_TABLE, name_of(*table.relation)));
      if (named.front()) {
        named.front()->kind = is_column ? ObjectKind::Column : ObjectKind::Constraint;
        named.front()->part = name;
      }
    }
    Finding finding = finding_for(at, at.end, {what, takes, reach_of(named, ctx)}, ctx);
    if (is_column && table.objtype == OBJECT_TABLE) finding.tables = {display(name_of(*table.relation))};
    finding.takes_columns = is_column;
    ctx.report(std::move(finding));
  }
}

}  // namespace

extern constexpr Rule drop_cascade = {
    .meta = {.id = "drop-cascade",
             .summary = "DROP … CASCADE also drops whatever depends on the object",
             .severity = Severity::Error,
             .fix = FixOffer::Sometimes,
             .since = "0.1",
             .is_specific = true,
             .is_about_live_data = true,
             .yields_to = {"unguarded-test-database"}},
    .trigger = on<check_drop, check_alter>,
};

}  // namespace floodwall::rules
