#include "analyzer/engine/file_catalog.h"

namespace floodwall {

void FileCatalog::apply(const Node& statement, std::string_view sql) {
  Session after = session_;  // a transaction does not fail: who knows what we do not
  if (after.apply(statement, {sql})) session_ = std::move(after);
}

}  // namespace floodwall
