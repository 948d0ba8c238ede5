#pragma once
#include <span>
#include <string_view>

namespace floodwall::python {

/// An operation whose calls become SQL: what the docs list and the tests try.
struct LoweredOperation {
  std::string_view tool;     ///< "Alembic"
  std::string_view name;     ///< as users know it: "op.drop_table"
  std::string_view becomes;  ///< one line: what PostgreSQL gets
  std::string_view example;  ///< Python, behind the usual imports
  std::string_view sql;      ///< what the example becomes; "" if nothing
};

/// Every operation of every tool, in the order of the docs.
std::span<const LoweredOperation> lowered_operations();

}  // namespace floodwall::python
