#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/replay/session_state.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// One connection: replays statements over a catalog as PostgreSQL would, with its search_path, temporary
/// objects and transactions (BEGIN, COMMIT, ROLLBACK, SAVEPOINT, SET LOCAL). Statements that PostgreSQL would
/// reject for what they refer to change nothing; those that refer to what we do not know do what can be done
/// and mark the rest open. One thread at a time.
class Session {
 public:
  struct Options {
    /// A refused statement does nothing to the transaction that it stands in, where in PostgreSQL all that
    /// follow fail, too: for who would rather not believe that PostgreSQL refuses it.
    bool passes_over_refused = false;
    Detail detail = Detail::Everything;
  };

  explicit Session(Catalog catalog = Catalog::empty_database()) : Session(std::move(catalog), Options()) {}
  Session(Catalog catalog, const Options& options);

  /// What PostgreSQL would say: a statement that is refused changes nothing here. Types and functions that
  /// nothing defines are no reason to refuse.
  Outcome apply(const Node& statement, const StatementSource& source);

  /// A statement failed for a reason that is not in the catalog: inside a transaction, all that follow do,
  /// too.
  void fail() { is_failed_ = !savepoints_.empty(); }

  /// As it is now. Cheap to copy.
  const Catalog& catalog() const { return state_.catalog; }

  /// The relation that a name means here: pg_temp first, then pg_catalog, then the search_path. nullptr is
  /// "not known". What is built into PostgreSQL is not in here (builtins.h).
  const Relation* find(const RelationName& name) const;
  const FunctionsPtr* find_functions(const RelationName& name) const;
  const TypePtr* find_type(const RelationName& name) const;
  /// Where CREATE puts an unqualified name: the first schema of the path that exists; empty if none does.
  std::string creation_schema() const;
  /// The schemas in which an unqualified name is looked up, in order, without pg_temp and pg_catalog unless
  /// they were named.
  const std::vector<std::string>& search_path() const { return state_.current_path().schemas; }
  /// Whether the path was set to something that only the run knows: then a name may be in any schema.
  bool is_path_unknown() const { return state_.current_path().is_unknown; }
  /// Puts a relation there that no statement here has made, or takes one away: what is known from elsewhere.
  void assume(Relation relation);
  void forget(const RelationName& qualified);
  /// Like `apply`, but what the statement makes is there even if PostgreSQL refuses a constraint or a query
  /// in it.
  Outcome apply_leniently(const Node& statement, const StatementSource& source);
  /// A tool's or a connection's own setting, before the first statement.
  void set_search_path(std::vector<std::string> schemas);

 private:
  struct Savepoint {
    std::string name;  ///< empty: BEGIN
    SessionState before;
  };
  Outcome apply_one(const Node& statement, const StatementSource& source);
  Outcome apply_transaction(const TransactionStmt& statement);
  void end_transaction(bool is_commit, bool is_chained);
  void go_back_to(SessionState before);

  SessionState state_;
  bool passes_over_refused_;
  std::vector<Savepoint> savepoints_;  ///< since BEGIN, which is the first
  bool is_failed_ = false;             ///< an error in the transaction: only ROLLBACK helps
};

}  // namespace floodwall
