#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/sql_fragment.h"
#include "frontends/python/lowering/classes.h"

namespace floodwall::python {

struct LoweredMigrationStep {
  const host::Class* migration;
  std::string operation;  ///< "migrations.CreateModel"
  Span at = {};
  host::Text sql;
  Direction direction = Direction::Up;
  bool is_written = false;  ///< the user's own SQL
};
/// What the operations of the Migration classes in a file at `path` do to the database, in their order.
/// RunSQL's forward text is no business of ours: it is handed over as SQL.
std::vector<LoweredMigrationStep> lower_django_migrations(const ClassBook& classes, std::string_view path);

}  // namespace floodwall::python
