#include "analyzer/catalog/replay/table_parts.h"

#include <algorithm>

#include "analyzer/catalog/replay/sequences.h"
#include "analyzer/catalog/replay/statement_text.h"
#include "analyzer/catalog/replay/type_names.h"
#include "analyzer/sql/walk.h"

namespace floodwall {
namespace {

std::vector<std::string> strings_of(const List* list) {
  std::vector<std::string> strings;
  for (const String& string : each<String>(list)) strings.emplace_back(string.sval);
  return strings;
}

/// Where the next constraint of the column, or its end, is.
std::string_view constraint_text(std::string_view sql, const ColumnDef& column,
                                 const Constraint& constraint) {
  std::string_view text = element_at(sql, constraint.location);
  if (text.empty()) return text;
  const auto begin = static_cast<std::size_t>(constraint.location);
  const auto cut_before = [&](int location) {
    if (constraint.location < location)
      text = text.substr(0, std::min(text.size(), static_cast<std::size_t>(location) - begin));
  };
  for (const Constraint& other : each<Constraint>(column.constraints)) cut_before(other.location);
  if (column.collClause != nullptr) cut_before(column.collClause->location);
  return text;
}

void set_flags(TableConstraint& made, const Constraint& constraint) {
  made.name = view_of(constraint.conname);
  made.is_deferrable = constraint.deferrable;
  made.is_deferred = constraint.initdeferred;
  made.is_valid = !constraint.skip_validation;
  made.is_no_inherit = constraint.is_no_inherit;
  made.is_nulls_not_distinct = constraint.nulls_not_distinct;
#if 18 <= FLOODWALL_PG_MAJOR
  if (constraint.contype == CONSTR_CHECK || constraint.contype == CONSTR_FOREIGN)
    made.is_enforced = constraint.is_enforced;
#endif
}

TableConstraint key_of(const Constraint& constraint, ConstraintKind kind, const std::string* column) {
  TableConstraint made{.kind = kind};
  set_flags(made, constraint);
  made.columns = column == nullptr ? strings_of(constraint.keys) : std::vector{*column};
  made.including = strings_of(constraint.including);
  return made;
}

TableConstraint foreign_key_of(const Constraint& constraint, const std::string* column) {
  TableConstraint made{.kind = ConstraintKind::ForeignKey};
  set_flags(made, constraint);
  made.columns = column == nullptr ? strings_of(constraint.fk_attrs) : std::vector{*column};
  made.parent = name_of(*constraint.pktable);
  made.parent_columns = strings_of(constraint.pk_attrs);
  made.on_delete = constraint.fk_del_action;
  made.on_update = constraint.fk_upd_action;
  made.match = constraint.fk_matchtype;
  made.set_columns = strings_of(constraint.fk_del_set_cols);
  return made;
}

TableConstraint exclusion_of(const Constraint& constraint, std::string_view text) {
  TableConstraint made{.kind = ConstraintKind::Exclusion};
  set_flags(made, constraint);
  for (const List& pair : each<List>(constraint.exclusions)) {
    const IndexElem* element = node_cast<IndexElem>(element_of(&pair, 0));
    if (element != nullptr) made.columns.emplace_back(view_of(element->name));
  }
  made.including = strings_of(constraint.including);
  made.sql = "EXCLUDE " + std::string(behind_word(text, "exclude"));
  return made;
}

std::string check_text(std::string_view text) {
  return "CHECK " + std::string(first_parentheses(behind_word(text, "check")));
}

/// The column that an expression names, wherever it stands in it; the last name of `a.b.c` counts if the ones
/// before are no columns.
void add_columns_read(const Node& node, const std::vector<Column>& columns, std::vector<std::string>& read) {
  const ColumnRef* reference = node_cast<ColumnRef>(&node);
  if (reference == nullptr) return;
  for (int i = std::min(length_of(reference->fields), 3) - 1; 0 <= i; --i) {
    const std::string_view name = string_of(element_of(reference->fields, i));
    if (std::ranges::find(columns, name, &Column::name) == columns.end()) continue;
    if (std::ranges::find(read, name) == read.end()) read.emplace_back(name);
    return;
  }
}

/// "START WITH 5"; nothing for what is no option of the numbers.
std::string sequence_option(const DefElem& option) {
  const std::string_view name = view_of(option.defname);
  if (const Boolean* cycle = node_cast<Boolean>(option.arg))
    return name == "cycle" && cycle->boolval ? "CYCLE" : "";
  std::string number;
  if (const Integer* integer = node_cast<Integer>(option.arg)) number = std::to_string(integer->ival);
  if (option.arg != nullptr && option.arg->type == T_Float)  // more than 32 bits
    number = view_of(reinterpret_cast<const Float*>(option.arg)->fval);
  if (number.empty()) return "";
  if (name == "increment") return "INCREMENT BY " + number;
  if (name == "minvalue") return "MINVALUE " + number;
  if (name == "maxvalue") return "MAXVALUE " + number;
  if (name == "start") return "START WITH " + number;
  return name == "cache" ? "CACHE " + number : "";
}

/// ADD GENERATED … AS IDENTITY (SEQUENCE NAME s …).
OwnedSequence identity_sequence(const std::string& column, const List* options) {
  OwnedSequence sequence{.column = column, .is_default = false};
  for (const DefElem& option : each<DefElem>(options)) {
    if (view_of(option.defname) == "sequence_name") sequence.name = name_of(node_cast<List>(option.arg));
    const std::string text = sequence_option(option);
    if (!text.empty()) sequence.options += (sequence.options.empty() ? "" : " ") + text;
  }
  return sequence;
}

/// NOT DEFERRABLE, INITIALLY DEFERRED, … stand behind what they are about.
void apply_attribute(const Constraint& attribute, TableConstraint* made) {
  if (made == nullptr) return;
  switch (static_cast<int>(attribute.contype)) {
    case CONSTR_ATTR_DEFERRABLE:
      made->is_deferrable = true;
      break;
    case CONSTR_ATTR_DEFERRED:
      made->is_deferrable = true;
      made->is_deferred = true;
      break;
#if 18 <= FLOODWALL_PG_MAJOR
    case CONSTR_ATTR_NOT_ENFORCED:
      made->is_enforced = false;
      break;
#endif
    default:
      break;
  }
}

}  // namespace

std::string default_text(std::string_view text, std::string_view word) {
  return std::string(behind_word(text, word));
}

std::vector<std::string> columns_read(const Node* expression, const std::vector<Column>& columns) {
  std::vector<std::string> read;
  std::vector<const Node*> stack;
  walk(expression, stack, [&](const Node& node) { add_columns_read(node, columns, read); });
  return read;
}

void find_columns_of_checks(TableParts& parts, const std::vector<Column>& columns) {
  for (const auto& [index, expression] : parts.checks)
    parts.constraints[index].columns = columns_read(expression, columns);
}

Outcome add_column_options(const Replay& replay, const ColumnDef& definition, Column& column,
                           TableParts& parts) {
  const std::string_view sql = replay.source.sql;
  std::size_t latest = parts.constraints.size();
  bool has_constraint = false;
  const auto add = [&](TableConstraint made) {
    made.at = column.at;
    latest = parts.constraints.size();
    has_constraint = true;
    parts.constraints.push_back(std::move(made));
  };
  column.not_null = column.not_null || definition.is_not_null;
  const bool is_outline = replay.is_outline();
  for (const Constraint& constraint : each<Constraint>(definition.constraints)) {
    switch (static_cast<int>(constraint.contype)) {
      case CONSTR_NOTNULL:
        column.not_null = true;
        if (constraint.conname != nullptr) add(key_of(constraint, ConstraintKind::NotNull, &column.name));
        break;
      case CONSTR_DEFAULT:
        if (is_outline) break;
        column.default_sql = default_text(constraint_text(sql, definition, constraint), "default");
        column.sequence = sequence_read(replay.session, constraint.raw_expr);
        break;
      case CONSTR_IDENTITY:
        column.identity = constraint.generated_when;
        column.not_null = true;
        parts.sequences.push_back(identity_sequence(column.name, constraint.options));
        break;
      case CONSTR_GENERATED: {
        if (is_outline) break;
        column.generated = 's';
#if 18 <= FLOODWALL_PG_MAJOR
        column.generated = constraint.generated_kind;
#endif
        std::string_view expression =
            first_parentheses(behind_word(constraint_text(sql, definition, constraint), "as"));
        column.default_sql = expression;
        break;
      }
      case CONSTR_CHECK: {
        if (is_outline) break;
        TableConstraint check{.kind = ConstraintKind::Check};
        set_flags(check, constraint);
        check.sql = check_text(constraint_text(sql, definition, constraint));
        parts.checks.emplace_back(parts.constraints.size(), constraint.raw_expr);
        add(std::move(check));
        break;
      }
      case CONSTR_PRIMARY:
        column.not_null = true;
        add(key_of(constraint, ConstraintKind::PrimaryKey, &column.name));
        break;
      case CONSTR_UNIQUE:
        if (is_outline) break;
        add(key_of(constraint, ConstraintKind::Unique, &column.name));
        break;
      case CONSTR_FOREIGN:
        if (constraint.pktable == nullptr) return refused("a foreign key without a table");
        add(foreign_key_of(constraint, &column.name));
        break;
      default:
        apply_attribute(constraint, has_constraint ? &parts.constraints[latest] : nullptr);
        break;
    }
  }
  return {};
}

Outcome add_column_definition(const Replay& replay, const ColumnDef& definition, TableParts& parts) {
  Column column{.name = std::string(view_of(definition.colname)), .at = replay.source.at};
  if (std::ranges::find(parts.columns, column.name, &Column::name) != parts.columns.end())
    return refused("column " + column.name + " specified more than once");
  if (definition.typeName != nullptr) {
    if (std::optional<std::string> integer = serial_type(*definition.typeName)) {
      column.type = std::move(*integer);
      column.not_null = true;
      parts.sequences.push_back({.column = column.name});
    } else if (!replay.is_outline()) {
      column.type = type_text(replay, *definition.typeName);
    }
  }
  if (definition.collClause != nullptr) column.collation = display(name_of(definition.collClause->collname));
  const Outcome outcome = add_column_options(replay, definition, column, parts);
  parts.columns.push_back(std::move(column));
  return outcome;
}

Outcome add_table_constraint(const Replay& replay, const Constraint& constraint, TableParts& parts) {
  const bool is_kept = constraint.contype == CONSTR_NOTNULL || constraint.contype == CONSTR_PRIMARY ||
                       constraint.contype == CONSTR_FOREIGN;
  if (replay.is_outline() && !is_kept) return {};
  const bool has_text = constraint.contype == CONSTR_CHECK || constraint.contype == CONSTR_EXCLUSION;
  const std::string_view text =
      has_text ? element_at(replay.source.sql, constraint.location) : std::string_view();
  TableConstraint made;
  switch (static_cast<int>(constraint.contype)) {
    case CONSTR_CHECK:
      set_flags(made, constraint);
      made.sql = check_text(text);
      parts.checks.emplace_back(parts.constraints.size(), constraint.raw_expr);
      break;
    case CONSTR_NOTNULL:
      made = key_of(constraint, ConstraintKind::NotNull, nullptr);
      break;
    case CONSTR_PRIMARY:
      made = key_of(constraint, ConstraintKind::PrimaryKey, nullptr);
      break;
    case CONSTR_UNIQUE:
      made = key_of(constraint, ConstraintKind::Unique, nullptr);
      break;
    case CONSTR_EXCLUSION:
      made = exclusion_of(constraint, text);
      break;
    case CONSTR_FOREIGN:
      if (constraint.pktable == nullptr) return refused("a foreign key without a table");
      made = foreign_key_of(constraint, nullptr);
      break;
    default:
      return {};
  }
  made.at = replay.source.at;
  parts.constraints.push_back(std::move(made));
  return {};
}

}  // namespace floodwall
