#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/reach_words.h"
#include "analyzer/report/dot_text.h"
#include "analyzer/report/schema_report.h"
#include "analyzer/report/schema_words.h"

namespace floodwall {
namespace {

/// The name; below it a line for each column, the primary key's underlined by a mark of its own.
std::string label_of(const Relation& table) {
  std::string label = shown(table.name);
  const TableConstraint* key = table.primary_key();
  for (const Column& column : table.columns) {
    const bool is_key = key != nullptr && std::ranges::find(key->columns, column.name) != key->columns.end();
    label += "\n" + column.name + (column.type.empty() ? "" : " " + column.type) + (is_key ? " (key)" : "");
  }
  if (!table.open.empty()) label += "\n…";
  return label;
}

std::string edge(const RelationName& from, const RelationName& to, std::string attributes) {
  if (!attributes.empty()) attributes = " [" + attributes + "]";
  return "  " + dot_quoted(display(from)) + " -> " + dot_quoted(display(to)) + attributes + ";\n";
}

std::string edges_of(const Relation& table) {
  std::string text;
  for (const TableConstraint& key : table.constraints) {
    if (key.kind != ConstraintKind::ForeignKey || (key.is_inherited && table.is_partition)) continue;
    std::string columns;
    for (const std::string& column : key.columns) columns += (columns.empty() ? "" : ", ") + column;
    std::string attributes = "label=" + dot_quoted(columns);
    if (const std::string style = dot_edge_style(key.on_delete); !style.empty()) attributes += ", " + style;
    text += edge(table.name, key.parent, attributes);
  }
  for (const RelationName& parent : table.parents) {
    const std::string label = table.is_partition ? "partition of" : "inherits";
    text += edge(table.name, parent, "label=" + dot_quoted(label) + ", arrowhead=empty, color=gray");
  }
  return text;
}

}  // namespace

std::string schema_dot(const Catalog& catalog) {
  std::map<std::string, std::vector<const Relation*>> schemas;
  catalog.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
    if (is_table(relation->kind) && name.schema != "pg_temp") schemas[name.schema].push_back(relation.get());
  });
  std::string text = "digraph schema {\n  rankdir=RL;\n  node [shape=box];\n";
  if (const std::string open = why_more(catalog); !open.empty()) {
    text += "  label=" + dot_quoted("there may be more: " + open) + ";\n";
  }
  std::string edges;
  for (const auto& [schema, tables] : schemas) {
    const bool is_cluster = 1 < schemas.size();
    if (is_cluster) {
      text += "  subgraph " + dot_quoted("cluster_" + schema) + " {\n    label=" + dot_quoted(schema) + ";\n";
    }
    for (const Relation* table : tables) {
      text += (is_cluster ? "    " : "  ") + dot_quoted(display(table->name)) +
              " [label=" + dot_quoted(label_of(*table)) + "];\n";
      edges += edges_of(*table);
    }
    if (is_cluster) text += "  }\n";
  }
  return text + edges + "}\n";
}

}  // namespace floodwall
