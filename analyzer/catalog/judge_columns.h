#pragma once
// Inside of judge(): judge.h is the way in.
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/judge.h"

namespace floodwall {

/// One column of a source.
struct KnownColumn {
  std::string_view name;
  Index table = no_index;              ///< Resolution::tables: where it comes from
  std::string_view origin = {};        ///< its name there
  const Column* column = nullptr;      ///< what the catalog says
  const OutputPiece* piece = nullptr;  ///< the expression that it is
  Index arms = no_index;               ///< Resolution::outputs: of a set operation, its first arm
  std::size_t place = 0;               ///< its place in each arm
};

struct ColumnList {
  std::vector<KnownColumn> columns;
  bool is_open = false;  ///< there may be more, anywhere among them
};

/// The columns of the sources and outputs of one Resolution, each worked out when it is asked for.
class SourceColumns {
 public:
  SourceColumns(const Resolution& resolution, const CatalogLookup& lookup);

  const std::vector<FoundRelation>& tables() const { return tables_; }
  const ColumnList& of_source(Index source);
  const ColumnList& of_output(Index output);
  ColumnVerdict verdict(const ColumnReference& reference);
  /// As format_type() prints it; empty: not known. All arms of a set operation have to agree.
  std::string type_of(const KnownColumn& column);

 private:
  struct Found {
    ColumnFate fate = ColumnFate::Undefined;
    const KnownColumn* column = nullptr;  ///< none of a row or a system column
    Index source = no_index;
    bool is_row = false;
  };
  Found find(const ColumnReference& reference);
  Found find_unqualified(const ColumnReference& reference);
  Found find_qualified(const ColumnReference& reference);
  Found find_in(Index source, std::string_view name, bool with_system);
  Found find_in_scope(const Scope& scope, std::string_view name);
  Found find_in_output(const ColumnReference& reference);
  Found find_source(const ColumnReference& reference);
  bool depends_on_version(const KnownColumn& column) const;
  bool is_meant(const ColumnSource& source, const ColumnReference& reference) const;
  bool is_misnamed(const ColumnSource& source) const;
  bool may_be_function_of_row(std::string_view name) const;
  Index table_of(Index source) const;

  void expand(const ColumnSource& source, ColumnList& into);
  void expand_relation(Index table, ColumnList& into);
  void expand_join(const SourceJoin& join, bool merged_only, ColumnList& into);
  void expand_output(Index index, ColumnList& into);
  void expand_column(const OutputPiece& piece, ColumnList& into);
  void expand_star(const OutputPiece& piece, ColumnList& into);
  void expand_call(const OutputPiece& piece, ColumnList& into);
  void expand_builtin_call(const OutputPiece& piece, const FuncCall& call, ColumnList& into);
  void expand_row(const FoundRelation& row, const OutputPiece& piece, ColumnList& into);
  bool holds_scalars(const Node& array);
  void rename(NameRange names, ColumnList& into);
  std::string type_of_value(const OutputPiece& piece);

  const Resolution& resolution_;
  const CatalogLookup& lookup_;
  std::vector<FoundRelation> tables_;
  enum class State : std::uint8_t { New, Busy, Done };
  std::vector<ColumnList> of_sources_;
  std::vector<State> source_states_;
  std::vector<ColumnList> of_outputs_;
  std::vector<State> output_states_;
  int depth_ = 0;
  int type_depth_ = 0;
};

}  // namespace floodwall
