// What the first words of a statement tell of the relation that it makes or alters: the same as its tree.
#include "analyzer/engine/subject_names.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "analyzer/sql/nodes.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"
#include "tests/support/catch.h"

namespace floodwall {
namespace {

std::string name_in(const RangeVar* relation) {
  return relation == nullptr ? std::string() : std::string(view_of(relation->relname));
}

bool is_relation(ObjectType type) {
  return type == OBJECT_TABLE || type == OBJECT_VIEW || type == OBJECT_MATVIEW ||
         type == OBJECT_FOREIGN_TABLE || type == OBJECT_SEQUENCE;
}

/// nullopt: it is about something else.
std::optional<SubjectNames> names_in_tree(const Node& statement) {
  if (const auto* create = node_cast<CreateStmt>(&statement))
    return SubjectNames{name_in(create->relation), {}};
  if (const auto* foreign = node_cast<CreateForeignTableStmt>(&statement))
    return SubjectNames{name_in(foreign->base.relation), {}};
  if (const auto* view = node_cast<ViewStmt>(&statement)) return SubjectNames{name_in(view->view), {}};
  if (const auto* as = node_cast<CreateTableAsStmt>(&statement))
    return SubjectNames{name_in(as->into->rel), {}};
  if (const auto* sequence = node_cast<CreateSeqStmt>(&statement))
    return SubjectNames{name_in(sequence->sequence), {}};
  if (const auto* alter = node_cast<AlterTableStmt>(&statement);
      alter != nullptr && is_relation(alter->objtype))
    return SubjectNames{{}, name_in(alter->relation)};
  if (const auto* rename = node_cast<RenameStmt>(&statement);
      rename != nullptr && is_relation(rename->renameType))
    return SubjectNames{std::string(view_of(rename->newname)), name_in(rename->relation)};
  const auto* select = node_cast<SelectStmt>(&statement);
  if (select == nullptr || select->intoClause == nullptr) return std::nullopt;
  return SubjectNames{name_in(select->intoClause->rel), {}};
}

TEST_CASE("the first words of every statement of the regression tests tell what it makes and alters") {
  StatementParser parser;
  std::size_t compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(FLOODWALL_REGRESSION_SQL)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    for (const StatementText& statement : split_script(text).statements) {
      const std::string sql(slice(text, statement.at));
      const auto tree = parser.parse(sql);
      if (!tree || *tree == nullptr) continue;
      const std::optional<SubjectNames> expected = names_in_tree(**tree);
      if (!expected) continue;
      const SubjectNames found = names_in(sql);
      INFO(sql);
      CHECK(found.made == expected->made);
      CHECK(found.altered == expected->altered);
      ++compared;
    }
  }
  CHECK(5000 < compared);
}

TEST_CASE("a statement about something else names nothing") {
  for (const char* sql :
       {"CREATE INDEX i ON t (a)", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TYPE t ADD VALUE 'x'", "DROP TABLE t", "SET search_path = a", "\\i other.sql"}) {
    CHECK(names_in(sql).made.empty());
    CHECK(names_in(sql).altered.empty());
  }
}

}  // namespace
}  // namespace floodwall
