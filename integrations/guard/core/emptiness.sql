-- Fails unless the names still mean the tables that were empty when they were asked about, and these still are. Runs as one
-- statement in the caller's transaction: behind the lock that TRUNCATE and DROP take as well, so nothing comes in between.
DO $floodwall$
DECLARE
  each record;
BEGIN
  FOR each IN
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, c.oid
    FROM ROWS FROM (pg_catalog.unnest(@tables@::pg_catalog.oid[])) WITH ORDINALITY AS t(oid, place)
    JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.oid
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    ORDER BY t.place
  LOOP
    BEGIN
      EXECUTE pg_catalog.format('LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE', each.name);
    EXCEPTION WHEN insufficient_privilege THEN
      NULL;  -- the statement will say so, unless its schema's owner drops it
    END;
    IF pg_catalog.pg_relation_size(each.oid) OPERATOR(pg_catalog.>) 0 THEN
      RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE =
        pg_catalog.format('floodwall: refused: %s was empty when it was asked about, and is not any more', each.name);
    END IF;
  END LOOP;
  FOR each IN
    SELECT n.name FROM ROWS FROM (pg_catalog.unnest(@names@::pg_catalog.text[]),
      pg_catalog.unnest(@meanings@::pg_catalog.oid[]))
      AS n(name, oid)
    WHERE NOT COALESCE(pg_catalog.to_regclass(n.name)::pg_catalog.oid OPERATOR(pg_catalog.=) n.oid,
                       pg_catalog.to_regclass(n.name) IS NULL AND n.oid IS NULL)
  LOOP
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE =
      pg_catalog.format('floodwall: refused: %s is not the table any more that it was when it was asked about', each.name);
  END LOOP;
END
$floodwall$
