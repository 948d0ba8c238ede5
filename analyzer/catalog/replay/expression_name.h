#pragma once
#include <string>

#include "analyzer/sql/nodes.h"

namespace floodwall {

/// The name that PostgreSQL gives to the column that an expression makes (FigureColname in parse_target.c);
/// empty where it falls back to "?column?" in a query and "expr" in an index.
std::string expression_name(const Node* expression);

}  // namespace floodwall
