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

bool ScopeResolver::object_use(const Node& node) {
  switch (static_cast<int>(node.type)) {
    case T_TruncateStmt:
      for (const RangeVar& relation : each<RangeVar>(reinterpret_cast<const TruncateStmt&>(node).relations)) {
        table(relation, ReferenceUse::Writes);
      }
      return true;
    case T_LockStmt:
      for (const RangeVar& relation : each<RangeVar>(reinterpret_cast<const LockStmt&>(node).relations)) {
        table(relation, ReferenceUse::Alters);
      }
      return true;
    case T_VacuumStmt:
      for (const VacuumRelation& target :
           each<VacuumRelation>(reinterpret_cast<const VacuumStmt&>(node).rels)) {
        if (target.relation == nullptr) continue;
        columns_of(target.va_cols, scope_over(*target.relation, ReferenceUse::Alters));
      }
      return true;
    case T_ClusterStmt:
      if (const RangeVar* relation = reinterpret_cast<const ClusterStmt&>(node).relation) {
        table(*relation, ReferenceUse::Alters);
      }
      return true;
    case T_ReindexStmt:
      if (const RangeVar* relation = reinterpret_cast<const ReindexStmt&>(node).relation) {
        table(*relation, ReferenceUse::Alters);
      }
      return true;
    case T_RefreshMatViewStmt:
      table(*reinterpret_cast<const RefreshMatViewStmt&>(node).relation, ReferenceUse::Alters);
      return true;
    case T_CommentStmt: {
      const auto& stmt = reinterpret_cast<const CommentStmt&>(node);
      comment(stmt.objtype, stmt.object);
      return true;
    }
    case T_SecLabelStmt: {
      const auto& stmt = reinterpret_cast<const SecLabelStmt&>(node);
      comment(stmt.objtype, stmt.object);
      return true;
    }
    case T_GrantStmt:
      grant(reinterpret_cast<const GrantStmt&>(node));
      return true;
    case T_DropStmt:
      drop(reinterpret_cast<const DropStmt&>(node));
      return true;
    case T_RenameStmt:
      rename(reinterpret_cast<const RenameStmt&>(node));
      return true;
    case T_AlterObjectSchemaStmt: {
      const auto& stmt = reinterpret_cast<const AlterObjectSchemaStmt&>(node);
      if (stmt.relation != nullptr) table(*stmt.relation, ReferenceUse::Alters, stmt.missing_ok);
      return true;
    }
    case T_AlterObjectDependsStmt: {
      const auto& stmt = reinterpret_cast<const AlterObjectDependsStmt&>(node);
      if (stmt.relation != nullptr) table(*stmt.relation, ReferenceUse::Alters);
      return true;
    }
    case T_CreateSeqStmt:
      owned_by(reinterpret_cast<const CreateSeqStmt&>(node).options);
      return true;
    case T_AlterSeqStmt: {
      const auto& stmt = reinterpret_cast<const AlterSeqStmt&>(node);
      table(*stmt.sequence, ReferenceUse::Alters, stmt.missing_ok);
      owned_by(stmt.options);
      return true;
    }
    default:
      return false;
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
