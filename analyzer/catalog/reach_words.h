#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyzer/catalog/drop_reach.h"
#include "analyzer/catalog/reach.h"

namespace floodwall {

/// How many names a message lists before it says "and 3 more".
constexpr std::size_t names_in_message = 8;

/// As messages name it: without the schema if that is `public` or `pg_temp`.
std::string shown(const RelationName& name);

/// "a, b and c"; "a, b, c and 4 more".
std::string listed(std::span<const std::string> names, std::size_t most = names_in_message);

/// "k (a_id) -> a (id)"; without the columns that are not known.
std::string shown(const ReferringKey& key);

/// "table a", "constraint k on table b", "column c of table d", "function f(integer)": PostgreSQL's words.
std::string shown(const DroppedObject& object);

/// "empties orders"; "empties 3 tables: orders and, through foreign keys, items and notes". What TRUNCATE
/// would do if it is not refused.
std::string words_for(const TruncateReach& reach);

/// "deletes all rows of a and, through ON DELETE CASCADE, those that refer to them in b; sets c.a_id to NULL;
/// fails while rows of d refer to them".
std::string words_for(const DeleteReach& reach);

/// "view v", "constraint k on table b", in the order of the reach: what goes with the named objects. What
/// goes silently is among it only if it holds rows: partitions.
std::vector<std::string> taken_along(const DropReach& reach);

/// "drops table a and, with it, view v, constraint k on table b and table c".
std::string words_for(const DropReach& reach);

/// "; there may be more (schema x: IMPORT FOREIGN SCHEMA)", or nothing where nothing is open.
std::string words_for_open(const std::string& open);

/// "SET NULL", "NO ACTION", … for FKCONSTR_ACTION_*.
std::string words_for_action(char action);

}  // namespace floodwall
