#include "analyzer/engine/summarize.h"

#include "analyzer/sql/always_true.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

class UseRecorder {
 public:
  UseRecorder(const RuleContext& ctx, std::vector<TableUse>& uses) : ctx_(ctx), uses_(uses) {}

  void add(TableEffect effect, const RangeVar* relation) {
    if (relation == nullptr) return;
    const Span name = ctx_.span_of(*relation);
    uses_.push_back({effect, name_of(*relation), ctx_.statement().at, ctx_.statement().direction,
                     ctx_.is_new_table(*relation)});
    uses_.back().at = {ctx_.statement().at.begin, name.end};
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
      if (keeps_every_row(stmt.whereClause) && stmt.usingClause == nullptr)
        recorder.add(TableEffect::Empties, stmt.relation);
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
        uses.push_back({TableEffect::Removes, name, ctx.statement().at, ctx.statement().direction,
                        ctx.catalog().is_new(name)});
      }
      break;
    }
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
      uses.push_back({effect, table, {meta_command.begin, end}});
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
