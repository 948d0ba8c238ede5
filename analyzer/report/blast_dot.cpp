#include <set>
#include <string>

#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/reach_words.h"
#include "analyzer/report/blast_report.h"
#include "analyzer/report/dot_text.h"

namespace floodwall {

std::string blast_dot(const Blast& blast) {
  std::set<RelationName> deleted;
  for (const ReachedTable& each : blast.remove.tables) deleted.insert(each.table);
  std::string text = "digraph blast {\n  rankdir=RL;\n  node [shape=box];\n";
  if (!blast.truncate.open.empty()) {
    text += "  label=" + dot_quoted("there may be more: " + blast.truncate.open) + ";\n";
  }
  for (const ReachedTable& each : blast.truncate.tables) {
    text += "  " + dot_quoted(display(each.table)) + " [label=" + dot_quoted(shown(each.table));
    if (deleted.contains(each.table)) text += ", style=filled, fillcolor=mistyrose";
    text += "];\n";
  }
  for (const ReachedTable& each : blast.truncate.tables) {
    if (each.kind == ReachKind::Named) continue;
    std::string attributes;
    if (each.kind == ReachKind::ForeignKey) {
      attributes = "label=" + dot_quoted(each.key.constraint.name);
      const std::string style = dot_edge_style(each.key.constraint.on_delete);
      if (!style.empty()) attributes += ", " + style;
    } else {
      const std::string label = each.kind == ReachKind::Partition ? "partition of" : "inherits";
      attributes = "label=" + dot_quoted(label) + ", arrowhead=empty, color=gray";
    }
    text += "  " + dot_quoted(display(each.table)) + " -> " + dot_quoted(display(each.from)) + " [" +
            attributes + "];\n";
  }
  return text + "}\n";
}

}  // namespace floodwall
