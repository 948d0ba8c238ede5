#pragma once
#include <tree_sitter/api.h>

#include <vector>

#include "frontends/cpp/syntax/tree.h"

namespace floodwall::cpp {

/// What tree-sitter's numbers mean.
struct Grammar {
  const TSLanguage* language;
  std::vector<Node> kinds;    ///< by symbol
  std::vector<Field> fields;  ///< by TSFieldId

  Grammar();

  Node kind(TSNode node) const {
    const TSSymbol symbol = ts_node_symbol(node);
    return symbol < kinds.size() ? kinds[symbol] : Node::Error;  // ERROR has a number beyond the table
  }
};

/// The only one; made when it is first asked for.
const Grammar& grammar();

}  // namespace floodwall::cpp
