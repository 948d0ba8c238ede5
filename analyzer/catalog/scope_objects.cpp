// Statements that name relations and do something with them as a whole.
#include "analyzer/catalog/scope_resolver.h"

namespace floodwall {
namespace {

bool is_relation(ObjectType type) {
  return type == OBJECT_TABLE || type == OBJECT_VIEW || type == OBJECT_MATVIEW ||
         type == OBJECT_FOREIGN_TABLE || type == OBJECT_INDEX || type == OBJECT_SEQUENCE;
}

/// What has a name only within a table: the last of its names.
bool is_part_of_table(ObjectType type) {
  return type == OBJECT_TABCONSTRAINT || type == OBJECT_TRIGGER || type == OBJECT_POLICY ||
         type == OBJECT_RULE;
}

}  // namespace

void ScopeResolver::tables(const List* relations, ReferenceUse use) {
  for (const RangeVar& relation : each<RangeVar>(relations)) table(relation, use);
}

void ScopeResolver::altered(const RangeVar* relation, bool may_be_missing) {
  if (relation != nullptr) table(*relation, ReferenceUse::Alters, may_be_missing);
}

void ScopeResolver::vacuum(const VacuumStmt& vacuum) {
  for (const VacuumRelation& target : each<VacuumRelation>(vacuum.rels)) {
    if (target.relation == nullptr) continue;
    columns_of(target.va_cols, scope_over(*target.relation, ReferenceUse::Alters));
  }
}

/// COMMENT and SECURITY LABEL.
void ScopeResolver::comment(ObjectType type, const Node* object) {
  const List* names = node_cast<List>(object);
  if (names == nullptr) return;
  if (is_relation(type)) {
    table(names, names->length, ReferenceUse::Alters);
  } else if (type == OBJECT_COLUMN) {
    column_of_table(names, ReferenceUse::Alters);
  } else if (is_part_of_table(type)) {
    table(names, names->length - 1, ReferenceUse::Alters);
  }
}

/// The last name of a list is a column, those before it are its table.
void ScopeResolver::column_of_table(const List* names, ReferenceUse use) {
  const int count = length_of(names) - 1;
  if (count < 1) return;
  const Index relation = table(names, count, use);
  if (relation == no_index) return;
  const Index item =
      add_item(add_source({.kind = SourceKind::Relation, .has_system_columns = true, .of = relation}));
  column_of(string_of(element_of(names, count)), add_scope(item, item + 1, no_index));
}

void ScopeResolver::grant(const GrantStmt& grant) {
  if (grant.targtype != ACL_TARGET_OBJECT) return;
  if (grant.objtype != OBJECT_TABLE && grant.objtype != OBJECT_SEQUENCE) return;
  for (const RangeVar& relation : each<RangeVar>(grant.objects)) {
    const Index scope = scope_over(relation, ReferenceUse::Alters);
    for (const AccessPriv& privilege : each<AccessPriv>(grant.privileges)) columns_of(privilege.cols, scope);
  }
}

void ScopeResolver::drop(const DropStmt& drop) {
  const bool whole = is_relation(drop.removeType);
  if (!whole && !is_part_of_table(drop.removeType)) return;
  for (const List& names : each<List>(drop.objects)) {
    if (whole) {
      table(&names, names.length, ReferenceUse::Drops, drop.missing_ok);
    } else {
      table(&names, names.length - 1, ReferenceUse::Alters, drop.missing_ok);
    }
  }
}

void ScopeResolver::rename(const RenameStmt& rename) {
  if (rename.relation == nullptr) return;
  const Index scope = scope_over(*rename.relation, ReferenceUse::Alters, rename.missing_ok);
  if (rename.renameType == OBJECT_COLUMN || rename.renameType == OBJECT_ATTRIBUTE) {
    column_of(view_of(rename.subname), scope);
  }
}

/// OWNED BY t.c of a sequence; OWNED BY NONE is one name.
void ScopeResolver::owned_by(const List* options) {
  for (const DefElem& option : each<DefElem>(options)) {
    if (view_of(option.defname) == "owned_by") {
      column_of_table(node_cast<List>(option.arg), ReferenceUse::RefersTo);
    }
  }
}

/// t.c%TYPE
void ScopeResolver::pct_type(const TypeName* type) {
  if (type != nullptr && type->pct_type) column_of_table(type->names, ReferenceUse::RefersTo);
}

}  // namespace floodwall
