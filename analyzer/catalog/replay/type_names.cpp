#include "analyzer/catalog/replay/type_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/catalog/builtins.h"
#include "analyzer/catalog/replay/search_path.h"

namespace floodwall {
namespace {

/// Those whose SQL name is not their name in pg_type: what stands before and behind the typmod.
struct SpelledType {
  std::string_view name;
  std::string_view before;
  std::string_view behind;
};

constexpr auto spelled_types = std::to_array<SpelledType>({
    {"bit", "bit", ""},
    {"bool", "boolean", ""},
    {"bpchar", "character", ""},
    {"char", "\"char\"", ""},
    {"float4", "real", ""},
    {"float8", "double precision", ""},
    {"int2", "smallint", ""},
    {"int4", "integer", ""},
    {"int8", "bigint", ""},
    {"interval", "interval", ""},
    {"numeric", "numeric", ""},
    {"time", "time", " without time zone"},
    {"timestamp", "timestamp", " without time zone"},
    {"timestamptz", "timestamp", " with time zone"},
    {"timetz", "time", " with time zone"},
    {"varbit", "bit varying", ""},
    {"varchar", "character varying", ""},
});

const SpelledType* spelled_type(std::string_view name) {
  const auto found = std::ranges::find(spelled_types, name, &SpelledType::name);
  return found == spelled_types.end() ? nullptr : &*found;
}

std::optional<int> integer_of(const Node* node) {
  const A_Const* constant = node_cast<A_Const>(node);
  if (constant == nullptr || constant->isnull) return std::nullopt;
  const Integer* value = node_cast<Integer>(reinterpret_cast<const Node*>(&constant->val));
  return value == nullptr ? std::nullopt : std::optional(value->ival);
}

/// A modifier as it is written: a number, a word or a string.
std::string modifier_text(const Node& modifier) {
  if (const std::optional<int> number = integer_of(&modifier)) return std::to_string(*number);
  if (const ColumnRef* word = node_cast<ColumnRef>(&modifier)) return name_of(word->fields).name;
  if (const A_Const* constant = node_cast<A_Const>(&modifier)) {
    const Node* value = reinterpret_cast<const Node*>(&constant->val);
    if (const String* string = node_cast<String>(value)) return string->sval;
  }
  return "?";
}

std::string typmod_text(std::string_view type, const List* typmods) {
  std::vector<std::string> modifiers;
  for (const Node& modifier : each<Node>(typmods)) modifiers.push_back(modifier_text(modifier));
  if (modifiers.empty()) return {};
  if (type == "numeric" && modifiers.size() == 1) modifiers.emplace_back("0");
  std::string text = "(";
  for (const std::string& modifier : modifiers) {
    if (1 < text.size()) text += ',';
    text += modifier;
  }
  return text + ")";
}

/// The fields of an interval (utils/datetime.h, timestamp.h) as intervaltypmodout prints them.
std::string interval_text(const List* typmods) {
  constexpr int year = 1 << 2;
  constexpr int month = 1 << 1;
  constexpr int day = 1 << 3;
  constexpr int hour = 1 << 10;
  constexpr int minute = 1 << 11;
  constexpr int second = 1 << 12;
  constexpr auto ranges = std::to_array<std::pair<int, std::string_view>>({
      {year, " year"},
      {month, " month"},
      {day, " day"},
      {hour, " hour"},
      {minute, " minute"},
      {second, " second"},
      {year | month, " year to month"},
      {day | hour, " day to hour"},
      {day | hour | minute, " day to minute"},
      {day | hour | minute | second, " day to second"},
      {hour | minute, " hour to minute"},
      {hour | minute | second, " hour to second"},
      {minute | second, " minute to second"},
  });
  std::string text = "interval";
  const std::optional<int> fields = integer_of(element_of(typmods, 0));
  if (!fields) return text;
  const auto range = std::ranges::find(ranges, *fields, &std::pair<int, std::string_view>::first);
  if (range != ranges.end()) text += range->second;
  if (const std::optional<int> precision = integer_of(element_of(typmods, 1)))
    text += "(" + std::to_string(std::min(*precision, 6)) + ")";
  return text;
}

std::string builtin_text(std::string_view name, const List* typmods) {
  if (name == "interval") return interval_text(typmods);
  const SpelledType* spelled = spelled_type(name);
  if (spelled == nullptr) {
    if (name.starts_with('_') && (spelled_type(name.substr(1)) != nullptr || name == "_text"))
      return builtin_text(name.substr(1), nullptr) + "[]";
    // JSON has become a keyword, but format_type() knows.
    return (name == "json" ? "json" : quoted_identifier(name)) + typmod_text(name, typmods);
  }
  // Without a length these two have none, but their SQL names would mean length 1.
  if (typmods == nullptr && name == "bpchar") return "bpchar";
  if (typmods == nullptr && name == "bit") return "\"bit\"";
  if (name == "char") return std::string(spelled->before);
  return std::string(spelled->before) + typmod_text(name, typmods) + std::string(spelled->behind);
}

std::string named_type_text(const Replay& replay, const TypeName& type) {
  const RelationName name = name_of(type.names);
  if (name.schema.empty() || name.schema == "pg_catalog") {
    if (name.schema.empty()) {
      if (const std::optional<RelationName> user = find_user_type(replay.session, name))
        return display(*user) + typmod_text(name.name, type.typmods);
    }
    return builtin_text(name.name, type.typmods);
  }
  return display(name) + typmod_text(name.name, type.typmods);
}

/// t.c%TYPE in a function's arguments.
std::string column_type_text(const Replay& replay, const TypeName& type) {
  const int count = length_of(type.names);
  RelationName table;
  if (1 < count) table.name = string_of(element_of(type.names, count - 2));
  if (2 < count) table.schema = string_of(element_of(type.names, count - 3));
  const Relation* relation = find_relation(replay.session, table);
  const Column* column =
      relation == nullptr ? nullptr : relation->column(string_of(element_of(type.names, count - 1)));
  return column == nullptr ? std::string() : column->type;
}

bool has_row_type(RelationKind kind) { return kind != RelationKind::Sequence && kind != RelationKind::Index; }

}  // namespace

std::optional<RelationName> find_user_type(const SessionState& session, const RelationName& name) {
  const auto found_in = [&](std::string_view schema) -> std::optional<RelationName> {
    const NameView qualified = {schema, name.name};
    const Relation* relation = session.catalog.find(qualified);
    if (session.catalog.types.find(qualified) != nullptr ||
        (relation != nullptr && has_row_type(relation->kind)))
      return RelationName{std::string(schema), name.name};
    return std::nullopt;
  };
  if (!name.schema.empty()) return found_in(name.schema);
  for (const std::string_view schema : lookup_schemas(session)) {
    if (schema == "pg_catalog" && (spelled_type(name.name) != nullptr || is_builtin_type(name.name)))
      return std::nullopt;
    if (std::optional<RelationName> found = found_in(schema)) return found;
  }
  return std::nullopt;
}

std::string type_text(const Replay& replay, const TypeName& type) {
  std::string text = type.pct_type ? column_type_text(replay, type) : named_type_text(replay, type);
  if (length_of(type.arrayBounds) != 0 && !text.empty() && !text.ends_with("[]")) text += "[]";
  return text;
}

std::optional<std::string> serial_type(const TypeName& type) {
  if (length_of(type.names) != 1) return std::nullopt;
  const std::string_view name = string_of(element_of(type.names, 0));
  if (name == "serial" || name == "serial4") return "integer";
  if (name == "bigserial" || name == "serial8") return "bigint";
  if (name == "smallserial" || name == "serial2") return "smallint";
  return std::nullopt;
}

}  // namespace floodwall
