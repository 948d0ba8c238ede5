#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/text/span.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

enum class LossKind : std::uint8_t {
  Rows,    ///< TRUNCATE, DELETE without WHERE
  Table,   ///< DROP TABLE
  Column,  ///< ALTER TABLE … DROP COLUMN
  Schema,
  Database,
  Owned,  ///< DROP OWNED
};

/// Data that was there before the script and is gone after a statement. Indexes, constraints, types, views:
/// nothing that cannot be made again.
struct Loss {
  LossKind kind = LossKind::Rows;
  std::string what;  ///< for messages: "orders", "column note of orders"
  Span at;           ///< the statement; in the text at hand
  Direction direction = Direction::Up;
  bool cascades = false;    ///< says CASCADE: what refers to it goes, too
  bool is_checked = false;  ///< a statement of the script before it stops in a wrong database
};

/// "drops table orders", "empties orders and every table that refers to it".
std::string words_for(const Loss& loss);

}  // namespace floodwall
