#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/catalog/drop_reach.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/reach_words.h"
#include "analyzer/report/blast_report.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/schema_words.h"
#include "analyzer/report/tally.h"
#include "analyzer/sql/keywords.h"

namespace floodwall {
namespace {

/// Two columns, the second as far left as the widest first one allows.
class Lines {
 public:
  void add(std::string left, std::string right = {}) {
    lines_.emplace_back(std::move(left), std::move(right));
  }

  std::string text() const {
    std::size_t width = 0;
    for (const auto& [left, right] : lines_) {
      if (!right.empty()) width = std::max(width, display_width(printable(left)));
    }
    std::string text;
    for (const auto& [left, right] : lines_) {
      const std::string shown_left = printable(left);
      text += "    " + shown_left;
      if (!right.empty()) {
        text += std::string(width - std::min(width, display_width(shown_left)) + 2, ' ') + printable(right);
      }
      text += '\n';
    }
    return text;
  }

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

std::string reason_of(const ReachedTable& table) {
  switch (table.kind) {
    case ReachKind::Named:
      return "";
    case ReachKind::Partition:
      return "partition of " + shown(table.from);
    case ReachKind::Inheritor:
      return "inherits from " + shown(table.from);
    case ReachKind::ForeignKey:
      return "by " + shown(table.key) + ", ON DELETE " + words_for_action(table.key.constraint.on_delete);
  }
  return {};
}

std::string truncate_part(const Blast& blast) {
  Lines lines;
  for (const ReachedTable& each : blast.truncate.tables) lines.add(shown(each.table), reason_of(each));
  return "TRUNCATE " + printable(shown(blast.table)) + " CASCADE empties " +
         counted(blast.truncate.tables.size(), "table") + ", whatever a key says of ON DELETE:\n" +
         lines.text();
}

std::string keys_part(std::string_view title, const std::vector<ReferringKey>& keys) {
  if (keys.empty()) return "";
  Lines lines;
  for (const ReferringKey& key : keys) {
    std::string action = "ON DELETE " + words_for_action(key.constraint.on_delete);
    if (!key.constraint.set_columns.empty()) {
      action += " (";
      for (const std::string& column : key.constraint.set_columns) {
        action += (action.ends_with('(') ? "" : ", ") + quoted_identifier(column);
      }
      action += ")";
    }
    lines.add(shown(key.child), "by " + shown(key) + ", " + action);
  }
  return "  " + std::string(title) + "\n" + lines.text();
}

std::string delete_part(const Blast& blast) {
  Lines lines;
  for (const ReachedTable& each : blast.remove.tables) lines.add(shown(each.table), reason_of(each));
  std::string text = "DELETE FROM " + printable(shown(blast.table)) + " takes ";
  const bool has_keys = std::ranges::any_of(
      blast.remove.tables, [](const ReachedTable& each) { return !each.key.child.name.empty(); });
  text += has_keys ? "all rows, and through ON DELETE CASCADE those that refer to them:\n" : "all rows:\n";
  text += lines.text();
  text += keys_part("and changes columns of the rows that refer to them:", blast.remove.changed);
  text += keys_part("but fails while rows refer to them:", blast.remove.stopped_by);
  return text;
}

std::string drop_part(const Blast& blast) {
  Lines lines;
  for (const DroppedObject& each : blast.drop.objects) {
    std::string note;
    if (!each.is_named) {
      note = (each.is_silent ? "belongs to " : "because of ") + shown(each.because.name);
      if (each.object.kind == ObjectKind::Constraint && !each.is_silent) note += "; its rows stay";
    }
    lines.add(shown(each), note);
  }
  std::string_view word = "TABLE";
  if (blast.kind == RelationKind::View) word = "VIEW";
  if (blast.kind == RelationKind::MaterializedView) word = "MATERIALIZED VIEW";
  if (blast.kind == RelationKind::ForeignTable) word = "FOREIGN TABLE";
  return "DROP " + std::string(word) + " " + printable(shown(blast.table)) + " CASCADE drops:\n" +
         lines.text();
}

/// What TRUNCATE takes and DELETE does not.
std::string difference(const Blast& blast) {
  std::set<RelationName> deleted;
  for (const ReachedTable& each : blast.remove.tables) deleted.insert(each.table);
  std::vector<std::string> spared;
  for (const ReachedTable& each : blast.truncate.tables) {
    if (!deleted.contains(each.table)) spared.push_back(printable(shown(each.table)));
  }
  std::string text;
  if (!spared.empty()) {
    text += "TRUNCATE … CASCADE empties " + listed(spared) + ", whose rows DELETE does not take.\n";
  }
  const auto is_key = [](const ReachedTable& each) { return each.kind == ReachKind::ForeignKey; };
  if (std::ranges::any_of(blast.truncate.tables, is_key)) {
    text += "TRUNCATE takes rows whose key is NULL, too; without CASCADE PostgreSQL refuses it.\n";
  }
  return text;
}

}  // namespace

std::string blast_text(const Blast& blast) {
  std::string text;
  if (is_table(blast.kind)) {
    text += truncate_part(blast) + "\n" + delete_part(blast) + "\n";
  }
  text += drop_part(blast);
  if (is_table(blast.kind)) {
    if (const std::string differs = difference(blast); !differs.empty()) text += "\n" + differs;
  }
  const std::string& open = is_table(blast.kind) ? blast.truncate.open : blast.drop.open;
  if (!open.empty()) text += "\nThere may be more: " + printable(open) + ".\n";
  return text;
}

}  // namespace floodwall
