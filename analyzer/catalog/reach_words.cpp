#include "analyzer/catalog/reach_words.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/catalog/drop_reach.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/relation_words.h"
#include "analyzer/sql/keywords.h"

namespace floodwall {
namespace {

/// "(a, b)", quoted where it must be; nothing if none are known.
std::string in_parentheses(const std::vector<std::string>& columns) {
  std::string text;
  for (const std::string& column : columns) text += (text.empty() ? "(" : ", ") + quoted_identifier(column);
  return text.empty() ? text : text + ")";
}

/// As PostgreSQL's messages call it.
std::string_view word_in_messages(RelationKind kind) {
  if (kind == RelationKind::PartitionedTable) return word_for(RelationKind::Table);
  return kind == RelationKind::CompositeType ? "type" : word_for(kind);
}

/// "f(integer, orders)"
std::string signature(const Object& function) {
  std::string text;
  for (std::string_view type : function.arguments) {
    constexpr std::string_view plain = "public.";
    if (type.starts_with(plain)) type.remove_prefix(plain.size());
    text += (text.empty() ? "" : ", ") + std::string(type);
  }
  return shown(function.name) + "(" + text + ")";
}

/// "orders", "3 tables: orders, items and notes".
std::string tables_in_words(const std::vector<std::string>& names) {
  if (names.size() == 1) return names.front();
  return std::to_string(names.size()) + " tables: " + listed(names);
}

/// The tables with all their rows, and those that only keys lead to.
struct TwoLists {
  std::vector<std::string> named;
  std::vector<std::string> by_keys;
};

TwoLists split(const std::vector<ReachedTable>& tables) {
  TwoLists lists;
  for (const ReachedTable& each : tables) {
    const bool is_by_key = !each.key.child.name.empty();
    (is_by_key ? lists.by_keys : lists.named).push_back(shown(each.table));
  }
  return lists;
}

std::vector<std::string> unique_names(std::vector<std::string> names) {
  std::set<std::string> seen;
  std::erase_if(names, [&](const std::string& name) { return !seen.insert(name).second; });
  return names;
}

/// Whether values go with it.
bool holds_rows(const DroppedObject& object) {
  return is_table(object.relation_kind) &&
         (object.object.kind == ObjectKind::Relation || object.object.kind == ObjectKind::Column);
}

void append_changes(std::string& text, const std::vector<ReferringKey>& keys, char action,
                    std::string_view value) {
  std::vector<std::string> columns;
  for (const ReferringKey& key : keys) {
    if (key.constraint.on_delete != action) continue;
    for (const std::string& column : changed_columns(key.constraint)) {
      columns.push_back(shown(key.child) + "." + quoted_identifier(column));
    }
    if (changed_columns(key.constraint).empty()) columns.push_back("columns of " + shown(key.child));
  }
  columns = unique_names(std::move(columns));
  if (!columns.empty()) text += "; sets " + listed(columns) + " to " + std::string(value);
}

}  // namespace

std::string shown(const RelationName& name) {
  const bool is_plain = name.schema.empty() || name.schema == "public" || name.schema == "pg_temp";
  return is_plain ? quoted_identifier(name.name) : display(name);
}

std::string listed(std::span<const std::string> names, std::size_t most) {
  // One more name is no longer than "and 1 more".
  const std::size_t count = names.size() <= most + 1 ? names.size() : most;
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == names.size();
    if (i != 0) text += is_last ? " and " : ", ";
    text += names[i];
  }
  if (count < names.size()) text += " and " + std::to_string(names.size() - count) + " more";
  return text;
}

std::string shown(const ReferringKey& key) {
  const TableConstraint& constraint = key.constraint;
  const std::string columns = in_parentheses(constraint.columns);
  std::string text = constraint.name.empty() ? "" : quoted_identifier(constraint.name) + " ";
  text += columns.empty() ? "" : columns + " ";
  text += "-> " + shown(constraint.parent);
  const std::string parent_columns = in_parentheses(constraint.parent_columns);
  return parent_columns.empty() ? text : text + " " + parent_columns;
}

std::string shown(const DroppedObject& object) {
  const Object& what = object.object;
  const std::string part = quoted_identifier(what.part);
  const std::string owner = std::string(word_in_messages(object.relation_kind)) + " " + shown(what.name);
  switch (what.kind) {
    case ObjectKind::Schema:
      return "schema " + quoted_identifier(what.name.name);
    case ObjectKind::Relation:
      return owner;
    case ObjectKind::Type:
      return "type " + shown(what.name);
    case ObjectKind::Function:
      return "function " + signature(what);
    case ObjectKind::Constraint:
      return "constraint " + part + " on " + owner;
    case ObjectKind::Column:
      return "column " + part + " of " + owner;
    case ObjectKind::Default:
      return "default value for column " + part + " of " + owner;
  }
  return {};
}

std::string words_for(const TruncateReach& reach) {
  const TwoLists lists = split(reach.tables);
  if (lists.by_keys.empty()) return "empties " + tables_in_words(lists.named);
  return "empties " + std::to_string(reach.tables.size()) + " tables: " + listed(lists.named) +
         " and, through foreign keys, " + listed(lists.by_keys);
}

std::string words_for(const DeleteReach& reach) {
  const TwoLists lists = split(reach.tables);
  std::string text = "deletes all rows of " + tables_in_words(lists.named);
  if (!lists.by_keys.empty()) {
    text += " and, through ON DELETE CASCADE, those that refer to them in " + listed(lists.by_keys);
  }
  append_changes(text, reach.changed, FKCONSTR_ACTION_SETNULL, "NULL");
  append_changes(text, reach.changed, FKCONSTR_ACTION_SETDEFAULT, "the default");
  std::vector<std::string> stopping;
  for (const ReferringKey& key : reach.stopped_by) stopping.push_back(shown(key.child));
  stopping = unique_names(std::move(stopping));
  if (!stopping.empty()) text += "; fails while rows of " + listed(stopping) + " refer to them";
  return text;
}

std::vector<std::string> taken_along(const DropReach& reach) {
  std::vector<std::string> others;
  for (const DroppedObject& each : reach.objects) {
    if (!each.is_named && (!each.is_silent || holds_rows(each))) others.push_back(shown(each));
  }
  return others;
}

std::string words_for(const DropReach& reach) {
  std::vector<std::string> named;
  for (const DroppedObject& each : reach.objects) {
    if (each.is_named) named.push_back(shown(each));
  }
  const std::vector<std::string> others = taken_along(reach);
  std::string text = "drops " + listed(named);
  if (!others.empty()) text += " and, with it, " + listed(others);
  return text;
}

std::string words_for_open(const std::string& open) {
  return open.empty() ? "" : "; there may be more (" + open + ")";
}

std::string words_for_action(char action) {
  switch (action) {
    case FKCONSTR_ACTION_RESTRICT:
      return "RESTRICT";
    case FKCONSTR_ACTION_CASCADE:
      return "CASCADE";
    case FKCONSTR_ACTION_SETNULL:
      return "SET NULL";
    case FKCONSTR_ACTION_SETDEFAULT:
      return "SET DEFAULT";
    default:
      return "NO ACTION";
  }
}

}  // namespace floodwall
