#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/catalog/drop_reach.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/reach_words.h"
#include "analyzer/report/blast_report.h"
#include "analyzer/report/schema_words.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

Json name_json(const RelationName& name) { return {{"schema", name.schema}, {"name", name.name}}; }

Json key_json(const ReferringKey& key) {
  Json object = {{"child", name_json(key.child)},
                 {"constraint", key.constraint.name},
                 {"columns", key.constraint.columns},
                 {"parent", name_json(key.constraint.parent)},
                 {"parent_columns", key.constraint.parent_columns},
                 {"on_delete", words_for_action(key.constraint.on_delete)}};
  return object;
}

Json keys_json(const std::vector<ReferringKey>& keys, bool with_changed_columns) {
  Json list = Json::array();
  for (const ReferringKey& key : keys) {
    list.push_back(key_json(key));
    if (with_changed_columns) list.back()["changed_columns"] = changed_columns(key.constraint);
  }
  return list;
}

const char* word_for(ReachKind kind) {
  switch (kind) {
    case ReachKind::Named:
      return "named";
    case ReachKind::Partition:
      return "partition";
    case ReachKind::Inheritor:
      return "inheritance child";
    case ReachKind::ForeignKey:
      return "foreign key";
  }
  return "";
}

Json tables_json(const std::vector<ReachedTable>& tables) {
  Json list = Json::array();
  for (const ReachedTable& each : tables) {
    Json object = name_json(each.table);
    object["by"] = word_for(each.kind);
    if (each.kind != ReachKind::Named) object["from"] = name_json(each.from);
    if (!each.key.child.name.empty()) object["key"] = key_json(each.key);
    list.push_back(std::move(object));
  }
  return list;
}

Json dropped_json(const DroppedObject& object) {
  const Object& what = object.object;
  Json json = {{"object", shown(object)}};
  json.update(name_json(what.name));
  if (what.kind == ObjectKind::Relation) json["kind"] = floodwall::word_for(object.relation_kind);
  if (!what.part.empty()) json["part"] = what.part;
  json["needs_cascade"] = !object.is_silent;
  if (!object.is_named) json["because"] = name_json(object.because.name);
  return json;
}

}  // namespace

std::string blast_json(const Blast& blast) {
  Json report = {{"format", 1}, {"table", name_json(blast.table)}, {"kind", floodwall::word_for(blast.kind)}};
  if (is_table(blast.kind)) {
    report["truncate"] = {{"words", words_for(blast.truncate)},
                          {"tables", tables_json(blast.truncate.tables)}};
    report["delete"] = {{"words", words_for(blast.remove)},
                        {"tables", tables_json(blast.remove.tables)},
                        {"changes", keys_json(blast.remove.changed, true)},
                        {"fails_for", keys_json(blast.remove.stopped_by, false)}};
  }
  Json objects = Json::array();
  for (const DroppedObject& each : blast.drop.objects) objects.push_back(dropped_json(each));
  report["drop"] = {{"words", words_for(blast.drop)}, {"objects", std::move(objects)}};
  const std::string& open = is_table(blast.kind) ? blast.truncate.open : blast.drop.open;
  report["open"] = open.empty() ? Json() : Json(open);
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace floodwall
