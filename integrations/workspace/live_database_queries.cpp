#include "integrations/workspace/live_database_queries.h"

#include <string>
#include <string_view>

#include <fmt/core.h>

namespace floodwall {
namespace {

constexpr int postgresql_14 = 140000;
constexpr int postgresql_15 = 150000;
constexpr int postgresql_18 = 180000;

std::string as_json(std::string_view rows) {
  return fmt::format("SELECT coalesce(json_agg(to_json(row)), '[]') FROM ({}) AS row", rows);
}

/// A condition: the schema `namespace` (of alias n) is a user's.
constexpr std::string_view of_users = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// A condition: no extension brought the object along.
std::string not_of_extension(std::string_view catalog, std::string_view oid) {
  return fmt::format(
      "NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '{}'::regclass AND e.objid = {} "
      "AND e.deptype = 'e')",
      catalog, oid);
}

/// The names of the columns `numbers` (an array expression) of the table `oid`, in that order.
std::string column_names(std::string_view numbers, std::string_view oid) {
  return fmt::format(
      "(SELECT coalesce(json_agg(coalesce(a.attname, '') ORDER BY listed.place), '[]') "
      "FROM unnest({}) WITH ORDINALITY AS listed(number, place) "
      "LEFT JOIN pg_attribute a ON a.attrelid = {} AND a.attnum = listed.number)",
      numbers, oid);
}

}  // namespace

std::string live_schemas_query() {
  return as_json(
      fmt::format("SELECT n.nspname AS name FROM pg_namespace n WHERE {} AND {} ORDER BY n.nspname", of_users,
                  not_of_extension("pg_namespace", "n.oid")));
}

std::string live_extensions_query() {
  return as_json(
      "SELECT e.extname AS name, n.nspname AS schema FROM pg_extension e "
      "JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql' ORDER BY e.extname");
}

std::string live_servers_query() {
  return as_json(
      "SELECT s.srvname AS name, w.fdwname AS wrapper FROM pg_foreign_server s "
      "JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw ORDER BY s.srvname");
}

std::string live_types_query(int version) {
  const std::string multirange =
      version < postgresql_14
          ? ""
          : " || ', MULTIRANGE_TYPE_NAME = ' || (SELECT quote_ident(m.typname) FROM pg_type m WHERE m.oid = "
            "r.rngmultitypid)";
  const std::string range_of_multirange =
      version < postgresql_14 ? ""
                              : " WHEN 'm' THEN (SELECT format_type(r.rngtypid, NULL) FROM pg_range r "
                                "WHERE r.rngmultitypid = t.oid)";
  return as_json(fmt::format(
      R"(SELECT n.nspname AS schema, t.typname AS name, t.typtype AS kind,
  (SELECT coalesce(json_agg(l.enumlabel ORDER BY l.enumsortorder), '[]') FROM pg_enum l WHERE l.enumtypid = t.oid)
    AS labels,
  CASE t.typtype
    WHEN 'e' THEN 'AS ENUM (' || coalesce((SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder)
      FROM pg_enum l WHERE l.enumtypid = t.oid), '') || ')'
    WHEN 'd' THEN 'AS ' || format_type(t.typbasetype, t.typtypmod)
      || coalesce((SELECT ' COLLATE ' || quote_ident(cn.nspname) || '.' || quote_ident(c.collname)
        FROM pg_collation c JOIN pg_namespace cn ON cn.oid = c.collnamespace JOIN pg_type b ON b.oid = t.typbasetype
        WHERE c.oid = t.typcollation AND t.typcollation <> b.typcollation), '')
      || coalesce(' DEFAULT ' || t.typdefault, '')
      || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
      || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), ''
        ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '')
    WHEN 'r' THEN (SELECT 'AS RANGE (SUBTYPE = ' || format_type(r.rngsubtype, NULL)
      || CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff::regproc ELSE '' END{} || ')'
      FROM pg_range r WHERE r.rngtypid = t.oid)
    ELSE '' END AS sql,
  CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
    WHEN 'r' THEN (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid){} END AS base
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE (t.typtype IN ('e', 'd', 'r', 'm') OR (t.typtype = 'b' AND t.typcategory <> 'A')
    OR (t.typtype = 'c' AND c.relkind = 'c')) AND {} AND {}
ORDER BY t.oid)",
      multirange, range_of_multirange, of_users, not_of_extension("pg_type", "t.oid")));
}

std::string live_relations_query() {
  return as_json(fmt::format(
      R"(SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
  c.relpersistence AS persistence, c.relispartition AS is_partition,
  pg_get_partkeydef(c.oid) AS partition_key, pg_get_expr(c.relpartbound, c.oid) AS partition_bound,
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS query,
  CASE WHEN c.relkind = 'v' THEN (SELECT json_agg(o ORDER BY o COLLATE "C") FROM unnest(c.reloptions) o) END AS options,
  (SELECT coalesce(json_agg(json_build_array(pn.nspname, p.relname) ORDER BY h.inhseqno), '[]')
    FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
    WHERE h.inhrelid = c.oid) AS parents,
  (SELECT json_build_array(tn.nspname, t.typname) FROM pg_type t JOIN pg_namespace tn ON tn.oid = t.typnamespace
    WHERE t.oid = c.reloftype) AS of_type,
  s.srvname AS server, 'OPTIONS (' || (SELECT string_agg(quote_ident(o.option_name) || ' '
    || quote_literal(o.option_value), ', ') FROM pg_options_to_table(f.ftoptions) o) || ')' AS foreign_options
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid LEFT JOIN pg_foreign_server s ON s.oid = f.ftserver
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I', 'c') AND {} AND {}
ORDER BY c.oid)",
      of_users, not_of_extension("pg_class", "c.oid")));
}

std::string live_columns_query() {
  return as_json(fmt::format(
      R"(SELECT a.attrelid::bigint AS oid, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
  a.attnotnull AS not_null, NOT a.attislocal AS is_inherited, a.attgenerated AS generated, a.attidentity AS identity,
  pg_get_expr(d.adbin, d.adrelid) AS default_sql,
  (SELECT json_build_array(sn.nspname, s.relname) FROM pg_depend p
    JOIN pg_class s ON s.oid = p.refobjid AND s.relkind = 'S' JOIN pg_namespace sn ON sn.oid = s.relnamespace
    WHERE p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid AND p.refclassid = 'pg_class'::regclass
    ORDER BY s.oid LIMIT 1) AS sequence,
  (SELECT quote_ident(ln.nspname) || '.' || quote_ident(l.collname) FROM pg_collation l
    JOIN pg_namespace ln ON ln.oid = l.collnamespace JOIN pg_type t ON t.oid = a.atttypid
    WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation) AS collation
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND {}
ORDER BY a.attrelid, a.attnum)",
      of_users));
}

std::string live_constraints_query(int version) {
  const std::string set_columns =
      version < postgresql_15 ? "'[]'::json" : column_names("k.confdelsetcols", "k.conrelid");
  const std::string enforced = version < postgresql_18 ? "true" : "k.conenforced";
  const std::string not_distinct =
      version < postgresql_15 ? "false" : "coalesce(i.indnullsnotdistinct, false)";
  // Of a key to a partitioned table there is one row more for each partition: not keys that anybody wrote.
  return as_json(fmt::format(
      R"(SELECT k.conrelid::bigint AS oid, k.contype AS kind, k.conname AS name, {columns} AS columns,
  rn.nspname AS parent_schema, r.relname AS parent_name, {parent_columns} AS parent_columns,
  k.confdeltype AS on_delete, k.confupdtype AS on_update, {set_columns} AS set_columns, k.confmatchtype AS match,
  (SELECT coalesce(json_agg(a.attname ORDER BY x.place), '[]')
    FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS x(number, place)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.number
    WHERE x.place > i.indnkeyatts AND k.contype IN ('p', 'u')) AS including,
  k.condeferrable AS is_deferrable, k.condeferred AS is_deferred, k.convalidated AS is_valid,
  {enforced} AS is_enforced, k.connoinherit AND k.contype = 'c' AS is_no_inherit,
  {not_distinct} AND k.contype = 'u' AS is_nulls_not_distinct,
  NOT k.conislocal OR k.conparentid <> 0 AS is_inherited,
  CASE k.contype WHEN 'c' THEN 'CHECK (' || pg_get_expr(k.conbin, k.conrelid) || ')'
    WHEN 'x' THEN regexp_replace(pg_get_constraintdef(k.oid), '( DEFERRABLE)?( INITIALLY DEFERRED)?$', '') END AS sql
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class r ON r.oid = k.confrelid LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_constraint above ON above.oid = k.conparentid
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND {of_users}
  AND NOT (k.contype = 'f' AND k.conparentid <> 0 AND above.conrelid = k.conrelid)
ORDER BY k.conrelid, k.oid)",
      fmt::arg("columns", column_names("k.conkey", "k.conrelid")),
      fmt::arg("parent_columns", column_names("k.confkey", "k.confrelid")),
      fmt::arg("set_columns", set_columns), fmt::arg("enforced", enforced),
      fmt::arg("not_distinct", not_distinct), fmt::arg("of_users", of_users)));
}

std::string live_indexes_query() {
  return as_json(fmt::format(
      R"(SELECT i.indexrelid::bigint AS oid, n.nspname AS schema, c.relname AS name, i.indisunique AS is_unique,
  i.indpred IS NOT NULL AS is_partial, pg_get_indexdef(i.indexrelid) AS sql, {} AS columns,
  (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_depend d
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refclassid = 'pg_class'::regclass
      AND d.refobjid = i.indrelid AND d.refobjsubid > 0 AND NOT d.refobjsubid = ANY (i.indkey::smallint[])) AS uses
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {}
ORDER BY i.indexrelid)",
      column_names("(i.indkey::smallint[])[0:i.indnkeyatts - 1]", "i.indrelid"), of_users));
}

std::string live_sequences_query() {
  return as_json(fmt::format(
      R"(SELECT s.seqrelid::bigint AS oid, t.nspname AS schema, o.relname AS table_name, a.attname AS column_name,
  d.deptype = 'i' AS is_identity, format_type(s.seqtypid, NULL) AS type, s.seqstart AS start,
  s.seqincrement AS increment, s.seqmin AS min, s.seqmax AS max, s.seqcache AS cache, s.seqcycle AS cycle
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.deptype IN ('a', 'i')
  AND d.refclassid = 'pg_class'::regclass
LEFT JOIN pg_class o ON o.oid = d.refobjid LEFT JOIN pg_namespace t ON t.oid = o.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE {})",
      of_users));
}

std::string live_view_uses_query() {
  return as_json(fmt::format(
      R"(SELECT DISTINCT w.ev_class::bigint AS oid, n.nspname AS schema, r.relname AS name,
  coalesce(a.attname, '') AS column
FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class AND c.relkind IN ('v', 'm')
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
  AND d.refobjid <> w.ev_class
JOIN pg_class r ON r.oid = d.refobjid JOIN pg_namespace n ON n.oid = r.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
WHERE {} AND r.relkind <> 'i' ORDER BY 1, 2, 3, 4)",
      of_users));
}

std::string live_functions_query() {
  return as_json(fmt::format(
      R"(SELECT n.nspname AS schema, p.proname AS name, p.prokind AS kind,
  (SELECT coalesce(json_agg(format_type(t.oid, NULL) ORDER BY t.place), '[]')
    FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS t(oid, place)) AS argument_types,
  CASE WHEN p.prokind = 'p' THEN '' WHEN p.proretset THEN 'SETOF ' ELSE '' END
    || CASE WHEN p.prokind = 'p' THEN '' ELSE format_type(p.prorettype, NULL) END AS returns,
  (SELECT coalesce(json_agg(json_build_array(coalesce(p.proargnames[t.place], ''), format_type(t.oid, NULL))
      ORDER BY t.place), '[]')
    FROM unnest(p.proallargtypes) WITH ORDINALITY AS t(oid, place)
    WHERE p.proargmodes[t.place] IN ('o', 'b', 't')) AS columns,
  CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) ELSE
    (SELECT 'CREATE AGGREGATE ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '('
      || coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*') || ') (SFUNC = ' || g.aggtransfn::regproc
      || ', STYPE = ' || format_type(g.aggtranstype, NULL)
      || CASE WHEN g.aggfinalfn <> 0 THEN ', FINALFUNC = ' || g.aggfinalfn::regproc ELSE '' END
      || CASE WHEN g.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || g.aggcombinefn::regproc ELSE '' END
      || coalesce(', INITCOND = ' || quote_literal(g.agginitval), '') || ')'
      FROM pg_aggregate g WHERE g.aggfnoid = p.oid) END AS sql
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {} AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid
  AND (e.deptype = 'e' OR e.deptype = 'i'))
ORDER BY p.oid)",
      of_users));
}

}  // namespace floodwall
