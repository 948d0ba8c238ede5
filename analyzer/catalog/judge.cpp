#include "analyzer/catalog/judge.h"

#include <algorithm>

#include "analyzer/catalog/judge_columns.h"

namespace floodwall {
namespace {

Index target_table(const Resolution& resolution, Index source) {
  const ColumnSource& target = resolution.sources[source];
  return target.kind == SourceKind::Relation ? target.of : no_index;
}

InsertVerdict judge_insert(const Resolution& resolution, const InsertShape& shape, SourceColumns& sources) {
  InsertVerdict verdict;
  verdict.columns = shape.column_count;
  const bool lists_columns = shape.column_count != 0;
  if (!lists_columns) {
    const ColumnList& columns = sources.of_source(shape.target);
    if (columns.is_open || target_table(resolution, shape.target) == no_index) return verdict;
    verdict.columns = columns.columns.size();
  }
  std::size_t narrowest = shape.narrowest;
  std::size_t widest = shape.widest;
  if (shape.output != no_index) {
    const ColumnList& values = sources.of_output(shape.output);
    if (values.is_open) return verdict;
    narrowest = widest = values.columns.size();
  }
  verdict.fit = InsertFit::Fits;
  verdict.values = widest;
  if (verdict.columns < widest) {
    verdict.fit = InsertFit::MoreValues;
  } else if (lists_columns && narrowest < verdict.columns) {
    verdict.fit = InsertFit::MoreColumns;
    verdict.values = narrowest;
  }
  return verdict;
}

using Names = std::vector<std::string_view>;

Names sorted(Names names) {
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

/// A unique index is found by its columns in any order.
bool is_same_set(const std::vector<std::string>& columns, const Names& wanted) {
  return sorted(Names(columns.begin(), columns.end())) == wanted;
}

bool is_unique_key(const TableConstraint& constraint) {
  return constraint.kind == ConstraintKind::PrimaryKey || constraint.kind == ConstraintKind::Unique;
}

/// Whether an index backs the conflict's columns: a partial one only where the conflict has a WHERE.
ConflictFit backed_by_index(const Relation& index, const ConflictTarget& conflict, const Names& wanted) {
  if (!index.is_unique || !is_same_set(index.index_columns, wanted)) return ConflictFit::Unbacked;
  if (!index.is_partial) return ConflictFit::Backed;
  return conflict.is_partial ? ConflictFit::NotKnown : ConflictFit::Unbacked;
}

ConflictFit judge_conflict(const Resolution& resolution, const ConflictTarget& conflict,
                           const SourceColumns& sources, const CatalogLookup& lookup) {
  const Index table = target_table(resolution, conflict.target);
  if (table == no_index || conflict.has_expression) return ConflictFit::NotKnown;
  const Relation* relation = sources.tables()[table].relation;
  if (relation == nullptr || !relation->open.empty()) return ConflictFit::NotKnown;
  if (relation->kind != RelationKind::Table && relation->kind != RelationKind::PartitionedTable) {
    return ConflictFit::NotKnown;
  }
  Names wanted;
  for (Index i = conflict.columns.begin; i < conflict.columns.end; ++i) {
    if (relation->column(resolution.names[i]) == nullptr) return ConflictFit::NotKnown;  // said of the column
    wanted.push_back(resolution.names[i]);
  }
  wanted = sorted(std::move(wanted));
  for (const TableConstraint& constraint : relation->constraints) {
    if (conflict.constraint.empty()) {
      if (is_unique_key(constraint) && is_same_set(constraint.columns, wanted)) return ConflictFit::Backed;
    } else if (constraint.name == conflict.constraint) {
      return ConflictFit::Backed;
    }
  }
  if (!conflict.constraint.empty()) return ConflictFit::Unbacked;
  ConflictFit fit = ConflictFit::Unbacked;
  for (const RelationName& name : relation->indexes) {
    const Relation* index = lookup.relation(name).relation;
    if (index == nullptr) return ConflictFit::NotKnown;
    const ConflictFit here = backed_by_index(*index, conflict, wanted);
    if (here == ConflictFit::Backed) return here;
    if (here == ConflictFit::NotKnown) fit = here;
  }
  return fit;
}

}  // namespace

Judgement judge(const Resolution& resolution, const CatalogLookup& lookup) {
  SourceColumns sources(resolution, lookup);
  Judgement judgement;
  judgement.columns.reserve(resolution.columns.size());
  for (const ColumnReference& reference : resolution.columns) {
    judgement.columns.push_back(sources.verdict(reference));
  }
  for (const InsertShape& shape : resolution.inserts) {
    judgement.inserts.push_back(judge_insert(resolution, shape, sources));
  }
  for (const ConflictTarget& conflict : resolution.conflicts) {
    judgement.conflicts.push_back(judge_conflict(resolution, conflict, sources, lookup));
  }
  judgement.tables = sources.tables();
  return judgement;
}

OutputColumns output_columns(const Resolution& resolution, const CatalogLookup& lookup) {
  OutputColumns output;
  if (resolution.output == no_index) {
    output.is_open = true;
    return output;
  }
  SourceColumns sources(resolution, lookup);
  const ColumnList& list = sources.of_source(resolution.output);
  output.is_open = list.is_open;
  for (const KnownColumn& column : list.columns) {
    output.columns.push_back({.name = std::string(column.name), .type = sources.type_of(column)});
  }
  return output;
}

std::vector<ColumnUse> column_uses(const Resolution& resolution, const CatalogLookup& lookup) {
  SourceColumns sources(resolution, lookup);
  std::vector<ColumnUse> uses;
  const auto add = [&](Index table, std::string_view column) {
    if (table == no_index) return;
    const Relation* relation = sources.tables()[table].relation;
    if (relation != nullptr) uses.push_back({relation->name, std::string(column)});
  };
  for (Index table = 0; table < resolution.tables.size(); ++table) {
    if (resolution.tables[table].use == ReferenceUse::Reads) add(table, {});
  }
  for (const ColumnReference& reference : resolution.columns) {
    const ColumnVerdict verdict = sources.verdict(reference);
    if (verdict.fate == ColumnFate::Resolved) add(verdict.table, verdict.column);
  }
  for (Index output = 0; output < resolution.outputs.size(); ++output) {
    for (const KnownColumn& column : sources.of_output(output).columns) add(column.table, column.origin);
  }
  std::ranges::sort(uses);
  uses.erase(std::ranges::unique(uses).begin(), uses.end());
  return uses;
}

}  // namespace floodwall
