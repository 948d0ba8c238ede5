-- A line for all that PostgreSQL's catalogs say of what stands in public, app and "Odd Schema": for e2e/test_guard_restore.py, where
-- pg_dump is older than the server. What has no name but a number, and what is only counted, is left out.
WITH relations AS (
  SELECT c.*, c.oid::regclass AS name FROM pg_class c
  WHERE c.relnamespace::regnamespace::text IN ('public', 'app', '"Odd Schema"')
), described(what) AS (
  SELECT format('relation %s of %s: %s %s %s', name, pg_get_userbyid(relowner), to_jsonb(r) - ARRAY['oid', 'name', 'relnamespace', 'reltype',
    'reloftype', 'relowner', 'relfilenode', 'reltablespace', 'relpages', 'reltuples', 'relallvisible', 'relallfrozen', 'reltoastrelid',
    'relnatts', 'relhasindex', 'relhasrules', 'relhastriggers', 'relhassubclass', 'relrewrite', 'relfrozenxid', 'relminmxid', 'relacl',
    'relpartbound', 'relchecks'], reloftype::regtype, pg_get_expr(relpartbound, oid)) FROM relations r
  UNION ALL SELECT format('column %s.%s %s: %s %s %s', name, attname, format_type(atttypid, atttypmod), attcollation::regcollation,
      to_jsonb(a) - ARRAY['attrelid', 'attname', 'atttypid', 'attnum', 'attcacheoff', 'atthasmissing', 'attmissingval', 'attacl',
      'attcollation', 'attstattarget', 'attndims', 'attoptions'],
      COALESCE((SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum), ''))
    || CASE WHEN attstattarget >= 0 THEN ' ' || attstattarget ELSE '' END
    || COALESCE((SELECT ' ' || string_agg(o, ', ') FROM unnest(attoptions) AS o WHERE o NOT LIKE 'pg_attver=%'), '')
    FROM pg_attribute a JOIN relations r ON r.oid = attrelid WHERE attnum > 0 AND NOT attisdropped AND relkind NOT IN ('i', 'I')
  UNION ALL SELECT format('constraint %s on %s: %s %s', conname, name, pg_get_constraintdef(k.oid), to_jsonb(k) - ARRAY['oid', 'conname',
    'connamespace', 'conrelid', 'contypid', 'conindid', 'conparentid', 'confrelid', 'conkey', 'confkey', 'conpfeqop', 'conppeqop',
    'conffeqop', 'conexclop', 'conbin', 'confdelsetcols']
    - CASE WHEN contype IN ('p', 'u', 'x') THEN 'connoinherit' ELSE '' END) FROM pg_constraint k JOIN relations r ON r.oid = conrelid
  UNION ALL SELECT format('index %s: %s %s', pg_get_indexdef(indexrelid), array_to_string(reloptions, ','), to_jsonb(i) - ARRAY['indexrelid',
    'indrelid', 'indkey', 'indcollation', 'indclass', 'indoption', 'indexprs', 'indpred', 'indcheckxmin']) FROM pg_index i JOIN relations r ON r.oid = indexrelid
  UNION ALL SELECT format('%s inherits %s', name, inhparent::regclass) FROM pg_inherits JOIN relations r ON r.oid = inhrelid
  UNION ALL SELECT format('trigger: %s %s', pg_get_triggerdef(t.oid), tgenabled) FROM pg_trigger t JOIN relations r ON r.oid = tgrelid
    WHERE NOT tgisinternal OR (tgparentid <> 0 AND tgconstrrelid = 0 AND tgconstrindid = 0)
  UNION ALL SELECT format('rule: %s %s', pg_get_ruledef(w.oid), ev_enabled) FROM pg_rewrite w JOIN relations r ON r.oid = ev_class
  UNION ALL SELECT format('policy %s on %s: %s %s %s %s %s', polname, name, polcmd, polpermissive, polroles::regrole[],
    pg_get_expr(polqual, r.oid), pg_get_expr(polwithcheck, r.oid)) FROM pg_policy JOIN relations r ON r.oid = polrelid
  UNION ALL SELECT format('statistics: %s of %s %s', pg_get_statisticsobjdef(s.oid), pg_get_userbyid(stxowner),
      NULLIF(to_jsonb(s)->>'stxstattarget', '-1')) FROM pg_statistic_ext s JOIN relations r ON r.oid = stxrelid
  UNION ALL SELECT format('sequence %s: %s %s', name, to_jsonb(q) - ARRAY['seqrelid', 'seqtypid'], (SELECT string_agg(format('%s %s',
      pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid), d.deptype), ', ') FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i')))
    FROM pg_sequence q JOIN relations r ON r.oid = seqrelid
  UNION ALL SELECT format('published %s: %s %s', name, pubname, to_jsonb(l) - ARRAY['oid', 'prpubid', 'prrelid', 'prattrs', 'prqual'])
    FROM pg_publication_rel l JOIN relations r ON r.oid = prrelid JOIN pg_publication p ON p.oid = prpubid
  UNION ALL SELECT format('function of %s: %s', pg_get_userbyid(proowner), pg_get_functiondef(f.oid)) FROM pg_proc f
    WHERE pronamespace::regnamespace::text IN ('public', 'app') AND prokind <> 'a'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')
  UNION ALL SELECT format('%s: %s is granted to %s by %s %s', what, g.privilege_type, CASE g.grantee WHEN 0 THEN 'all'
      ELSE pg_get_userbyid(g.grantee) END, pg_get_userbyid(g.grantor), g.is_grantable)
    FROM (SELECT name::text, COALESCE(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) FROM relations
          UNION ALL SELECT format('%s.%s', name, attname), attacl FROM pg_attribute JOIN relations r ON r.oid = attrelid
          UNION ALL SELECT f.oid::regprocedure::text, COALESCE(proacl, acldefault('f', proowner)) FROM pg_proc f
            WHERE pronamespace::regnamespace::text IN ('public', 'app')) AS o(what, acl), aclexplode(acl) AS g
  UNION ALL SELECT format('comment on %s: %s', pg_describe_object(classoid, objoid, objsubid), description) FROM pg_description
    WHERE objoid >= 16384
)
SELECT json_agg(what ORDER BY what) FROM described
