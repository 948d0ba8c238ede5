#pragma once
#include <string>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/drop_reach.h"
#include "analyzer/catalog/reach.h"

namespace floodwall {

/// What three statements would take with one table.
struct Blast {
  RelationName table;
  RelationKind kind = RelationKind::Table;
  TruncateReach truncate;  ///< with CASCADE
  DeleteReach remove;      ///< DELETE without WHERE
  DropReach drop;          ///< with CASCADE
};

Blast blast_of(const Catalog& catalog, const RelationName& table);

// The forms of `floodwall blast`.

std::string blast_text(const Blast& blast);
/// docs/schema_json.md describes it.
std::string blast_json(const Blast& blast);
/// Graphviz: the tables that TRUNCATE empties, by the keys that lead there. Those that DELETE reaches, too,
/// are filled.
std::string blast_dot(const Blast& blast);

}  // namespace floodwall
