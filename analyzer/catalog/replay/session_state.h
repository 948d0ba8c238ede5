#pragma once
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

/// Whether a statement did something, or PostgreSQL's reason to reject it.
using Outcome = std::expected<void, std::string>;

inline std::unexpected<std::string> refused(std::string why) { return std::unexpected(std::move(why)); }

/// How much of what statements say is kept.
enum class Detail : std::uint8_t {
  Everything,
  /// Which tables and views there are and with what foreign keys; which columns ALTER TABLE adds and which
  /// are NOT NULL, but not of what type they are. Every relation is open, and what is refused half-way stays
  /// half done.
  Outline,
};

/// What a connection carries along.
struct SessionState {
  Catalog catalog;
  SearchPath path;                              ///< SET SESSION
  std::optional<SearchPath> local_path;         ///< SET LOCAL: until the transaction ends
  std::vector<RelationName> dropped_on_commit;  ///< temporary tables
  /// The columns that the query of a PREPARE yields; `open` tells why there may be others.
  std::map<std::string, Relation> prepared;
  /// What a statement makes is there even if a constraint or a query in it does not hold: for who wants to
  /// know what somebody meant to define.
  bool is_lenient = false;
  Detail detail = Detail::Everything;

  const SearchPath& current_path() const { return local_path ? *local_path : path; }
};

/// The statement that a node comes from: replay keeps pieces of it (defaults, queries, bodies).
struct StatementSource {
  std::string_view sql;  ///< the text that node locations (ParseLoc, bytes) count in
  Place at = {};         ///< where it stands
};

/// One statement on its way into a session.
struct Replay {
  SessionState& session;
  StatementSource source;

  Catalog& catalog() const { return session.catalog; }
  bool is_outline() const { return session.detail == Detail::Outline; }
};

}  // namespace floodwall
