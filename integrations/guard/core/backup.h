#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "integrations/guard/core/policy.h"

namespace floodwall::guard {

/// What of a table goes: the more, the greater.
enum class Loss : std::uint8_t {
  Columns,  ///< its rows stay with the values of the others
  Values,   ///< its rows stay, values change
  Rows,
};

/// What is to be copied before a statement runs, and what the manifest says of it.
struct BackupWish {
  struct Table {
    std::int64_t oid = 0;
    Loss loss = Loss::Rows;
  };
  std::span<const Table> tables;
  std::string_view why;        ///< the rules
  std::string_view statement;  ///< masked
};

/// One statement that makes the copies, in the caller's transaction; whoever runs it may create schemas and
/// tables.
std::string backup_statement(const BackupWish& wish, const Policy& policy);
/// One statement that puts a run back; its NOTICEs say how many rows. For who owns the tables.
std::string restore_statement(std::string_view run, const Policy& policy);
/// A query of one row with one text: the runs there are, as JSON, the latest first. Fails before the first.
std::string backups_question(const Policy& policy);

}  // namespace floodwall::guard
