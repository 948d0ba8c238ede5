-- Copies the rows of tables into @schema@ before a statement takes them, and writes down what else goes with them. Runs as
-- one statement in the caller's transaction. @tables@ is an array of OIDs, @losses@ says of each what it loses: its `rows`,
-- their `values`, or `columns`.
DO $floodwall$
DECLARE
  run_id pg_catalog.text := pg_catalog.to_char(pg_catalog.clock_timestamp(), 'YYYYMMDD_HH24MISS_US');
  old_path pg_catalog.text := pg_catalog.current_setting('search_path');
  old_security pg_catalog.text := pg_catalog.current_setting('row_security');
  wanted pg_catalog.oid[];
  taken_classes pg_catalog.oid[];
  taken_objects pg_catalog.oid[];
  taken_parts pg_catalog.int4[];
  each record;
  columns pg_catalog.json;
  granted pg_catalog.text;
  copied pg_catalog.int8;
  old_run pg_catalog.text;
BEGIN
  IF pg_catalog.current_setting('transaction_read_only') OPERATOR(pg_catalog.=) 'on' THEN
    RAISE EXCEPTION USING ERRCODE = 'read_only_sql_transaction', MESSAGE = pg_catalog.concat(
      'floodwall: refused: what would be lost cannot be copied, since ',
      CASE WHEN pg_catalog.pg_is_in_recovery() THEN 'this server is a standby' ELSE 'the transaction is read only' END);
  END IF;

  -- Names in what PostgreSQL prints are whole then; nothing of the session's own comes before PostgreSQL's.
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  -- A copy without the rows that a policy hides would be none: PostgreSQL fails it.
  PERFORM set_config('row_security', 'off', true);

  IF to_regclass(@manifest_text@) IS NULL THEN
    CREATE SCHEMA IF NOT EXISTS @schema@;
    CREATE TABLE @schema@.manifest (
      run text NOT NULL,
      place int4 NOT NULL,
      made_at timestamptz NOT NULL DEFAULT now(),
      made_by text NOT NULL DEFAULT session_user,
      why text NOT NULL,
      statement text NOT NULL,
      source_schema text NOT NULL,
      source_table text NOT NULL,
      loss text NOT NULL,
      row_count int8 NOT NULL,
      sequences json NOT NULL,
      PRIMARY KEY (run, place)
    );
    -- What makes an object that goes with the tables, in the order of `rank` and `place`: rows are put in behind rank 19.
    -- `kind`, `names` and `arguments` are what pg_get_object_address finds it by; without `sql` it cannot be made.
    CREATE TABLE @schema@.definitions (
      run text NOT NULL,
      rank int4 NOT NULL,
      place int8 NOT NULL,
      kind text NOT NULL,
      names text[] NOT NULL,
      arguments text[] NOT NULL,
      sql text,
      as_role text,
      number int8 GENERATED ALWAYS AS IDENTITY,
      PRIMARY KEY (run, number)
    );
  END IF;

  FOR each IN
    SELECT c.oid, n.nspname, c.relname, c.relkind, t.place, t.loss
    FROM ROWS FROM (unnest(@tables@::oid[]), unnest(@losses@::text[])) WITH ORDINALITY AS t(oid, loss, place)
    JOIN pg_class c ON c.oid = t.oid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname <> @schema_text@
    ORDER BY t.place
  LOOP
    wanted := wanted || each.oid;
    BEGIN  -- rows that come between the copy and the statement would be lost
      EXECUTE format('LOCK TABLE ONLY %I.%I IN SHARE ROW EXCLUSIVE MODE', each.nspname, each.relname);
    EXCEPTION WHEN insufficient_privilege THEN
      NULL;  -- it may only read them
    END;
    copied := 0;
    IF each.relkind = 'r' THEN
      EXECUTE format('CREATE TABLE @schema@.%I AS TABLE ONLY %I.%I', run_id || '_' || each.place || '_rows', each.nspname,
                     each.relname);
      GET DIAGNOSTICS copied = ROW_COUNT;
    END IF;
    INSERT INTO @schema@.manifest (run, place, why, statement, source_schema, source_table, loss, row_count, sequences)
    SELECT run_id, each.place, @why@, @statement@, each.nspname, each.relname, each.loss, copied,
      -- Sequences that a column owns: serial ('a') and identity ('i').
      (SELECT COALESCE(json_agg(json_build_object('column', a.attname, 'last', q.last_value, 'increment', q.increment_by)),
                       '[]')
        FROM pg_depend d
        JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
        JOIN pg_namespace sn ON sn.oid = s.relnamespace
        JOIN pg_sequences q ON q.schemaname = sn.nspname AND q.sequencename = s.relname
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = each.oid AND d.deptype IN ('a', 'i'));
  END LOOP;

@definitions@
  -- What is older than allowed, or one too many, goes.
  FOR old_run IN
    SELECT r.run FROM (SELECT m.run, max(m.made_at) AS made_at, row_number() OVER (ORDER BY m.run DESC) AS place
                       FROM @schema@.manifest m GROUP BY m.run) AS r
    WHERE r.place > @most_runs@ OR r.made_at < now() - make_interval(days => @most_days@)
  LOOP
    FOR each IN SELECT m.place FROM @schema@.manifest m WHERE m.run = old_run LOOP
      EXECUTE format('DROP TABLE IF EXISTS @schema@.%I', old_run || '_' || each.place || '_rows');
    END LOOP;
    DELETE FROM @schema@.manifest m WHERE m.run = old_run;
    DELETE FROM @schema@.definitions d WHERE d.run = old_run;
  END LOOP;
  PERFORM set_config('row_security', old_security, true);
  PERFORM set_config('search_path', old_path, true);
END
$floodwall$
