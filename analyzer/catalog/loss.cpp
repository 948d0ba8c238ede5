#include "analyzer/catalog/loss.h"

namespace floodwall {

std::string words_for(const Loss& loss) {
  switch (loss.kind) {
    case LossKind::Rows:
      return "empties " + loss.what + (loss.cascades ? " and every table that refers to it" : "");
    case LossKind::Table:
      return "drops table " + loss.what;
    case LossKind::Column:
      return "drops " + loss.what;
    case LossKind::Schema:
      return "drops schema " + loss.what;
    case LossKind::Database:
      return "drops database " + loss.what;
    case LossKind::Owned:
      return "drops everything that " + loss.what + " owns";
  }
  return {};
}

}  // namespace floodwall
