-- Copies the rows and the shape of tables into @schema@ before a statement takes them. Runs as one statement in the
-- caller's transaction. @tables@ is an array of OIDs: those that keys lead to come after those that they lead from;
-- @overwritten@ says of each whether its rows stay and only values change.
DO $floodwall$
DECLARE
  run_id pg_catalog.text := pg_catalog.to_char(pg_catalog.clock_timestamp(), 'YYYYMMDD_HH24MISS_US');
  each record;
  copied pg_catalog.int8;
  old pg_catalog.text;
  path pg_catalog.text := pg_catalog.current_setting('search_path');
BEGIN
  -- So that operators are PostgreSQL's own, and definitions name the schemas of what they name.
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  IF pg_catalog.to_regclass(@manifest_text@) IS NULL THEN
    CREATE SCHEMA IF NOT EXISTS @schema@;
    CREATE TABLE @schema@.manifest (
      run pg_catalog.text NOT NULL,
      place pg_catalog.int4 NOT NULL,
      made_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(),
      made_by pg_catalog.text NOT NULL DEFAULT session_user,
      why pg_catalog.text NOT NULL,
      statement pg_catalog.text NOT NULL,
      source_schema pg_catalog.text NOT NULL,
      source_table pg_catalog.text NOT NULL,
      source_owner pg_catalog.text NOT NULL,
      is_overwritten pg_catalog.bool NOT NULL,
      row_count pg_catalog.int8 NOT NULL,
      sequences pg_catalog.json NOT NULL,
      defaults pg_catalog.json NOT NULL,
      constraints pg_catalog.json NOT NULL,
      triggers pg_catalog.json NOT NULL,
      PRIMARY KEY (run, place)
    );
  END IF;

  FOR each IN
    SELECT c.oid, n.nspname, c.relname, t.place, t.is_overwritten, pg_catalog.pg_get_userbyid(c.relowner) AS owner
    FROM ROWS FROM (pg_catalog.unnest(@tables@::pg_catalog.oid[]), pg_catalog.unnest(@overwritten@::pg_catalog.bool[]))
         WITH ORDINALITY AS t(oid, is_overwritten, place)
    JOIN pg_catalog.pg_class c ON c.oid = t.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> @schema_text@
    ORDER BY t.place
  LOOP
    EXECUTE pg_catalog.format('CREATE TABLE @schema@.%I AS TABLE ONLY %I.%I', run_id || '_' || each.place || '_rows',
                              each.nspname, each.relname);
    GET DIAGNOSTICS copied = ROW_COUNT;
    -- A default may draw from a sequence of the table, which could not be dropped then: defaults are kept as texts.
    EXECUTE pg_catalog.format('CREATE TABLE @schema@.%I (LIKE %I.%I INCLUDING ALL EXCLUDING DEFAULTS)',
                              run_id || '_' || each.place || '_shape', each.nspname, each.relname);
    INSERT INTO @schema@.manifest (run, place, why, statement, source_schema, source_table, source_owner, is_overwritten,
                                   row_count, sequences, defaults, constraints, triggers)
    SELECT run_id, each.place, @why@, @statement@, each.nspname, each.relname, each.owner, each.is_overwritten, copied,
      -- Sequences that a column owns: serial ('a') and identity ('i').
      (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
          'column', a.attname, 'schema', sn.nspname, 'name', s.relname, 'deptype', d.deptype,
          'last', ps.last_value, 'start', ps.start_value, 'increment', ps.increment_by)), '[]')
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
        JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
        JOIN pg_catalog.pg_sequences ps ON ps.schemaname = sn.nspname AND ps.sequencename = s.relname
        JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = each.oid
          AND d.deptype IN ('a', 'i')),
      (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
          'column', a.attname, 'expression', pg_catalog.pg_get_expr(f.adbin, f.adrelid))), '[]')
        FROM pg_catalog.pg_attrdef f
        JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
        WHERE f.adrelid = each.oid AND a.attgenerated = ''),
      (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
          'schema', kn.nspname, 'table', kc.relname, 'name', k.conname,
          'definition', pg_catalog.pg_get_constraintdef(k.oid)) ORDER BY k.oid), '[]')
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class kc ON kc.oid = k.conrelid
        JOIN pg_catalog.pg_namespace kn ON kn.oid = kc.relnamespace
        WHERE k.contype = 'f' AND k.conparentid = 0 AND each.oid IN (k.conrelid, k.confrelid)),
      (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
          'name', g.tgname, 'definition', pg_catalog.pg_get_triggerdef(g.oid))), '[]')
        FROM pg_catalog.pg_trigger g WHERE g.tgrelid = each.oid AND NOT g.tgisinternal);
  END LOOP;

  -- What is older than allowed, or one too many, goes.
  FOR old IN
    SELECT r.run FROM (SELECT m.run, pg_catalog.max(m.made_at) AS made_at,
                              pg_catalog.row_number() OVER (ORDER BY m.run DESC) AS place
                       FROM @schema@.manifest m GROUP BY m.run) AS r
    WHERE r.place > @most_runs@ OR r.made_at < pg_catalog.now() - pg_catalog.make_interval(days => @most_days@)
  LOOP
    FOR each IN SELECT m.place FROM @schema@.manifest m WHERE m.run = old LOOP
      EXECUTE pg_catalog.format('DROP TABLE IF EXISTS @schema@.%I, @schema@.%I', old || '_' || each.place || '_rows',
                                old || '_' || each.place || '_shape');
    END LOOP;
    DELETE FROM @schema@.manifest WHERE run = old;
  END LOOP;
  PERFORM pg_catalog.set_config('search_path', path, true);
END
$floodwall$
