#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// The statement that a node comes from: replay keeps pieces of it (defaults, queries, bodies).
struct StatementSource {
  std::string_view sql;  ///< the text that node locations (ParseLoc, bytes) count in
  Place at = {};         ///< where it stands
};

/// One connection: replays statements over a catalog as PostgreSQL would, with its search_path, temporary
/// objects and transactions (BEGIN, COMMIT, ROLLBACK, SAVEPOINT, SET LOCAL). Statements that PostgreSQL would
/// reject for what they refer to change nothing; those that refer to what we do not know do what can be done
/// and mark the rest open. One thread at a time.
class Session {
 public:
  explicit Session(Catalog catalog = Catalog::empty_database());

  void apply(const Node& statement, const StatementSource& source);

  /// As it is now. Cheap to copy.
  const Catalog& catalog() const { return catalog_; }

  /// The relation that a name means here: pg_temp first, then pg_catalog, then the search_path. nullptr is
  /// "not known". What is built into PostgreSQL is not in here (builtins.h).
  const Relation* find(const RelationName& name) const;
  const FunctionsPtr* find_functions(const RelationName& name) const;
  const TypePtr* find_type(const RelationName& name) const;
  /// Where CREATE puts an unqualified name: the first schema of the path that exists; empty if none does.
  std::string creation_schema() const;
  /// The schemas in which an unqualified name is looked up, in order, without pg_temp and pg_catalog.
  const std::vector<std::string>& search_path() const { return path_; }
  /// Whether the path was set to something that only the run knows: then a name may be in any schema.
  bool is_path_unknown() const { return is_path_unknown_; }
  /// Puts a relation there that no statement here has made, or takes one away: what is known from elsewhere.
  void assume(Relation relation);
  void forget(const RelationName& qualified);
  /// A tool's or a connection's own setting, before the first statement.
  void set_search_path(std::vector<std::string> schemas);

 private:
  struct Savepoint {
    std::string name;  ///< empty: BEGIN
    Catalog catalog;
    std::vector<std::string> path;
    bool is_path_unknown;
  };
  Catalog catalog_;
  std::vector<std::string> path_ = {"$user", "public"};
  bool is_path_unknown_ = false;
  std::vector<Savepoint> savepoints_;
};

}  // namespace floodwall
