#include "analyzer/engine/schema_facts.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "analyzer/catalog/foreign_keys.h"
#include "analyzer/catalog/names.h"
#include "analyzer/sql/always_true.h"
#include "analyzer/sql/keywords.h"
#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

/// `SELECT set_config('search_path', …)`, and nothing else.
bool sets_search_path(const SelectStmt& select) {
  const ResTarget* target = node_cast<ResTarget>(element_of(select.targetList, 0));
  const FuncCall* call = target == nullptr ? nullptr : node_cast<FuncCall>(target->val);
  if (call == nullptr || name_of(call->funcname).name != "set_config") return false;
  const A_Const* setting = node_cast<A_Const>(element_of(call->args, 0));
  return setting != nullptr && !setting->isnull && string_of(&setting->val) == "search_path";
}

/// Comments, rights, rules, triggers and statistics say nothing about what there is.
constexpr std::array schema_tags = {T_AlterDatabaseSetStmt,
                                    T_AlterEnumStmt,
                                    T_AlterExtensionStmt,
                                    T_AlterObjectSchemaStmt,
                                    T_AlterRoleSetStmt,
                                    T_AlterSeqStmt,
                                    T_AlterTableStmt,
                                    T_CompositeTypeStmt,
                                    T_CreateDomainStmt,
                                    T_CreateEnumStmt,
                                    T_CreateExtensionStmt,
                                    T_CreateForeignTableStmt,
                                    T_CreateFunctionStmt,
                                    T_CreateRangeStmt,
                                    T_CreateSchemaStmt,
                                    T_CreateSeqStmt,
                                    T_CreateStmt,
                                    T_CreateTableAsStmt,
                                    T_DefineStmt,
                                    T_DiscardStmt,
                                    T_DropOwnedStmt,
                                    T_DropStmt,
                                    T_ImportForeignSchemaStmt,
                                    T_IndexStmt,
                                    T_RenameStmt,
                                    T_TransactionStmt,
                                    T_ViewStmt};

bool is_schema_statement(const Node& statement) {
  if (const auto* set = node_cast<VariableSetStmt>(&statement))
    return set->kind == VAR_RESET_ALL || view_of(set->name) == "search_path";
  if (const auto* select = node_cast<SelectStmt>(&statement))
    return select->intoClause != nullptr || sets_search_path(*select);
  return std::ranges::find(schema_tags, statement.type) != schema_tags.end();
}

/// The relation that a statement defines or changes, if it is one that names one.
const RangeVar* subject_of(const Node& statement) {
  if (const auto* create = node_cast<CreateStmt>(&statement)) return create->relation;
  if (const auto* foreign = node_cast<CreateForeignTableStmt>(&statement)) return foreign->base.relation;
  if (const auto* view = node_cast<ViewStmt>(&statement)) return view->view;
  if (const auto* as = node_cast<CreateTableAsStmt>(&statement)) return as->into->rel;
  if (const auto* select = node_cast<SelectStmt>(&statement))
    return select->intoClause == nullptr ? nullptr : select->intoClause->rel;
  if (const auto* alter = node_cast<AlterTableStmt>(&statement)) return alter->relation;
  if (const auto* rename = node_cast<RenameStmt>(&statement)) return rename->relation;
  if (const auto* move = node_cast<AlterObjectSchemaStmt>(&statement)) return move->relation;
  if (const auto* sequence = node_cast<CreateSeqStmt>(&statement)) return sequence->sequence;
  if (const auto* index = node_cast<IndexStmt>(&statement)) return index->relation;
  if (const auto* composite = node_cast<CompositeTypeStmt>(&statement)) return composite->typevar;
  return nullptr;
}

/// The letters of a name that are known, `*` for each hole in it; at `at`, which overlaps one.
std::string pattern_of(Span at, const RuleContext& ctx) {
  std::string pattern;
  std::uint32_t next = at.begin;
  const std::string_view text = ctx.text();
  for (const Hole& hole : ctx.holes()) {
    if (!hole.sql.overlaps(at)) continue;
    for (; next < hole.sql.begin; ++next) pattern += text[next];
    pattern += '*';
    next = hole.sql.end;
  }
  for (; next < at.end; ++next) pattern += text[next];
  std::string bare = lower_case(pattern.substr(pattern.rfind('.') + 1));
  std::erase(bare, '"');
  return bare;
}

bool is_quiet_when_unknown(const Node& statement) {
  if (statement.type == T_DropStmt) return true;
  // A partition or a temporary table with a computed name is used by that computed name.
  const CreateStmt* create = node_cast<CreateStmt>(&statement);
  if (create != nullptr) return create->partbound != nullptr || create->relation->relpersistence == 't';
  const CreateTableAsStmt* as = node_cast<CreateTableAsStmt>(&statement);
  return as != nullptr && as->into->rel->relpersistence == 't';
}

bool cascades(const DeclaredForeignKey& key) {
  return key.constraint->fk_del_action == FKCONSTR_ACTION_CASCADE;
}

/// Whether it drops something that others may lean on, or adds a key that takes rows along.
bool alters_by_project(const AlterTableStmt& alter) {
  for (const AlterTableCmd& command : each<AlterTableCmd>(alter.cmds)) {
    if (command.subtype == AT_DropColumn) return true;
    if (command.subtype == AT_DropConstraint && command.behavior == DROP_CASCADE) return true;
  }
  return std::ranges::any_of(foreign_keys_of(alter), cascades);
}

}  // namespace

void add_schema_statement(const Node& statement, const RuleContext& ctx, std::string_view sql, bool may_run,
                          std::vector<SchemaStatement>& statements) {
  if (!is_schema_statement(statement)) return;
  SchemaStatement fact{.sql = std::string(sql), .at = ctx.statement().at, .may_run = may_run};
  if (!ctx.holes().empty()) {
    const RangeVar* subject = subject_of(statement);
    if (subject != nullptr && ctx.has_hole(ctx.span_of(*subject))) {
      if (is_quiet_when_unknown(statement)) return;
      fact.pattern = pattern_of(ctx.with_holes(ctx.span_of(*subject)), ctx);
      const RenameStmt* rename = node_cast<RenameStmt>(&statement);
      if (rename != nullptr && rename->renameType == OBJECT_TABLE)  // what is made is the new name
        fact.pattern = pattern_of(ctx.with_holes(ctx.tokens().back().at), ctx);
    } else if (statement.type == T_DropStmt) {
      return;
    }
    for (const Hole& hole : ctx.holes())
      fact.has_holes = fact.has_holes || (hole.kind != HoleKind::Bind && hole.kind != HoleKind::Value);
  }
  statements.push_back(std::move(fact));
}

void add_unparsed_statement(std::string_view sql, Span at, std::vector<SchemaStatement>& statements) {
  static constexpr std::array between =
      std::to_array<std::string_view>({"global", "local", "temp", "temporary", "unlogged", "foreign", "or",
                                       "replace", "external", "table", "if", "not", "exists"});
  Lexer lexer(sql, at.begin);
  if (!is_word(slice(sql, lexer.next().at), "create")) return;
  bool is_table = false;
  Token token = lexer.next();
  for (; token.kind == TokenKind::Word && token.at.end <= at.end; token = lexer.next()) {
    const std::string_view word = slice(sql, token.at);
    if (std::ranges::none_of(between, [&](std::string_view each) { return is_word(word, each); })) break;
    is_table = is_table || is_word(word, "table");
  }
  std::string name;
  while (token.at.end <= at.end &&
         (token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier)) {
    name = identifier_of(slice(sql, token.at));
    token = lexer.next();
    if (slice(sql, token.at) != ".") break;
    token = lexer.next();
  }
  if (is_table && !name.empty())
    statements.push_back({.sql = {}, .at = at, .may_run = true, .pattern = name});
}

void add_inclusion(std::string_view sql, Span at, bool may_run, std::vector<SchemaStatement>& statements) {
  static constexpr std::array commands =
      std::to_array<std::string_view>({"\\i", "\\ir", "\\include", "\\include_relative"});
  const std::string_view line = slice(sql, at);
  const std::string_view command = line.substr(0, line.find_first_of(" \t\r\n"));
  if (std::ranges::find(commands, command) == commands.end()) return;
  statements.push_back({.sql = std::string(line), .at = at, .may_run = may_run});
}

bool wants_project(const Node& statement) {
  if (const auto* drop = node_cast<DropStmt>(&statement))
    return drop->behavior == DROP_CASCADE || drop->removeType == OBJECT_TABLE;
  if (const auto* create = node_cast<CreateStmt>(&statement))
    return std::ranges::any_of(foreign_keys_of(*create), cascades);
  if (const auto* alter = node_cast<AlterTableStmt>(&statement)) return alters_by_project(*alter);
  if (const auto* truncate = node_cast<TruncateStmt>(&statement)) return truncate->behavior == DROP_CASCADE;
  if (const auto* del = node_cast<DeleteStmt>(&statement)) return keeps_every_row(del->whereClause);
  if (const auto* insert = node_cast<InsertStmt>(&statement))
    return insert->cols == nullptr || insert->onConflictClause != nullptr;
  return false;
}

}  // namespace floodwall
