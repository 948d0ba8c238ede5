#include <algorithm>

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

bool is_all_new(const DropStmt& drop, const RuleContext& ctx) {
  for (const Node& object : each<Node>(drop.objects)) {
    const RelationName name = dropped_name(object);
    if (!ctx.is_new_table(name) && !ctx.catalog().is_new_object(drop.removeType, name)) return false;
  }
  return true;
}

Finding finding_for(Span from, std::uint32_t search_from, std::string message, RuleContext& ctx) {
  const std::optional<Span> cascade = ctx.words_after(search_from, {"cascade"});
  Finding finding{.at = cascade ? from.joined(*cascade) : from, .message = std::move(message)};
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
  ctx.report(finding_for(verb, verb.end, "drops" + dropped + " and with it " + std::string(kind.takes), ctx));
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
    const std::string takes = is_column ? "the views, indexes and foreign keys that use it"
                                        : "the foreign keys of other tables that rely on it";
    ctx.report(finding_for(at, at.end, "drops " + what + " and with it " + takes, ctx));
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
