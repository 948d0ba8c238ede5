#pragma once
#include <span>

#include "analyzer/catalog/project_schema.h"
#include "analyzer/engine/link.h"

namespace floodwall {

/// Fills ProjectSchema::conflicts, once the rest is linked: tables that CREATE TABLE without IF NOT EXISTS
/// makes twice in one database, with different columns.
///
/// A script, or a chain of migrations, is for one database. Two of them are if one has a foreign key to a
/// table that the other alone makes, or if a schema.sql or structure.sql stands in the chain's folder or the
/// one above. Else nobody knows: two scripts may be for two databases, two versions, two dialects; one that
/// changes what others make runs where they have not, or earlier. What tests define, what stands for calls or
/// classes of a program, and what is known in part is left out.
void add_conflicts(std::span<const LinkedFile> files, ProjectSchema& schema);

}  // namespace floodwall
