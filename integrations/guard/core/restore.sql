-- Puts back what the run @run@ of @schema@ has copied: tables and columns that are gone with all that went with them, rows
-- that are missing, values that were overwritten, and sequences at least where they stood. What has come since stays. One
-- statement.
DO $floodwall$
DECLARE
  old_path pg_catalog.text := pg_catalog.current_setting('search_path');
  old_role pg_catalog.text := pg_catalog.current_setting('role');
  old_bodies pg_catalog.text := pg_catalog.current_setting('check_function_bodies');
  missing pg_catalog.int8[] := '{}';
  lost pg_catalog.int8[];
  waiting pg_catalog.int8[];
  silenced pg_catalog.text[] := '{}';
  lasting pg_catalog.text[] := '{}';
  undone pg_catalog.text;
  is_gone pg_catalog.bool;
  is_there pg_catalog.bool;
  has_key pg_catalog.bool;
  has_rows pg_catalog.bool;
  has_rule pg_catalog.bool;
  columns pg_catalog.text;
  assignments pg_catalog.text;
  added pg_catalog.text;
  key_condition pg_catalog.text;
  restored pg_catalog.int8;
  each record;
  item record;
BEGIN
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  IF NOT EXISTS (SELECT FROM @schema@.manifest m WHERE m.run = @run@) THEN
    RAISE EXCEPTION 'there is no backup %', @run@;
  END IF;

  -- What is not there any more, before anything is made. While all tables and columns are, nothing but rows is missing: what
  -- else is not there has been dropped since, by somebody who wanted that.
  FOR each IN SELECT d.number, d.kind, d.names, d.arguments, d.sql FROM @schema@.definitions d WHERE d.run = @run@ LOOP
    BEGIN
      PERFORM pg_get_object_address(each.kind, each.names, each.arguments);
    EXCEPTION WHEN OTHERS THEN
      missing := missing || each.number;
    END;
  END LOOP;
  IF NOT EXISTS (SELECT FROM @schema@.definitions d WHERE d.run = @run@ AND d.rank IN (10, 15)
    AND d.number = ANY (missing)) THEN
    missing := '{}';
  END IF;
  lost := missing;

  FOR each IN SELECT d.* FROM @schema@.definitions d WHERE d.number = ANY (missing) AND d.rank < 20 AND d.run = @run@
              ORDER BY d.rank, d.place, d.number LOOP
    is_there := false;
    IF each.rank = 15 THEN  -- with its table, or in the one above
      is_there := EXISTS (SELECT FROM pg_attribute a WHERE a.attname = each.names[3] AND NOT a.attisdropped
                          AND a.attrelid = to_regclass(format('%I.%I', each.names[1], each.names[2])));
    END IF;
    IF NOT is_there THEN
      EXECUTE each.sql;
    END IF;
  END LOOP;

  -- Rows, without what triggers and rules would make of them, and with keys looked at when all of them are there.
  SET CONSTRAINTS ALL DEFERRED;
  FOR each IN
    SELECT o.relation::regclass AS name, o.kind, o.name AS part, o.state
    FROM (SELECT g.tgrelid, 'TRIGGER', g.tgname, g.tgenabled FROM pg_trigger g
          -- those of partitions, before 15
          WHERE NOT g.tgisinternal OR (g.tgparentid <> 0 AND g.tgconstrrelid = 0 AND g.tgconstrindid = 0)
          UNION ALL
          SELECT r.ev_class, 'RULE', r.rulename, r.ev_enabled FROM pg_rewrite r WHERE r.rulename <> '_RETURN')
      AS o(relation, kind, name, state)
    WHERE o.state <> 'D'
      AND o.relation IN (SELECT to_regclass(format('%I.%I', m.source_schema, m.source_table)) FROM @schema@.manifest m
        WHERE m.run = @run@)
  LOOP
    EXECUTE format('ALTER TABLE ONLY %s DISABLE %s %I', each.name, each.kind, each.part);
    silenced := silenced || format('ALTER TABLE ONLY %s ENABLE %s %s %I', each.name,
                                   CASE each.state WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' END, each.kind, each.part);
  END LOOP;
  FOR each IN
    SELECT k.conrelid::regclass AS name, k.conname
    FROM pg_constraint k
    JOIN @schema@.manifest c ON c.run = @run@ AND to_regclass(format('%I.%I', c.source_schema, c.source_table)) = k.conrelid
    JOIN @schema@.manifest p ON p.run = @run@ AND to_regclass(format('%I.%I', p.source_schema, p.source_table)) = k.confrelid
    WHERE k.contype = 'f' AND NOT k.condeferrable AND k.conparentid = 0 AND c.place < p.place
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED', each.name, each.conname);
    lasting := lasting || format('ALTER TABLE %s ALTER CONSTRAINT %I NOT DEFERRABLE', each.name, each.conname);
  END LOOP;

  -- What has never been looked at may not hold for them.
  FOR each IN
    SELECT k.conrelid::regclass AS name, k.conname, pg_get_constraintdef(k.oid) AS definition,
      obj_description(k.oid, 'pg_constraint') AS comment
    FROM pg_constraint k
    WHERE k.contype IN ('c', 'f', 'n') AND NOT k.convalidated AND k.conislocal
      AND k.conrelid IN (SELECT to_regclass(format('%I.%I', m.source_schema, m.source_table)) FROM @schema@.manifest m
        WHERE m.run = @run@)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.name, each.conname);
    lasting := lasting || format('ALTER TABLE %s ADD CONSTRAINT %I %s', each.name, each.conname, each.definition);
    IF each.comment IS NOT NULL THEN
      lasting := lasting || format('COMMENT ON CONSTRAINT %I ON %s IS %L', each.conname, each.name, each.comment);
    END IF;
  END LOOP;

  FOR each IN
    SELECT m.*, format('%I.%I', m.source_schema, m.source_table) AS name,
      format('@schema@.%I', @run@ || '_' || m.place || '_rows') AS copy
    FROM @schema@.manifest m WHERE m.run = @run@ ORDER BY m.place
  LOOP
    is_gone := EXISTS (SELECT FROM @schema@.definitions d WHERE d.run = @run@ AND d.rank = 10 AND d.number = ANY (missing)
                       AND d.names = ARRAY[each.source_schema, each.source_table]);
    restored := 0;
    IF to_regclass(each.copy) IS NOT NULL THEN
      SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum),
             string_agg(format('%1$I = old.%1$I', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE a.attidentity <> 'a'),
             string_agg(format('%1$I = old.%1$I', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE NOT is_gone AND EXISTS (
               SELECT FROM @schema@.definitions d WHERE d.run = @run@ AND d.rank = 15 AND d.number = ANY (missing)
               AND d.names = ARRAY[each.source_schema, each.source_table, a.attname])),
             string_agg(format('now_there.%1$I = old.%1$I', a.attname), ' AND ') FILTER (WHERE i.indrelid IS NOT NULL),
             COALESCE(bool_or(i.indrelid IS NOT NULL), false)
      INTO columns, assignments, added, key_condition, has_key
      FROM pg_attribute a
      JOIN pg_attribute o ON o.attrelid = each.copy::regclass AND o.attname = a.attname AND NOT o.attisdropped
      LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)
      WHERE a.attrelid = each.name::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';

      -- With a rule of UPDATE, though it is silent, PostgreSQL takes no ON CONFLICT.
      has_rule := EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = each.name::regclass);
      has_rows := false;
      IF NOT has_key AND NOT is_gone AND (each.loss <> 'columns' OR added IS NOT NULL) THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM ONLY %s)', each.name) INTO has_rows;
      END IF;
      IF has_rows THEN
        RAISE EXCEPTION '% has no primary key and is not empty: nobody can tell which rows of % are missing', each.name,
          each.copy;
      END IF;
      IF added IS NOT NULL OR (each.loss = 'values' AND NOT is_gone) THEN
        EXECUTE format('UPDATE ONLY %s AS now_there SET %s FROM %s AS old WHERE %s', each.name,
                       CASE each.loss WHEN 'values' THEN assignments ELSE added END, each.copy,
                         COALESCE(key_condition, 'false'));
        GET DIAGNOSTICS restored = ROW_COUNT;
      END IF;
      IF is_gone OR each.loss = 'rows' THEN
        EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s %s',
                       each.name, columns, columns, each.copy,
                       CASE WHEN NOT has_key THEN '' WHEN has_rule
                         THEN format('AS old WHERE NOT EXISTS (SELECT FROM ONLY %s AS '
                         'now_there WHERE %s)', each.name, key_condition) ELSE 'ON CONFLICT DO NOTHING' END);
        GET DIAGNOSTICS restored = ROW_COUNT;
      END IF;
      RAISE NOTICE 'floodwall: % rows of % are back', restored, each.name;
    END IF;
  END LOOP;
  SET CONSTRAINTS ALL IMMEDIATE;
  FOREACH undone IN ARRAY lasting || silenced LOOP
    EXECUTE undone;
  END LOOP;

  -- The rest, in turns: what needs something that is not there yet waits for it.
  PERFORM set_config('check_function_bodies', 'off', true);
  missing := ARRAY(SELECT d.number FROM @schema@.definitions d
                   WHERE d.run = @run@ AND d.rank BETWEEN 20 AND 999 AND d.number = ANY (missing));
  WHILE missing <> '{}' LOOP
    waiting := missing;
    missing := '{}';
    undone := NULL;
    FOR each IN SELECT d.* FROM @schema@.definitions d WHERE d.number = ANY (waiting) AND d.run = @run@
                ORDER BY d.rank, d.place, d.number LOOP
      BEGIN
        IF each.rank IN (20, 23, 24, 50, 51) THEN  -- has it come with its table?
          BEGIN
            PERFORM pg_get_object_address(each.kind, each.names, each.arguments);
            CONTINUE;
          EXCEPTION WHEN OTHERS THEN
            NULL;
          END;
        END IF;
        IF each.as_role IS NOT NULL THEN
          PERFORM set_config('role', each.as_role, true);
        END IF;
        EXECUTE each.sql;
        IF each.as_role IS NOT NULL THEN
          PERFORM set_config('role', old_role, true);
        END IF;
      EXCEPTION WHEN OTHERS THEN
        missing := missing || each.number;
        undone := COALESCE(undone, format('%s (%s)', SQLERRM, each.sql));
      END;
    END LOOP;
    IF cardinality(missing) = cardinality(waiting) THEN
      RAISE EXCEPTION 'floodwall: something cannot be put back: %', undone;
    END IF;
  END LOOP;
  PERFORM set_config('check_function_bodies', old_bodies, true);

  FOR each IN
    SELECT q.oid::regclass AS name, (s.item->>'last')::int8 AS last, (s.item->>'increment')::int8 AS increment
    FROM @schema@.manifest m, json_array_elements(m.sequences) AS s(item),
      LATERAL (SELECT pg_get_serial_sequence(format('%I.%I', m.source_schema, m.source_table),
        s.item->>'column')::regclass) AS q(oid)
    WHERE m.run = @run@ AND s.item->>'last' IS NOT NULL AND q.oid IS NOT NULL
  LOOP
    EXECUTE format('SELECT setval(%L, %s) FROM %s AS now_there WHERE NOT is_called OR (last_value < %s) = (%s > 0)',
                   each.name, each.last, each.name, each.last, each.increment);
  END LOOP;

  FOR each IN SELECT d.kind, d.names FROM @schema@.definitions d WHERE d.run = @run@ AND d.sql IS NULL
    AND d.number = ANY (lost) LOOP
    RAISE WARNING 'floodwall: % % went with it and is not put back', each.kind, array_to_string(each.names, '.');
  END LOOP;
  PERFORM set_config('search_path', old_path, true);
END
$floodwall$
