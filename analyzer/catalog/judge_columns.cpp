// What the sources of a statement have for columns.
#include "analyzer/catalog/judge_columns.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "analyzer/catalog/scope_output_name.h"

namespace floodwall {
namespace {

/// Beyond that we say "open": stars over stars can grow without end, and queries in queries can be deep.
constexpr std::size_t most_columns = 5000;
constexpr int deepest = 200;

constexpr auto sequence_columns = std::to_array<std::string_view>({"last_value", "log_cnt", "is_called"});

/// Whether both are columns of one type for sure: else that of the merged column takes knowing casts.
bool has_same_type(const KnownColumn& left, const KnownColumn& right) {
  return left.column != nullptr && right.column != nullptr && left.column->type == right.column->type;
}

bool holds(const ColumnList& list, std::string_view name) {
  return std::ranges::find(list.columns, name, &KnownColumn::name) != list.columns.end();
}

}  // namespace

SourceColumns::SourceColumns(const Resolution& resolution, const CatalogLookup& lookup)
    : resolution_(resolution), lookup_(lookup) {
  tables_.reserve(resolution.tables.size());
  for (const TableReference& table : resolution.tables) {
    tables_.push_back(table.is_schema_unknown ? FoundRelation{} : lookup.relation(table.name));
  }
  of_sources_.resize(resolution.sources.size());
  source_states_.resize(resolution.sources.size());
  of_outputs_.resize(resolution.outputs.size());
  output_states_.resize(resolution.outputs.size());
}

const ColumnList& SourceColumns::of_source(Index source) {
  static const ColumnList open = {.columns = {}, .is_open = true};
  if (source_states_[source] == State::Done) return of_sources_[source];
  if (source_states_[source] == State::Busy || deepest < depth_) return open;
  source_states_[source] = State::Busy;
  ++depth_;
  ColumnList list;
  expand(resolution_.sources[source], list);
  --depth_;
  of_sources_[source] = std::move(list);
  source_states_[source] = State::Done;
  return of_sources_[source];
}

const ColumnList& SourceColumns::of_output(Index output) {
  static const ColumnList open = {.columns = {}, .is_open = true};
  if (output_states_[output] == State::Done) return of_outputs_[output];
  if (output_states_[output] == State::Busy || deepest < depth_) return open;
  output_states_[output] = State::Busy;
  ++depth_;
  ColumnList list;
  expand_output(output, list);
  --depth_;
  of_outputs_[output] = std::move(list);
  output_states_[output] = State::Done;
  return of_outputs_[output];
}

void SourceColumns::expand(const ColumnSource& source, ColumnList& into) {
  switch (source.kind) {
    case SourceKind::Relation:
      expand_relation(source.of, into);
      break;
    case SourceKind::Query:
      into = of_output(source.of);
      break;
    case SourceKind::Join:
      expand_join(resolution_.joins[source.of], false, into);
      break;
    case SourceKind::JoinUsing:
      expand_join(resolution_.joins[source.of], true, into);
      break;
    case SourceKind::Source:
      into = of_source(source.of);
      break;
    case SourceKind::Open:
      into.is_open = true;
      break;
  }
  rename(source.renames, into);
  for (Index i = source.appended.begin; i < source.appended.end; ++i) {
    into.columns.push_back({.name = resolution_.names[i]});
  }
  if (source.merges_names) {
    std::unordered_set<std::string_view> seen;
    std::erase_if(into.columns, [&](const KnownColumn& column) { return !seen.insert(column.name).second; });
  }
  if (most_columns < into.columns.size()) {
    into.columns.resize(most_columns);
    into.is_open = true;
  }
}

/// Of an open list nobody knows which columns lead, so only the new names are sure.
void SourceColumns::rename(NameRange names, ColumnList& into) {
  const std::size_t count = names.end - names.begin;
  if (count == 0) return;
  if (into.is_open) into.columns.clear();
  if (into.columns.size() < count) into.columns.resize(count);
  for (std::size_t i = 0; i < count; ++i) into.columns[i].name = resolution_.names[names.begin + i];
}

void SourceColumns::expand_relation(Index table, ColumnList& into) {
  const FoundRelation& found = tables_[table];
  if (found.relation != nullptr) {
    const Relation& relation = *found.relation;
    into.is_open = !relation.open.empty() || relation.kind == RelationKind::Index;
    for (const Column& column : relation.columns) {
      into.columns.push_back({.name = column.name, .table = table, .origin = column.name, .column = &column});
    }
    if (relation.kind == RelationKind::Sequence && relation.columns.empty()) {
      for (const std::string_view name : sequence_columns) {
        into.columns.push_back({.name = name, .table = table, .origin = name});
      }
    }
  } else if (found.builtin) {
    into.is_open = found.builtin->is_open || found.builtin->columns.empty();
    for (const std::string_view name : found.builtin->columns) {
      into.columns.push_back({.name = name, .table = table, .origin = name});
    }
  } else {
    into.is_open = true;
  }
}

/// Merged columns first. Names that a NATURAL JOIN merges are those that both sides have, as far as we know.
void SourceColumns::expand_join(const SourceJoin& join, bool merged_only, ColumnList& into) {
  const ColumnList& left = of_source(join.left);
  const ColumnList& right = of_source(join.right);
  std::vector<std::string_view> merged;
  for (Index i = join.merged.begin; i < join.merged.end; ++i) merged.push_back(resolution_.names[i]);
  if (join.is_natural) {
    for (const KnownColumn& column : left.columns) {
      if (holds(right, column.name)) merged.push_back(column.name);
    }
  }
  for (const std::string_view name : merged) {
    const auto found = std::ranges::find(left.columns, name, &KnownColumn::name);
    KnownColumn column = found == left.columns.end() ? KnownColumn{.name = name} : *found;
    const auto other = std::ranges::find(right.columns, name, &KnownColumn::name);
    if (other == right.columns.end() || !has_same_type(column, *other)) column.column = nullptr;
    column.piece = nullptr;
    into.columns.push_back(column);
  }
  if (merged_only) return;
  into.is_open = left.is_open || right.is_open;
  const std::unordered_set<std::string_view> is_merged(merged.begin(), merged.end());
  for (const ColumnList* side : {&left, &right}) {
    for (const KnownColumn& column : side->columns) {
      if (!is_merged.contains(column.name)) into.columns.push_back(column);
    }
  }
}

void SourceColumns::expand_output(Index index, ColumnList& into) {
  const QueryOutput& output = resolution_.outputs[index];
  for (Index i = output.begin; i < output.end && into.columns.size() <= most_columns; ++i) {
    const OutputPiece& piece = resolution_.pieces[i];
    switch (piece.kind) {
      case PieceKind::Column:
        expand_column(piece, into);
        break;
      case PieceKind::Unnamed:
        if (const std::optional<std::string_view> name = output_name(piece.value)) {
          into.columns.push_back({.name = *name, .piece = &piece});
        } else {
          into.is_open = true;
        }
        break;
      case PieceKind::Star:
        expand_star(piece, into);
        break;
      case PieceKind::Call:
        expand_call(piece, into);
        break;
      case PieceKind::Open:
        into.is_open = true;
        break;
    }
  }
  if (output.next_arm == no_index) return;
  for (std::size_t i = 0; i < into.columns.size(); ++i) {
    into.columns[i].arms = index;
    into.columns[i].place = i;
  }
}

void SourceColumns::expand_column(const OutputPiece& piece, ColumnList& into) {
  KnownColumn column = {.name = piece.name, .piece = &piece};
  if (piece.reference != no_index) {
    const Found origin = find(resolution_.columns[piece.reference]);
    if (origin.column != nullptr) {
      column = *origin.column;
      column.name = piece.name;
    }
    // Who asks for the right name of a misspelt column is not to be told that it is not there.
    into.is_open |= origin.fate != ColumnFate::Resolved;
  }
  into.columns.push_back(column);
}

void SourceColumns::expand_star(const OutputPiece& piece, ColumnList& into) {
  Index source = piece.source;
  if (piece.reference != no_index) source = find_source(resolution_.columns[piece.reference]).source;
  if (source == no_index) {
    into.is_open = true;
    return;
  }
  const ColumnList& all = of_source(source);
  into.columns.insert(into.columns.end(), all.columns.begin(), all.columns.end());
  into.is_open |= all.is_open;
}

}  // namespace floodwall
