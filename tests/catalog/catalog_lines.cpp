// What the replay of statements makes of them, for a test that asks PostgreSQL the same.
//
// Reads lines of JSON: {"session": "…", "sql": "…", "failed": true} is a statement that a connection sent;
// with "try": true, a failed one is tried and should be refused.
// {"print": "…"} prints the catalog under that name, {"save": "…"} keeps it, {"load": "…"} takes it again
// (an empty database if there is none of the name).
// Prints lines of JSON: {"catalog": "…", "lines": […], "refused": […]}, sorted.
#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/catalog/replay/drops.h"
#include "analyzer/catalog/session.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"

namespace floodwall {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

char relkind(const Relation& relation) {
  switch (relation.kind) {
    case RelationKind::Table:
      return 'r';
    case RelationKind::PartitionedTable:
      return 'p';
    case RelationKind::ForeignTable:
      return 'f';
    case RelationKind::View:
      return 'v';
    case RelationKind::MaterializedView:
      return 'm';
    case RelationKind::Sequence:
      return 'S';
    case RelationKind::Index:
      return 'i';
    case RelationKind::CompositeType:
      return 'c';
  }
  return '?';
}

char contype(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::Check:
      return 'c';
    case ConstraintKind::NotNull:
      return 'n';
    case ConstraintKind::PrimaryKey:
      return 'p';
    case ConstraintKind::Unique:
      return 'u';
    case ConstraintKind::Exclusion:
      return 'x';
    case ConstraintKind::ForeignKey:
      return 'f';
  }
  return '?';
}

void add_lines(const Relation& relation, std::vector<std::string>& lines) {
  const std::string name = relation.name.schema + "." + relation.name.name;
  lines.push_back(std::string("relation|") + name + "|" + relkind(relation));
  if (!relation.open.empty()) lines.push_back("open|" + name + "|" + relation.open);
  if (relation.kind == RelationKind::Index || relation.kind == RelationKind::Sequence) return;
  for (const Column& column : relation.columns)
    lines.push_back("column|" + name + "|" + column.name + "|" + column.type + "|" +
                    (column.not_null ? "not null" : ""));
  for (const TableConstraint& constraint : relation.constraints) {
    if (constraint.kind == ConstraintKind::NotNull) continue;
    std::string line = "constraint|" + name + "|" + constraint.name + "|" + contype(constraint.kind);
    if (constraint.kind != ConstraintKind::Check && constraint.kind != ConstraintKind::Exclusion)
      line += "|" + joined(constraint.columns);
    if (constraint.kind == ConstraintKind::ForeignKey)
      line += "|" + constraint.parent.schema + "." + constraint.parent.name + "|" +
              joined(constraint.parent_columns) + "|" + constraint.on_update + constraint.on_delete;
    lines.push_back(std::move(line));
  }
}

nlohmann::json printed(const std::string& name, const Catalog& catalog,
                       std::vector<std::string>& refused_ones) {
  std::vector<std::string> lines;
  catalog.relations.for_each(
      [&](const RelationName&, const RelationPtr& relation) { add_lines(*relation, lines); });
  catalog.types.for_each([&](const RelationName& type, const TypePtr& known) {
    lines.push_back("type|" + type.schema + "." + type.name + "|" + known->kind + "|" +
                    joined(known->labels));
  });
  catalog.functions.for_each([&](const RelationName& function, const FunctionsPtr& overloads) {
    for (const Function& each_function : *overloads)
      lines.push_back("function|" + function.schema + "." + function.name + "|" +
                      joined(each_function.argument_types));
  });
  catalog.schemas.for_each(
      [&](const std::string& schema, const Schema&) { lines.push_back("schema|" + schema); });
  std::ranges::sort(lines);
  return {{"catalog", name}, {"lines", std::move(lines)}, {"refused", std::exchange(refused_ones, {})}};
}

class Replayer {
 public:
  void take(const nlohmann::json& line) {
    if (line.contains("sql")) {
      run(line.at("session"), line.at("sql"), line.value("failed", false), line.value("try", false));
    } else if (line.contains("save")) {
      end_session();
      saved_[line.at("save")] = catalog_;
    } else if (line.contains("load")) {
      end_session();
      const auto saved = saved_.find(line.at("load"));
      catalog_ = saved == saved_.end() ? Catalog::empty_database() : saved->second;
    } else if (line.contains("print")) {
      end_session();
      std::cout << printed(line.at("print"), catalog_, refused_)
                       .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                << '\n';
    }
  }

 private:
  void end_session() {
    if (!session_) return;
    catalog_ = session_->catalog();
    drop_temporary_objects(catalog_);
    session_.reset();
    session_name_.clear();
  }

  /// What PostgreSQL refused, we should refuse, too.
  void try_failed(const std::string& sql) {
    Session copy = *session_;
    const auto tree = parser_.parse(sql);
    if (tree && *tree != nullptr && copy.apply(**tree, {.sql = sql})) refused_.push_back("accepted: " + sql);
  }

  /// A COMMIT that fails (deferred constraints) has ended the transaction all the same.
  void end_failed(const std::string& sql) {
    const auto tree = parser_.parse(sql);
    const TransactionStmt* end = tree ? node_cast<TransactionStmt>(*tree) : nullptr;
    if (end != nullptr && (end->kind == TRANS_STMT_COMMIT || end->kind == TRANS_STMT_PREPARE))
      static_cast<void>(session_->apply(**tree, {.sql = sql}));
  }

  void run(const std::string& session, const std::string& sql, bool is_failed, bool is_tried) {
    if (session != session_name_) {
      end_session();
      session_.emplace(catalog_);
      session_name_ = session;
    }
    if (is_failed) {
      if (is_tried) try_failed(sql);
      session_->fail();
      return end_failed(sql);
    }
    for (const StatementText& statement : split_script(sql, {.is_psql_script = false}).statements) {
      const std::string_view text = slice(sql, statement.at);
      const auto tree = parser_.parse(text);
      if (!tree) {
        refused_.push_back("not parsed: " + std::string(text));
      } else if (*tree != nullptr) {
        if (const Outcome outcome = session_->apply(**tree, {.sql = text}); !outcome)
          refused_.push_back(outcome.error() + ": " + std::string(text));
      }
    }
  }

  Catalog catalog_ = Catalog::empty_database();
  std::map<std::string, Catalog> saved_;
  std::optional<Session> session_;
  std::string session_name_;
  StatementParser parser_;
  std::vector<std::string> refused_;
};

}  // namespace
}  // namespace floodwall

int main() {
  std::ios::sync_with_stdio(false);
  floodwall::Replayer replayer;
  for (std::string line; std::getline(std::cin, line);) replayer.take(nlohmann::json::parse(line));
  return 0;
}
