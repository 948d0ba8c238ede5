-- Puts back what the run @run@ of @schema@ has copied: tables that are gone with their shape, rows that are missing,
-- values that were overwritten, and sequences at least where they stood. What has come since stays. One statement.
DO $floodwall$
DECLARE
  each record;
  item record;
  columns pg_catalog.text;
  assignments pg_catalog.text;
  key_condition pg_catalog.text;
  has_key pg_catalog.bool;
  is_gone pg_catalog.bool;
  has_rows pg_catalog.bool;
  restored pg_catalog.int8;
  path pg_catalog.text := pg_catalog.current_setting('search_path');
BEGIN
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);  -- as when it was copied
  IF NOT EXISTS (SELECT FROM @schema@.manifest WHERE run = @run@) THEN
    RAISE EXCEPTION 'there is no backup %', @run@;
  END IF;
  SET CONSTRAINTS ALL DEFERRED;

  FOR each IN SELECT * FROM @schema@.manifest WHERE run = @run@ ORDER BY place LOOP
    is_gone := pg_catalog.to_regclass(pg_catalog.format('%I.%I', each.source_schema, each.source_table)) IS NULL;
    IF is_gone THEN
      EXECUTE pg_catalog.format('CREATE SCHEMA IF NOT EXISTS %I', each.source_schema);
      EXECUTE pg_catalog.format('CREATE TABLE %I.%I (LIKE @schema@.%I INCLUDING ALL)', each.source_schema,
                                each.source_table, @run@ || '_' || each.place || '_shape');
      FOR item IN SELECT s->>'schema' AS schema, s->>'name' AS name, s->>'column' AS column_name,
                         s->>'increment' AS increment, s->>'start' AS start
                  FROM pg_catalog.json_array_elements(each.sequences) AS s WHERE s->>'deptype' = 'a' LOOP
        EXECUTE pg_catalog.format('CREATE SEQUENCE IF NOT EXISTS %I.%I INCREMENT %s START %s OWNED BY %I.%I.%I',
                                  item.schema, item.name, item.increment, item.start, each.source_schema,
                                  each.source_table, item.column_name);
      END LOOP;
      FOR item IN SELECT d->>'column' AS column_name, d->>'expression' AS expression
                  FROM pg_catalog.json_array_elements(each.defaults) AS d LOOP
        EXECUTE pg_catalog.format('ALTER TABLE %I.%I ALTER COLUMN %I SET DEFAULT %s', each.source_schema,
                                  each.source_table, item.column_name, item.expression);
      END LOOP;
      IF each.source_owner <> current_user THEN
        EXECUTE pg_catalog.format('ALTER TABLE %I.%I OWNER TO %I', each.source_schema, each.source_table,
                                  each.source_owner);
      END IF;
    END IF;

    SELECT pg_catalog.string_agg(pg_catalog.format('%I', a.attname), ', ' ORDER BY a.attnum),
           pg_catalog.string_agg(pg_catalog.format('%1$I = old.%1$I', a.attname), ', ' ORDER BY a.attnum)
             FILTER (WHERE a.attidentity <> 'a'),
           pg_catalog.string_agg(pg_catalog.format('now_there.%1$I = old.%1$I', a.attname), ' AND ')
             FILTER (WHERE i.indrelid IS NOT NULL),
           pg_catalog.bool_or(i.indrelid IS NOT NULL)
    INTO columns, assignments, key_condition, has_key
    FROM pg_catalog.pg_attribute a
    LEFT JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)
    WHERE a.attrelid = pg_catalog.format('%I.%I', each.source_schema, each.source_table)::pg_catalog.regclass
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';

    has_rows := false;
    IF NOT has_key AND NOT is_gone THEN
      EXECUTE pg_catalog.format('SELECT EXISTS (SELECT FROM %I.%I)', each.source_schema, each.source_table) INTO has_rows;
    END IF;
    IF has_rows THEN
      RAISE EXCEPTION '%.% has no primary key and is not empty: nobody can tell which rows of @schema@.% are missing',
        each.source_schema, each.source_table, @run@ || '_' || each.place || '_rows';
    END IF;

    EXECUTE pg_catalog.format('ALTER TABLE %I.%I DISABLE TRIGGER USER', each.source_schema, each.source_table);
    IF each.is_overwritten THEN
      EXECUTE pg_catalog.format('UPDATE %I.%I AS now_there SET %s FROM @schema@.%I AS old WHERE %s', each.source_schema,
                                each.source_table, assignments, @run@ || '_' || each.place || '_rows', key_condition);
      GET DIAGNOSTICS restored = ROW_COUNT;
    ELSE
      EXECUTE pg_catalog.format('INSERT INTO %I.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM @schema@.%I %s',
                                each.source_schema, each.source_table, columns, columns,
                                @run@ || '_' || each.place || '_rows',
                                CASE WHEN has_key THEN 'ON CONFLICT DO NOTHING' ELSE '' END);
      GET DIAGNOSTICS restored = ROW_COUNT;
    END IF;
    EXECUTE pg_catalog.format('ALTER TABLE %I.%I ENABLE TRIGGER USER', each.source_schema, each.source_table);

    FOR item IN SELECT s->>'column' AS column_name, (s->>'last')::pg_catalog.int8 AS last,
                       (s->>'increment')::pg_catalog.int8 AS increment
                FROM pg_catalog.json_array_elements(each.sequences) AS s WHERE s->>'last' IS NOT NULL LOOP
      EXECUTE pg_catalog.format(
        'SELECT pg_catalog.setval(q.name, %s) FROM (SELECT pg_catalog.pg_get_serial_sequence(%L, %L)::pg_catalog.regclass '
        'AS name) AS q JOIN pg_catalog.pg_sequences s ON pg_catalog.format(''%%I.%%I'', s.schemaname, s.sequencename)'
        '::pg_catalog.regclass = q.name WHERE s.last_value IS NULL OR (s.last_value < %s) = (%s > 0)',
        item.last, pg_catalog.format('%I.%I', each.source_schema, each.source_table), item.column_name, item.last,
        item.increment);
    END LOOP;
    RAISE NOTICE 'floodwall: % rows of %.% are back', restored, each.source_schema, each.source_table;
  END LOOP;

  -- Keys and triggers of tables that were gone: all tables are there now.
  FOR each IN SELECT * FROM @schema@.manifest WHERE run = @run@ ORDER BY place LOOP
    FOR item IN SELECT k->>'schema' AS schema, k->>'table' AS table_name, k->>'name' AS name,
                       k->>'definition' AS definition
                FROM pg_catalog.json_array_elements(each.constraints) AS k LOOP
      IF pg_catalog.to_regclass(pg_catalog.format('%I.%I', item.schema, item.table_name)) IS NOT NULL AND NOT EXISTS (
           SELECT FROM pg_catalog.pg_constraint c
           WHERE c.conname = item.name
             AND c.conrelid = pg_catalog.format('%I.%I', item.schema, item.table_name)::pg_catalog.regclass) THEN
        EXECUTE pg_catalog.format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', item.schema, item.table_name, item.name,
                                  item.definition);
      END IF;
    END LOOP;
    FOR item IN SELECT g->>'name' AS name, g->>'definition' AS definition
                FROM pg_catalog.json_array_elements(each.triggers) AS g LOOP
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgname = item.name AND t.tgrelid =
                     pg_catalog.format('%I.%I', each.source_schema, each.source_table)::pg_catalog.regclass) THEN
        EXECUTE item.definition;
      END IF;
    END LOOP;
  END LOOP;
  PERFORM pg_catalog.set_config('search_path', path, true);
END
$floodwall$
