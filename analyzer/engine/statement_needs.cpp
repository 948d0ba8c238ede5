#include "analyzer/engine/statement_needs.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/builtins.h"

namespace floodwall {
namespace {

/// What nobody defines.
constexpr std::uint64_t unmet = 0;

/// The relations that a column may come from.
struct Candidates {
  std::vector<Index> tables = {};  ///< Resolution::tables
  bool is_open = false;            ///< or from something that the statement does not tell
  bool is_hidden = false;          ///< or from what a subquery yields
};

class Seeker {
 public:
  explicit Seeker(const Resolution& resolution) : resolution_(resolution) {}

  Candidates of(const ColumnReference& column) const {
    Candidates found;
    if (column.only_source != no_index) {
      add(column.only_source, found);
      return found;
    }
    for (Index scope = column.scope; scope != no_index; scope = resolution_.scopes[scope].outer) {
      const Scope& here = resolution_.scopes[scope];
      found.is_open = found.is_open || here.is_open;
      for (Index i = here.begin; i < here.end; ++i) {
        const ColumnSource& source = resolution_.sources[resolution_.items[i].source];
        if (column.qualifier.empty()) {
          add(resolution_.items[i].source, found);
        } else if (source.alias == column.qualifier) {
          add(resolution_.items[i].source, found);
          return found;
        }
      }
    }
    return found;
  }

 private:
  void add(Index index, Candidates& found) const {
    const ColumnSource& source = resolution_.sources[index];
    const bool is_renamed = source.renames.begin != source.renames.end;
    if (source.kind == SourceKind::Relation && !is_renamed) {
      found.tables.push_back(source.of);
    } else if (source.kind == SourceKind::Source) {
      add(source.of, found);
    } else if (source.kind == SourceKind::Open) {
      found.is_open = true;
    } else if (source.kind == SourceKind::Query) {  // what a join joins is in scope itself
      found.is_hidden = true;
    }
  }

  const Resolution& resolution_;
};

}  // namespace

void add_needs(const Resolution& resolution, std::uint32_t at, Needs& needs) {
  std::vector<bool> is_builtin;
  std::vector<std::uint64_t> any_of;
  const auto add = [&](bool is_column) { needs.add({any_of, is_column, at}); };
  for (const TableReference& table : resolution.tables) {
    is_builtin.push_back(builtin_relation(table.name).has_value());
    if (table.may_be_missing || table.use == ReferenceUse::Drops || is_builtin.back()) continue;
    const std::string& name = table.name.name;
    if (table.is_schema_unknown) {  // told apart from one that search_path finds
      any_of = {need_of_table(name), need_of_table("?." + name)};
    } else if (table.name.schema.empty()) {
      any_of = {need_of_table(name)};
    } else {
      any_of = {need_of_table(table.name.schema + "." + name), need_of_table("*." + name)};
    }
    add(false);
  }
  const Seeker seeker(resolution);
  for (const ColumnReference& column : resolution.columns) {
    if (column.column.empty() || column.may_be_other || column.may_be_missing) continue;
    if (is_system_column(column.column)) continue;
    Candidates candidates = seeker.of(column);
    if (candidates.is_open) continue;
    if (candidates.is_hidden) {
      const bool is_made_here = std::ranges::any_of(
          resolution.pieces, [&](const OutputPiece& piece) { return piece.name == column.column; });
      if (is_made_here || std::ranges::find(resolution.names, column.column) != resolution.names.end())
        continue;
      for (Index i = 0; i < resolution.tables.size(); ++i) candidates.tables.push_back(i);
    }
    any_of.clear();
    if (candidates.tables.empty()) any_of.push_back(unmet);
    for (const Index i : candidates.tables) {
      const RelationName& table = resolution.tables[i].name;
      if (is_builtin[i]) {
        any_of.clear();
        break;
      }
      any_of.push_back(need_of_column(table.name, column.column));
      any_of.push_back(need_of_column(table.name, "*"));
    }
    if (!any_of.empty()) add(true);
  }
}

}  // namespace floodwall
