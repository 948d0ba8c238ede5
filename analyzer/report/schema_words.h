#pragma once
#include <string_view>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

// How the JSON forms spell what a catalog holds.

constexpr std::string_view word_for(RelationKind kind) {
  switch (kind) {
    case RelationKind::Table:
      return "table";
    case RelationKind::PartitionedTable:
      return "partitioned table";
    case RelationKind::ForeignTable:
      return "foreign table";
    case RelationKind::View:
      return "view";
    case RelationKind::MaterializedView:
      return "materialized view";
    case RelationKind::Sequence:
      return "sequence";
    case RelationKind::Index:
      return "index";
    case RelationKind::CompositeType:
      return "composite type";
  }
  return {};
}

constexpr std::string_view word_for(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::Check:
      return "check";
    case ConstraintKind::NotNull:
      return "not null";
    case ConstraintKind::PrimaryKey:
      return "primary key";
    case ConstraintKind::Unique:
      return "unique";
    case ConstraintKind::Exclusion:
      return "exclusion";
    case ConstraintKind::ForeignKey:
      return "foreign key";
  }
  return {};
}

constexpr bool is_table(RelationKind kind) {
  return kind == RelationKind::Table || kind == RelationKind::PartitionedTable ||
         kind == RelationKind::ForeignTable;
}

constexpr bool is_view(RelationKind kind) {
  return kind == RelationKind::View || kind == RelationKind::MaterializedView;
}

}  // namespace floodwall
