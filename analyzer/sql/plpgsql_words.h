#pragma once
// The words that tell SQL from PL/pgSQL: data for plpgsql.cpp alone.
#include <array>
#include <string_view>

namespace floodwall {

/// First words of SQL statements that PL/pgSQL hands to the server.
inline constexpr std::array<std::string_view, 46> plpgsql_sql_words = {
    "abort",      "alter",    "analyse", "analyze", "call",    "checkpoint", "cluster",  "comment",
    "copy",       "create",   "delete",  "discard", "do",      "drop",       "explain",  "grant",
    "import",     "insert",   "listen",  "load",    "lock",    "merge",      "notify",   "prepare",
    "deallocate", "reassign", "refresh", "reindex", "release", "reset",      "revoke",   "savepoint",
    "security",   "select",   "set",     "show",    "start",   "table",      "truncate", "unlisten",
    "update",     "vacuum",   "values",  "with",    "commit",  "rollback"};

/// Words that cannot be the target of an INTO clause: the query goes on with them.
inline constexpr std::array<std::string_view, 17> plpgsql_clause_words = {
    "except", "fetch", "for",   "from",   "group",     "having", "intersect", "into",  "limit",
    "offset", "on",    "order", "select", "returning", "union",  "where",     "window"};

}  // namespace floodwall
