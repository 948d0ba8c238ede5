#include "analyzer/catalog/session.h"

#include <algorithm>
#include <utility>

#include "analyzer/catalog/replay/drops.h"
#include "analyzer/catalog/replay/search_path.h"
#include "analyzer/catalog/replay/statements.h"

namespace floodwall {

Session::Session(Catalog catalog, const Options& options)
    : passes_over_refused_(options.passes_over_refused) {
  state_.detail = options.detail;
  state_.path = catalog.session_path;
  state_.catalog = std::move(catalog);
}

const Relation* Session::find(const RelationName& name) const { return find_relation(state_, name); }

const FunctionsPtr* Session::find_functions(const RelationName& name) const {
  return find_in_path(state_, state_.catalog.functions, name).second;
}

const TypePtr* Session::find_type(const RelationName& name) const {
  return find_in_path(state_, state_.catalog.types, name).second;
}

std::string Session::creation_schema() const { return floodwall::creation_schema(state_); }

void Session::set_search_path(std::vector<std::string> schemas) { state_.path = {std::move(schemas)}; }

void Session::assume(Relation relation) { state_.catalog.put(std::move(relation)); }

void Session::forget(const RelationName& qualified) { state_.catalog.remove(qualified); }

Outcome Session::apply(const Node& statement, const StatementSource& source) {
  if (const TransactionStmt* transaction = node_cast<TransactionStmt>(&statement)) {
    return apply_transaction(*transaction);
  }
  if (is_failed_) return refused("current transaction is aborted");
  Outcome outcome = apply_one(statement, source);
  if (!outcome && !passes_over_refused_) is_failed_ = !savepoints_.empty();
  return outcome;
}

Outcome Session::apply_leniently(const Node& statement, const StatementSource& source) {
  state_.is_lenient = true;
  Outcome outcome = apply(statement, source);
  state_.is_lenient = false;
  return outcome;
}

Outcome Session::apply_one(const Node& statement, const StatementSource& source) {
  // What goes on commit waits for a COMMIT there: a body, or a host's connection, is in a transaction that no
  // statement of its own begins.
  if (state_.detail == Detail::Outline)
    return replay_statement({state_, source}, statement, !savepoints_.empty());
  const Catalog before = state_.catalog;
  const std::size_t dropped_on_commit = state_.dropped_on_commit.size();
  Outcome outcome = replay_statement({state_, source}, statement, !savepoints_.empty());
  if (!outcome) {
    state_.catalog = before;
    state_.dropped_on_commit.resize(dropped_on_commit);
  } else if (savepoints_.empty() && !state_.dropped_on_commit.empty()) {
    drop_on_commit(state_);  // each statement is a transaction of its own
  }
  return outcome;
}

/// Numbers that were given are not given again, as with OIDs.
void Session::go_back_to(SessionState before) {
  before.catalog.last_ordinal = state_.catalog.last_ordinal;
  state_ = std::move(before);
}

void Session::end_transaction(bool is_commit, bool is_chained) {
  if (is_commit && !is_failed_) {
    drop_on_commit(state_);
    state_.local_path.reset();
  } else if (!savepoints_.empty()) {
    go_back_to(std::move(savepoints_.front().before));
  }
  savepoints_.clear();
  is_failed_ = false;
  if (is_chained) savepoints_.push_back({.name = {}, .before = state_});
}

Outcome Session::apply_transaction(const TransactionStmt& statement) {
  const std::string name(view_of(statement.savepoint_name));
  const auto named = [&](const Savepoint& savepoint) { return savepoint.name == name && !name.empty(); };
  const auto latest = std::find_if(savepoints_.rbegin(), savepoints_.rend(), named);
  switch (statement.kind) {
    case TRANS_STMT_BEGIN:
    case TRANS_STMT_START:
      if (is_failed_) return refused("current transaction is aborted");
      if (savepoints_.empty()) savepoints_.push_back({.name = {}, .before = state_});
      break;
    case TRANS_STMT_COMMIT:
      end_transaction(true, statement.chain && !savepoints_.empty());
      break;
    case TRANS_STMT_PREPARE:  // as if COMMIT PREPARED were sure to follow
      end_transaction(true, false);
      break;
    case TRANS_STMT_ROLLBACK:
      end_transaction(false, statement.chain && !savepoints_.empty());
      break;
    case TRANS_STMT_SAVEPOINT:
      if (is_failed_) return refused("current transaction is aborted");
      if (savepoints_.empty()) return refused("SAVEPOINT can only be used in transaction blocks");
      savepoints_.push_back({.name = name, .before = state_});
      break;
    case TRANS_STMT_ROLLBACK_TO:
      if (latest == savepoints_.rend()) return refused("savepoint " + name + " does not exist");
      go_back_to(latest->before);
      savepoints_.erase(latest.base(), savepoints_.end());
      is_failed_ = false;
      break;
    case TRANS_STMT_RELEASE:
      if (latest == savepoints_.rend()) return refused("savepoint " + name + " does not exist");
      savepoints_.erase(std::next(latest).base(), savepoints_.end());
      break;
    case TRANS_STMT_COMMIT_PREPARED:
    case TRANS_STMT_ROLLBACK_PREPARED:
      break;
  }
  return {};
}

}  // namespace floodwall
