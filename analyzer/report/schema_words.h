#pragma once
#include <string_view>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/relation_words.h"

namespace floodwall {

// How the JSON forms spell what a catalog holds.

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

}  // namespace floodwall
