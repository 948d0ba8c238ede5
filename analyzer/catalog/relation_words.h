#pragma once
#include <string_view>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

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

constexpr bool is_table(RelationKind kind) {
  return kind == RelationKind::Table || kind == RelationKind::PartitionedTable ||
         kind == RelationKind::ForeignTable;
}

constexpr bool is_view(RelationKind kind) {
  return kind == RelationKind::View || kind == RelationKind::MaterializedView;
}

}  // namespace floodwall
