#include "analyzer/engine/summarize.h"

#include <algorithm>
#include <utility>

#include "analyzer/sql/always_true.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

/// Whether no WHERE, seen or unseen, spares a row.
bool empties(const DeleteStmt& stmt, const RuleContext& ctx) {
  if (!keeps_every_row(stmt.whereClause) || stmt.usingClause != nullptr) return false;
  const Span name = ctx.span_of(*stmt.relation);
  return !ctx.may_hide_sql({name.end, ctx.statement().at.end}) && !ctx.may_run_on(name);
}

class UseRecorder {
 public:
  UseRecorder(const RuleContext& ctx, std::vector<TableUse>& uses) : ctx_(ctx), uses_(uses) {}

  void add(TableEffect effect, const RangeVar* relation) {
    if (relation == nullptr) return;
    const Span name = ctx_.span_of(*relation);
    uses_.push_back({.effect = effect,
                     .table = name_of(*relation),
                     .at = {ctx_.statement().at.begin, name.end},
                     .direction = ctx_.statement().direction,
                     .on_new_table = ctx_.is_new_table(*relation)});
    if (!ctx_.has_hole(name)) return;
    uses_.back().shown = ctx_.as_written(name);
    uses_.back().table = {"", uses_.back().shown};  // a stand-in is no name to compare by
  }

  /// Every table that a query reads goes into a copy.
  void add_copied(const void* query) {
    walk(static_cast<const Node*>(query), stack_, [&](const Node& node) {
      if (const RangeVar* relation = node_cast<RangeVar>(&node)) add(TableEffect::Copies, relation);
    });
  }

 private:
  const RuleContext& ctx_;
  std::vector<TableUse>& uses_;
  std::vector<const Node*> stack_;
};

}  // namespace

void add_table_uses(const Node& statement, const RuleContext& ctx, std::vector<TableUse>& uses) {
  UseRecorder recorder(ctx, uses);
  switch (static_cast<int>(statement.type)) {
    case T_TruncateStmt:
      for (const RangeVar& relation :
           each<RangeVar>(reinterpret_cast<const TruncateStmt&>(statement).relations)) {
        recorder.add(TableEffect::Empties, &relation);
      }
      break;
    case T_DeleteStmt: {
      const auto& stmt = reinterpret_cast<const DeleteStmt&>(statement);
      if (empties(stmt, ctx)) recorder.add(TableEffect::Empties, stmt.relation);
      break;
    }
    case T_InsertStmt: {
      const auto& stmt = reinterpret_cast<const InsertStmt&>(statement);
      recorder.add(stmt.onConflictClause == nullptr ? TableEffect::Fills : TableEffect::Upserts,
                   stmt.relation);
      const SelectStmt* source = node_cast<SelectStmt>(stmt.selectStmt);
      if (source != nullptr && source->fromClause != nullptr) recorder.add_copied(source);
      break;
    }
    case T_MergeStmt:
      recorder.add(TableEffect::Upserts, reinterpret_cast<const MergeStmt&>(statement).relation);
      break;
    case T_CopyStmt: {
      const auto& stmt = reinterpret_cast<const CopyStmt&>(statement);
      recorder.add(stmt.is_from ? TableEffect::Fills : TableEffect::Copies, stmt.relation);
      break;
    }
    case T_CreateStmt:
      recorder.add(TableEffect::Creates, reinterpret_cast<const CreateStmt&>(statement).relation);
      break;
    case T_CreateTableAsStmt: {
      const auto& stmt = reinterpret_cast<const CreateTableAsStmt&>(statement);
      if (stmt.into == nullptr) break;
      recorder.add(TableEffect::Creates, stmt.into->rel);
      recorder.add_copied(stmt.query);
      break;
    }
    case T_SelectStmt: {
      const auto& stmt = reinterpret_cast<const SelectStmt&>(statement);
      if (stmt.intoClause == nullptr) break;
      recorder.add(TableEffect::Creates, stmt.intoClause->rel);
      recorder.add_copied(stmt.fromClause);
      break;
    }
    case T_RenameStmt: {
      const auto& stmt = reinterpret_cast<const RenameStmt&>(statement);
      if (stmt.renameType == OBJECT_TABLE) recorder.add(TableEffect::Renames, stmt.relation);
      break;
    }
    case T_DropStmt: {
      const auto& stmt = reinterpret_cast<const DropStmt&>(statement);
      if (stmt.removeType != OBJECT_TABLE) break;
      for (const Node& object : each<Node>(stmt.objects)) {
        const RelationName name = name_of(reinterpret_cast<const List*>(&object));
        uses.push_back({.effect = TableEffect::Removes,
                        .table = name,
                        .at = ctx.statement().at,
                        .direction = ctx.statement().direction,
                        .on_new_table = ctx.catalog().is_new(name)});
      }
      break;
    }
    default:
      break;
  }
}

void add_losses(const Node& statement, const RuleContext& ctx, std::vector<Loss>& losses) {
  const auto add = [&](LossKind kind, std::string what) {
    losses.push_back({kind, std::move(what), ctx.statement().at, ctx.statement().direction});
  };
  switch (static_cast<int>(statement.type)) {
    case T_TruncateStmt:
      for (const RangeVar& relation :
           each<RangeVar>(reinterpret_cast<const TruncateStmt&>(statement).relations)) {
        if (ctx.is_new_table(relation)) continue;
        add(LossKind::Rows, ctx.name(relation));
        losses.back().cascades = reinterpret_cast<const TruncateStmt&>(statement).behavior == DROP_CASCADE;
      }
      break;
    case T_DeleteStmt: {
      const auto& stmt = reinterpret_cast<const DeleteStmt&>(statement);
      if (empties(stmt, ctx) && !ctx.is_new_table(*stmt.relation))
        add(LossKind::Rows, ctx.name(*stmt.relation));
      break;
    }
    case T_DropStmt: {
      const auto& stmt = reinterpret_cast<const DropStmt&>(statement);
      const bool is_table = stmt.removeType == OBJECT_TABLE;
      const bool is_full_schema = stmt.removeType == OBJECT_SCHEMA && stmt.behavior == DROP_CASCADE;
      if (!is_table && !is_full_schema) break;
      const std::vector<Span> places = ctx.listed_after({"drop", is_table ? "table" : "schema"});
      std::size_t index = 0;
      for (const Node& object : each<Node>(stmt.objects)) {
        const Span at = index < places.size() ? places[index] : Span{};
        ++index;
        const RelationName name = is_table ? name_of(reinterpret_cast<const List*>(&object))
                                           : RelationName{"", std::string(string_of(&object))};
        const bool is_new =
            is_table ? ctx.is_new_table(name) : ctx.catalog().is_new_object(OBJECT_SCHEMA, name);
        if (!is_new) add(is_table ? LossKind::Table : LossKind::Schema, ctx.name(name, at));
      }
      break;
    }
    case T_AlterTableStmt: {
      const auto& stmt = reinterpret_cast<const AlterTableStmt&>(statement);
      if (stmt.objtype != OBJECT_TABLE || ctx.is_new_table(*stmt.relation)) break;
      for (const AlterTableCmd& command : each<AlterTableCmd>(stmt.cmds)) {
        if (command.subtype != AT_DropColumn) continue;
        const std::string_view column = view_of(command.name);
        if (ctx.catalog().is_new_column(name_of(*stmt.relation), column)) continue;
        add(LossKind::Column,
            "column " + ctx.shown(quoted_identifier(column)) + " of " + ctx.name(*stmt.relation));
      }
      break;
    }
    case T_DropdbStmt:
      add(LossKind::Database,
          quoted_identifier(view_of(reinterpret_cast<const DropdbStmt&>(statement).dbname)));
      break;
    case T_DropOwnedStmt:
      add(LossKind::Owned, "a role");
      break;
    default:
      break;
  }
}

void add_meta_command_use(std::string_view sql, Span meta_command, std::vector<TableUse>& uses) {
  const std::string_view line = slice(sql, meta_command);
  if (!line.starts_with("\\copy")) return;
  const std::vector<Token> tokens = significant_tokens(line.substr(5), meta_command.begin + 5);
  RelationName table;
  std::uint32_t end = meta_command.begin;
  int depth = 0;  // of the column list
  for (const Token& token : tokens) {
    const std::string_view text = slice(sql, token.at);
    depth += text == "(" ? 1 : text == ")" ? -1 : 0;
    if (depth != 0 || text == ")") {
      if (table.name.empty()) return;  // \copy (query) to …
      continue;
    }
    if (is_word(text, "from") || is_word(text, "to")) {
      if (table.name.empty()) return;
      const TableEffect effect = is_word(text, "from") ? TableEffect::Fills : TableEffect::Copies;
      uses.push_back({.effect = effect, .table = table, .at = {meta_command.begin, end}});
      return;
    }
    if (text == ".") {
      table.schema = table.name;
    } else if (token.kind == TokenKind::QuotedIdentifier) {
      table.name = text.substr(1, text.size() - 2);
    } else {
      table.name = lower_case(text);
    }
    end = token.at.end;
  }
}

}  // namespace floodwall
