#include "analyzer/catalog/drop_reach.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool same_columns(std::vector<std::string> left, std::vector<std::string> right) {
  std::ranges::sort(left);
  std::ranges::sort(right);
  return left == right;
}

/// Whether an expression holds the identifier, whatever it means there.
bool mentions(std::string_view sql, std::string_view name) {
  return std::ranges::any_of(significant_tokens(sql), [&](const Token& token) {
    if (token.kind != TokenKind::Word && token.kind != TokenKind::QuotedIdentifier) return false;
    return identifier_of(sql.substr(token.at.begin, token.at.end - token.at.begin)) == name;
  });
}

/// Whether a type as format_type() prints it is `name`, or an array of it.
bool is_type(std::string_view printed, const RelationName& name) {
  while (printed.ends_with("[]")) printed.remove_suffix(2);
  return printed == display(name) || printed == quoted_identifier(name.name);
}

/// Whether a default calls nextval() of the sequence.
bool numbers_by(std::string_view default_sql, const RelationName& sequence) {
  if (!default_sql.starts_with("nextval(") && !default_sql.starts_with("pg_catalog.nextval(")) return false;
  const std::size_t open = default_sql.find('\'');
  const std::size_t close = open == std::string_view::npos ? open : default_sql.find('\'', open + 1);
  if (close == std::string_view::npos) return false;
  const std::string_view named = default_sql.substr(open + 1, close - open - 1);
  return named == display(sequence) || named == quoted_identifier(sequence.name);
}

/// Follows what depends on what, breadth first.
class DropWalk {
 public:
  explicit DropWalk(const Catalog& catalog) : catalog_(catalog) {}

  /// One way that goes without CASCADE is enough.
  void add(DroppedObject object) {
    const auto [known, is_new] = seen_.insert({{object.kind, object.name, object.part, object.arguments}, objects_.size()});
    if (is_new) {
      objects_.push_back(std::move(object));
    } else if (object.is_silent) {
      objects_[known->second].is_silent = true;
    }
  }

  void add_relation(const RelationName& name, bool is_silent, const RelationName& because) {
    const Relation* relation = catalog_.find(name);
    add({.name = name,
         .relation_kind = relation == nullptr ? RelationKind::Table : relation->kind,
         .is_silent = is_silent,
         .because = because});
  }

  DropReach finish() {
    for (std::size_t i = 0; i < objects_.size(); ++i) follow(DroppedObject(objects_[i]));
    return {.objects = without_parts_of_what_goes(), .open = open_.empty() ? why_more(catalog_) : open_};
  }

 private:
  void follow(const DroppedObject& object) {
    switch (object.kind) {
      case DroppedKind::Schema:
        return follow_schema(object.name.schema);
      case DroppedKind::Relation:
        return follow_relation(object.name);
      case DroppedKind::Type:
        return follow_type(object.name);
      case DroppedKind::Column:
        return follow_column(object.name, object.part);
      case DroppedKind::Constraint:
        return follow_constraint(object.name, object.part);
      case DroppedKind::Function:
      case DroppedKind::Default:
        return;
    }
  }

  void follow_schema(const std::string& schema) {
    const RelationName because = {schema, ""};
    catalog_.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
      if (name.schema != schema) return;
      const bool is_owned = !relation->table.name.empty() && relation->table.schema == schema;
      const bool is_part = relation->is_partition && relation->parents.front().schema == schema;
      if (!is_owned && !is_part) add_relation(name, false, because);
    });
    catalog_.functions.for_each([&](const RelationName& name, const FunctionsPtr& overloads) {
      if (name.schema != schema) return;
      for (const Function& each : *overloads) add_function(name, each, because);
    });
    catalog_.types.for_each([&](const RelationName& name, const TypePtr&) {
      if (name.schema == schema && catalog_.find(name) == nullptr) {
        add({.kind = DroppedKind::Type, .name = name, .because = because});
      }
    });
  }

  void follow_relation(const RelationName& name) {
    const Relation* relation = catalog_.find(name);
    if (relation == nullptr) {
      if (open_.empty()) open_ = "no definition of " + display(name) + " is known";
      return;
    }
    if (relation->kind == RelationKind::Sequence) follow_sequence(name);
    for (const RelationName& dependent : catalog_.dependents_of(name)) {
      if (const Relation* each = catalog_.find(dependent)) follow_dependent(name, *each);
    }
    if (relation->kind != RelationKind::Sequence && relation->kind != RelationKind::Index) follow_type(name);
  }

  /// `dependent` refers to a relation that goes.
  void follow_dependent(const RelationName& name, const Relation& dependent) {
    if (dependent.table == name || dependent.kind == RelationKind::Index) {
      return add_relation(dependent.name, true, name);
    }
    if (std::ranges::find(dependent.parents, name) != dependent.parents.end()) {
      return add_relation(dependent.name, dependent.is_partition, name);
    }
    for (const TableConstraint& key : dependent.constraints) {
      if (key.kind != ConstraintKind::ForeignKey || key.parent != name) continue;
      if (key.is_inherited && dependent.is_partition) continue;
      add_constraint(dependent.name, key.name, false, name);
    }
    for (const ColumnUse& use : dependent.uses) {
      if (use.relation == name) return add_relation(dependent.name, false, name);
    }
  }

  /// What uses a type, or the row type of a table.
  void follow_type(const RelationName& type) {
    catalog_.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
      for (const Column& column : relation->columns) {
        if (!is_type(column.type, type)) continue;
        const bool is_view =
            relation->kind == RelationKind::View || relation->kind == RelationKind::MaterializedView;
        if (is_view) return add_relation(name, false, type);
        if (relation->kind != RelationKind::Index) add_column(name, column, false, type);
      }
    });
    catalog_.functions.for_each([&](const RelationName& name, const FunctionsPtr& overloads) {
      for (const Function& each : *overloads) {
        const bool depends =
            is_type(each.returns.starts_with("SETOF ") ? each.returns.substr(6) : each.returns, type) ||
            std::ranges::any_of(each.argument_types, [&](const auto& one) { return is_type(one, type); }) ||
            std::ranges::any_of(each.columns, [&](const Column& one) { return is_type(one.type, type); });
        if (depends) add_function(name, each, type);
      }
    });
  }

  void follow_sequence(const RelationName& sequence) {
    catalog_.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
      for (const Column& column : relation->columns) {
        if (!numbers_by(column.default_sql, sequence)) continue;
        add({.kind = DroppedKind::Default, .name = name, .part = column.name, .because = sequence});
      }
    });
  }

  void follow_column(const RelationName& table, const std::string& column) {
    const Relation* relation = catalog_.find(table);
    if (relation == nullptr || relation->column(column) == nullptr) {
      if (open_.empty()) open_ = "no definition of column " + column + " of " + display(table) + " is known";
      return;
    }
    for (const TableConstraint& constraint : relation->constraints) {
      if (holds(constraint.columns, column)) add_constraint(table, constraint.name, true, table);
    }
    for (const Column& each : relation->columns) {
      if (each.generated != '\0' && mentions(each.default_sql, column)) add_column(table, each, false, table);
    }
    for (const RelationName& name : catalog_.dependents_of(table)) {
      if (const Relation* each = catalog_.find(name)) follow_column_of(table, column, *each);
    }
  }

  /// `dependent` refers to a table of which a column goes.
  void follow_column_of(const RelationName& table, const std::string& column, const Relation& dependent) {
    if (dependent.table == table) {
      const bool is_part = holds(dependent.index_columns, column) ||
                           (dependent.kind == RelationKind::Index && mentions(dependent.sql, column));
      if (is_part) add_relation(dependent.name, true, table);
      return;
    }
    if (std::ranges::find(dependent.parents, table) != dependent.parents.end()) {
      const Column* inherited = dependent.column(column);
      if (inherited != nullptr && inherited->is_inherited) add_column(dependent.name, *inherited, true, table);
    }
    for (const TableConstraint& key : dependent.constraints) {
      if (key.kind != ConstraintKind::ForeignKey || key.parent != table) continue;
      if (key.is_inherited && dependent.is_partition) continue;
      if (holds(key.parent_columns, column)) add_constraint(dependent.name, key.name, false, table);
    }
    for (const ColumnUse& use : dependent.uses) {
      if (use.relation == table && use.column == column) return add_relation(dependent.name, false, table);
    }
  }

  /// Keys that lean on a primary key or a unique constraint go with it.
  void follow_constraint(const RelationName& table, const std::string& constraint) {
    const Relation* relation = catalog_.find(table);
    if (relation == nullptr) return;
    const auto found = std::ranges::find(relation->constraints, constraint, &TableConstraint::name);
    if (found == relation->constraints.end()) return;
    if (found->kind != ConstraintKind::PrimaryKey && found->kind != ConstraintKind::Unique) return;
    for (const RelationName& name : catalog_.dependents_of(table)) {
      const Relation* child = catalog_.find(name);
      if (child == nullptr) continue;
      if (child->kind == RelationKind::Index && child->name.name == constraint) {
        add_relation(name, true, table);
      }
      for (const TableConstraint& key : child->constraints) {
        if (key.kind != ConstraintKind::ForeignKey || key.parent != table) continue;
        if (key.is_inherited && child->is_partition) continue;
        if (same_columns(key.parent_columns, found->columns)) add_constraint(name, key.name, false, table);
      }
    }
  }

  void add_function(const RelationName& name, const Function& function, const RelationName& because) {
    add({.kind = DroppedKind::Function,
         .name = name,
         .arguments = function.argument_types,
         .because = because});
  }

  void add_constraint(const RelationName& table, const std::string& name, bool is_silent,
                      const RelationName& because) {
    add({.kind = DroppedKind::Constraint,
         .name = table,
         .part = name,
         .is_silent = is_silent,
         .because = because});
  }

  void add_column(const RelationName& table, const Column& column, bool is_silent,
                  const RelationName& because) {
    const Relation* relation = catalog_.find(table);
    add({.kind = DroppedKind::Column,
         .name = table,
         .part = column.name,
         .relation_kind = relation == nullptr ? RelationKind::Table : relation->kind,
         .is_silent = is_silent,
         .because = because});
  }

  /// A constraint, column or default of a table that goes as a whole is not said again.
  std::vector<DroppedObject> without_parts_of_what_goes() {
    std::set<RelationName> gone;
    for (const DroppedObject& each : objects_) {
      if (each.kind == DroppedKind::Relation) gone.insert(each.name);
    }
    std::set<std::pair<RelationName, std::string>> gone_columns;
    for (const DroppedObject& each : objects_) {
      if (each.kind == DroppedKind::Column) gone_columns.insert({each.name, each.part});
    }
    std::erase_if(objects_, [&](const DroppedObject& each) {
      if (each.part.empty()) return false;
      return gone.contains(each.name) ||
             (each.kind == DroppedKind::Default && gone_columns.contains({each.name, each.part}));
    });
    return std::move(objects_);
  }

  const Catalog& catalog_;
  std::vector<DroppedObject> objects_;
  std::map<std::tuple<DroppedKind, RelationName, std::string, std::vector<std::string>>, std::size_t> seen_;
  std::string open_;
};

}  // namespace

DropReach drop_reach(const Catalog& catalog, std::span<const RelationName> relations) {
  DropWalk walk(catalog);
  for (const RelationName& name : relations) walk.add_relation(name, true, {});
  return walk.finish();
}

DropReach drop_type_reach(const Catalog& catalog, const RelationName& type) {
  DropWalk walk(catalog);
  walk.add({.kind = DroppedKind::Type, .name = type, .is_silent = true});
  return walk.finish();
}

DropReach drop_column_reach(const Catalog& catalog, const RelationName& table, const std::string& column) {
  DropWalk walk(catalog);
  walk.add({.kind = DroppedKind::Column, .name = table, .part = column, .is_silent = true});
  return walk.finish();
}

DropReach drop_constraint_reach(const Catalog& catalog, const RelationName& table,
                                const std::string& constraint) {
  DropWalk walk(catalog);
  walk.add({.kind = DroppedKind::Constraint, .name = table, .part = constraint, .is_silent = true});
  return walk.finish();
}

DropReach drop_schema_reach(const Catalog& catalog, const std::string& schema) {
  DropWalk walk(catalog);
  walk.add({.kind = DroppedKind::Schema, .name = {schema, ""}, .is_silent = true});
  return walk.finish();
}

}  // namespace floodwall
