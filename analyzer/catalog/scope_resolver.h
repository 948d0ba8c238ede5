#pragma once
// Inside of resolve(): references.h is the way in.
#include <string_view>
#include <vector>

#include "analyzer/catalog/references.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// Fills one Resolution. Queries inside of a statement are set aside and looked at one after the other, so
/// that nothing here recurses with the statement; only JOINs in parentheses do, and those to a limit.
class ScopeResolver {
 public:
  explicit ScopeResolver(Resolution& into) : out_(into) {}

  /// Adds to the Resolution, which is empty.
  void resolve(const Node& node, const ResolveContext& context);

 private:
  /// A query that waits for its turn: with the scope around it, the CTEs that it sees, where its output goes.
  struct Query {
    const Node* statement;
    Index outer;
    Index ctes;
    Index output;
  };
  /// A CTE in scope; those before it by `next`.
  struct Cte {
    std::string_view name;
    Index source;
    Index next;
  };

  // Statements (references.cpp).
  void statement(const Node& node, Index outer);
  void function(const CreateFunctionStmt& create);
  void run_queries();

  // Queries (scope_queries.cpp).
  Index set_aside(const Node* statement, Index outer);
  void run(const Query& query);
  void select(const SelectStmt& stmt, const Query& query);
  void plain_select(const SelectStmt& stmt, const Query& query);
  void set_operation(const SelectStmt& stmt, const Query& query);
  void values(const SelectStmt& stmt, const Query& query);
  void with(const WithClause* clause, Index outer);
  void targets(const List* targets, Index scope, Index output);
  void target(const ResTarget& target, Index scope);
  void star(const List* fields, int location, Index scope);
  void order_by(const List* clause, Index scope, Index output);
  void output_or_expression(const Node* node, Index scope, Index output, OutputLookup lookup);
  void group_by(const List* clause, Index scope, Index output);
  void locking(const List* clauses, Index scope);

  // FROM (scope_from.cpp).
  Index from(const List* clause, Index begin, Index visible, Index outer);
  Index from_item(const Node* node, Index visible, Index outer, int depth);
  Index joined(const JoinExpr& top, Index visible, Index outer, int depth);
  Index join(const JoinExpr& join, Index begin, Index left, Index right, Index outer);
  Index range_var(const RangeVar& relation);
  Index subselect(const RangeSubselect& item, Index visible, Index outer);
  Index functions(const RangeFunction& item, Index visible, Index outer);
  Index xml_table(const RangeTableFunc& item, Index visible, Index outer);
  Index json_table(const JsonTable& item, Index visible, Index outer);
  void json_columns(const List* columns, Index scope);
  Index given(Index first_piece, const Alias* alias, std::string_view name);
  void definition_list(const List* columns);

  // Expressions (scope_expressions.cpp).
  void expression(const void* node, Index scope);
  void expressions(const List* nodes, Index scope);
  bool step(const Node& node, Index scope);
  void push(const void* node) {
    if (node == nullptr || static_cast<const Node*>(node)->type == T_A_Const) return;
    stack_.push_back(static_cast<const Node*>(node));
  }
  void column_ref(const ColumnRef& column, Index scope, bool may_be_other);
  void indirection(const A_Indirection& indirection, Index scope);
  void call(const FuncCall& call, Index scope);
  bool has_alias(Index scope, std::string_view name) const;
  Index add(ColumnReference reference);
  bool is_variable(std::string_view name) const { return context_->variables.contains(name); }
  bool is_alias_of(std::string_view name, Index scope) const;

  // Statements that write (scope_writes.cpp).
  void insert(const InsertStmt& stmt, const Query& query);
  void insert_shape(const InsertStmt& stmt, Index target, Index output);
  void on_conflict(const OnConflictClause& clause, Index target_item, Index outer);
  void update(const UpdateStmt& stmt, const Query& query);
  void remove(const DeleteStmt& stmt, const Query& query);
  void merge(const MergeStmt& stmt, const Query& query);
  void set_columns(const List* targets, Index target, Index scope);
  void copy(const CopyStmt& stmt);
  Index target_source(const RangeVar& relation);
#if 18 <= FLOODWALL_PG_MAJOR
  void returning(const ReturningClause* clause, Index target, Index begin, const Query& query);
#else
  void returning(const List* clause, Index target, Index begin, const Query& query);
#endif

  // Statements that define (scope_definitions.cpp, scope_tables.cpp, scope_objects.cpp).
  void tables(const List* relations, ReferenceUse use);
  void altered(const RangeVar* relation, bool may_be_missing = false);
  void vacuum(const VacuumStmt& vacuum);
  void create_table(const CreateStmt& create);
  void column_constraints(const ColumnDef& column, const RangeVar* own, Index scope);
  void constraint(const Constraint& constraint, const RangeVar* own, Index scope);
  void partition_keys(const PartitionSpec* partition, Index scope);
  void foreign_key(const Constraint& key, const RangeVar* own, Index scope);
  void alter_table(const AlterTableStmt& alter);
  void alter_command(const AlterTableCmd& command, const RangeVar* own, Index scope);
  void create_view(const Node* query, const List* names);
  void create_index(const IndexStmt& index);
  void index_elements(const List* elements, Index scope);
  void create_trigger(const CreateTrigStmt& trigger);
  void create_rule(const RuleStmt& rule);
  void create_statistics(const CreateStatsStmt& statistics);
  void policy(const RangeVar* table, const Node* qual, const Node* check);
  void publication(const List* objects);
  void grant(const GrantStmt& grant);
  void comment(ObjectType type, const Node* object);
  void drop(const DropStmt& drop);
  void rename(const RenameStmt& rename);
  void owned_by(const List* options);
  void column_of_table(const List* names, ReferenceUse use);
  void pct_type(const TypeName* type);

  // Pieces of all of them.
  Index table(const RangeVar& relation, ReferenceUse use, bool may_be_missing = false);
  /// Named by the first `count` strings of a list.
  Index table(const List* names, int count, ReferenceUse use, bool may_be_missing = false);
  Index add_table(TableReference reference);
  Index relation_source(Index table, const RangeVar& relation);
  Index add_source(const ColumnSource& source);
  Index add_item(Index source, Index begin = no_index, bool is_for_qualified = false);
  void add_row(Index relation, std::string_view alias, bool is_for_qualified);
  Index add_scope(Index begin, Index end, Index outer);
  /// A scope of one relation that the statement names.
  Index scope_over(const RangeVar& relation, ReferenceUse use, bool may_be_missing = false);
  /// Columns of the only source of `scope`, given as a List of String.
  void columns_of(const List* names, Index scope, bool may_be_missing = false);
  void column_of(std::string_view name, Index scope, bool may_be_missing = false);
  NameRange name_range(const List* names);
  NameRange alias_names(const Alias* alias) {
    return name_range(alias == nullptr ? nullptr : alias->colnames);
  }
  Index open_output();
  void begin_output(Index output);
  void end_output(Index output);
  void add_piece(const OutputPiece& piece) { out_.pieces.push_back(piece); }
  bool is_stand_in(std::string_view name) const {
    return context_->is_stand_in && context_->is_stand_in(name);
  }
  Index size_of_items() const { return static_cast<Index>(out_.items.size()); }

  const ResolveContext* context_ = nullptr;  ///< of the statement at hand
  Resolution& out_;
  Index ctes_ = no_index;      ///< what the statement at hand sees
  bool is_from_open_ = false;  ///< the FROM at hand holds what nobody tells
  std::vector<Query> queries_;
  std::vector<Cte> all_ctes_;
  std::vector<const Node*> stack_;
  std::vector<Index> order_;
};

}  // namespace floodwall
