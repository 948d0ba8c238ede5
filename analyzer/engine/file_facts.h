#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/engine/needs.h"
#include "analyzer/text/migration_identity.h"
#include "analyzer/text/span.h"

namespace floodwall {

/// A statement that says what a database holds, or where names are looked up: DDL, SET search_path, BEGIN.
struct SchemaStatement {
  /// As PostgreSQL parses it; words stand in for what only the run knows. Or psql's `\i file`: what that file
  /// says of the schema takes effect here.
  std::string sql;
  Span at;                 ///< file bytes
  std::uint32_t line = 0;  ///< counted from 1
  /// Statements of one run share a session (search_path, temporary tables, transactions), in this order.
  std::uint32_t run = 0;
  /// Perhaps it never runs: an arm of an IF, a function's body, one of several texts, a text that only looks
  /// like SQL.
  bool may_run = false;
  /// What it defines has a name that is known in part: "measurements_*"; "*": not at all. Empty: it is known.
  std::string pattern = {};
  bool is_lowered = false;  ///< stands for calls or classes of a host: it may say less than there is
  bool is_step = false;     ///< a routine runs it: it is no class or table that a program declares
  bool has_holes = false;   ///< something else in it is known only at run time: there may be more columns

  friend bool operator==(const SchemaStatement&, const SchemaStatement&) = default;
};

/// Whether anybody will link the facts of files: they cost a third of the analysis.
enum class FactsWanted : std::uint8_t { No, Yes };

/// What one file tells about the schema, and what it wants of it. Small, and a function of the file alone:
/// may be kept by its content.
struct FileFacts {
  MigrationIdentity migration;
  bool is_test = false;  ///< what it defines is there for tests only
  std::vector<SchemaStatement> schema;
  Needs needs;  ///< settled
  /// A statement in it is judged by what the project holds, whatever that is: TRUNCATE … CASCADE, INSERT.
  bool wants_project = false;

  friend bool operator==(const FileFacts&, const FileFacts&) = default;
};

}  // namespace floodwall
