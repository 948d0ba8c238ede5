-- What the catalogs of a database say, in the lines of catalog_lines.cpp.
WITH
spaces AS (
  SELECT oid, nspname FROM pg_namespace
   WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
),
owned AS (  -- what an extension brings along is no statement's
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
),
relations AS (
  SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relkind
    FROM pg_class c JOIN spaces n ON n.oid = c.relnamespace
   WHERE NOT EXISTS (SELECT FROM owned WHERE classid = 'pg_class'::regclass AND objid = c.oid)
)
SELECT 'schema|' || nspname FROM spaces
UNION ALL
SELECT 'relation|' || name || '|' || replace(relkind, 'I', 'i') FROM relations
UNION ALL
SELECT concat_ws('|', 'column', r.name, a.attname, format_type(a.atttypid, a.atttypmod),
                 CASE WHEN a.attnotnull THEN 'not null' ELSE '' END)
  FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid
 WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT concat_ws('|', 'constraint', r.name, k.conname, k.contype,
                 CASE WHEN k.contype IN ('p', 'u', 'f')
                      THEN (SELECT string_agg(a.attname, ',' ORDER BY i)
                              FROM unnest(k.conkey) WITH ORDINALITY AS key(number, i)
                              JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number) END,
                 CASE WHEN k.contype = 'f'
                      THEN concat_ws('|', n.nspname || '.' || p.relname,
                                     (SELECT string_agg(a.attname, ',' ORDER BY i)
                                        FROM unnest(k.confkey) WITH ORDINALITY AS key(number, i)
                                        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = key.number),
                                     k.confupdtype::text || k.confdeltype::text) END)
  FROM relations r JOIN pg_constraint k ON k.conrelid = r.oid
  LEFT JOIN pg_class p ON p.oid = k.confrelid LEFT JOIN pg_namespace n ON n.oid = p.relnamespace
 WHERE k.contype IN ('c', 'p', 'u', 'f', 'x')
   -- A key to a partitioned table has a row for each partition that it leads to.
   AND NOT EXISTS (SELECT FROM pg_constraint whole WHERE whole.oid = k.conparentid AND whole.conrelid = k.conrelid)
UNION ALL
SELECT concat_ws('|', 'type', n.nspname || '.' || t.typname, replace(t.typtype::text, 'p', 'b'),
                 coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), ''))
  FROM pg_type t JOIN spaces n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
 WHERE coalesce(c.relkind, 'c') = 'c' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
   AND NOT EXISTS (SELECT FROM owned WHERE classid = 'pg_type'::regclass AND objid = t.oid)
UNION ALL
SELECT concat_ws('|', 'function', n.nspname || '.' || p.proname,
                 coalesce((SELECT string_agg(format_type(type, NULL), ',' ORDER BY i)
                             FROM unnest(p.proargtypes) WITH ORDINALITY AS argument(type, i)), ''))
  FROM pg_proc p JOIN spaces n ON n.oid = p.pronamespace
 WHERE NOT EXISTS (SELECT FROM owned WHERE classid = 'pg_proc'::regclass AND objid = p.oid)
   AND NOT EXISTS (SELECT FROM pg_range WHERE format_type(rngtypid, NULL) = n.nspname || '.' || p.proname
                                           OR format_type(rngmultitypid, NULL) = n.nspname || '.' || p.proname
                                           OR format_type(rngtypid, NULL) = p.proname)
