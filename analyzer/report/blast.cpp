#include <span>

#include "analyzer/catalog/catalog.h"
#include "analyzer/report/blast_report.h"

namespace floodwall {

Blast blast_of(const Catalog& catalog, const RelationName& table) {
  const TargetTable target = {.table = table};
  const Relation* relation = catalog.find(table);
  const Object dropped = {.name = table};
  return {.table = table,
          .kind = relation == nullptr ? RelationKind::Table : relation->kind,
          .truncate = truncate_reach(catalog, std::span(&target, 1), DROP_CASCADE),
          .remove = delete_reach(catalog, target),
          .drop = drop_reach(catalog, std::span(&dropped, 1))};
}

}  // namespace floodwall
