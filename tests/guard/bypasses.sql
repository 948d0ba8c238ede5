-- Ways around the guard; tests/e2e/test_guard_bypass.py runs them against shop.sql.
-- attempt: a comment for a blank
TRUNCATE/**/orders/**/CASCADE
-- attempt: a comment before
/* just looking */ TRUNCATE orders CASCADE
-- attempt: a line comment before
-- SELECT
TRUNCATE orders CASCADE
-- attempt: a line comment inside
TRUNCATE -- nothing
 orders CASCADE
-- attempt: nested comments
/* a /* b */ TRUNCATE nothing */ TRUNCATE orders CASCADE
-- attempt: a comment that looks open
SELECT '/*'; TRUNCATE orders CASCADE; SELECT '*/'
-- attempt: mixed case
tRuNcAtE orders cAsCaDe
-- attempt: form feeds
TRUNCATEordersCASCADE
-- attempt: vertical tabs and returns
TRUNCATEorders
CASCADE
-- attempt: empty statements first
;;; TRUNCATE orders CASCADE
-- attempt: TABLE, ONLY, a star
TRUNCATE TABLE ONLY items, notes * RESTART IDENTITY CASCADE
-- attempt: several tables
TRUNCATE notes, items, orders
-- attempt: CONTINUE IDENTITY RESTRICT
TRUNCATE notes CONTINUE IDENTITY RESTRICT
-- attempt: a partition
TRUNCATE notes_low
-- attempt: no blank at all
TRUNCATE"orders"CASCADE
-- attempt: quoted
TRUNCATE "orders" CASCADE
-- attempt: with its schema
TRUNCATE shop.orders CASCADE
-- attempt: with blanks about the dot
TRUNCATE shop . "orders" CASCADE
-- attempt: Unicode escapes
TRUNCATE U&"\006frders" CASCADE
-- attempt: Unicode escapes of one's own
TRUNCATE U&"!006frders" UESCAPE '!' CASCADE
-- attempt: with the database's name
TRUNCATE notes; SELECT 1
-- attempt: behind a SELECT
SELECT 1; TRUNCATE orders CASCADE
-- attempt: behind a text with a semicolon
SELECT 'a;b'; DELETE FROM notes
-- attempt: behind a dollar-quoted text
SELECT $$;$$; DELETE FROM notes
-- attempt: behind one that looks like its end
SELECT $a$ $b$ $a$; DELETE FROM notes; --$b$
-- attempt: in a transaction of the text
BEGIN; TRUNCATE orders CASCADE; COMMIT
-- attempt: behind a savepoint of the text
BEGIN; SAVEPOINT a; TRUNCATE orders CASCADE; RELEASE a; COMMIT
-- attempt: behind a COMMIT AND CHAIN
BEGIN; COMMIT AND CHAIN; DELETE FROM notes; COMMIT
-- attempt: behind many statements
SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1;SELECT 1; DELETE FROM notes
-- attempt: behind a long text
SELECT 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; DELETE FROM notes
-- attempt: backslashes that may be escapes
SET standard_conforming_strings = off; SELECT '\''; TRUNCATE orders CASCADE; --'
-- attempt: backslashes that the session takes for escapes
SET standard_conforming_strings = off
---
SELECT '\''; TRUNCATE orders CASCADE; --'
-- attempt: a transaction of several texts
BEGIN
---
TRUNCATE orders CASCADE
---
COMMIT
-- attempt: a savepoint of several texts
BEGIN
---
SAVEPOINT a
---
DELETE FROM notes
---
ROLLBACK TO a
---
DELETE FROM notes
---
COMMIT
-- attempt: after an error in the transaction
BEGIN
---
SELECT 1/0
---
ROLLBACK
---
TRUNCATE orders CASCADE
-- attempt: PREPARE and EXECUTE in one text
PREPARE p AS DELETE FROM notes; EXECUTE p
-- attempt: PREPARE and EXECUTE in two
PREPARE p AS DELETE FROM notes
---
EXECUTE p
-- attempt: PREPARE with a parameter that does nothing
PREPARE p(int) AS DELETE FROM notes WHERE true OR item_id = $1
---
EXECUTE p(1)
-- attempt: PREPARE while a temporary table hides it
CREATE TEMP TABLE notes (x int)
---
PREPARE p AS DELETE FROM notes
---
DROP TABLE pg_temp.notes
---
EXECUTE p
-- attempt: DO
DO $$ BEGIN TRUNCATE orders CASCADE; END $$
-- attempt: DO with its language first
DO LANGUAGE plpgsql $x$ BEGIN DELETE FROM notes; END $x$
-- attempt: DO in plain quotes
DO 'BEGIN DELETE FROM notes; END'
-- attempt: DO in escapes
DO E'BEGIN\n\x44ELETE FROM notes;\nEND'
-- attempt: DO with EXECUTE
DO $$ BEGIN EXECUTE 'TRUNCATE orders CASCADE'; END $$
-- attempt: EXECUTE put together
DO $$ BEGIN EXECUTE 'TRUN' || 'CATE orders CASCADE'; END $$
-- attempt: EXECUTE format
DO $$ BEGIN EXECUTE format('TRUNCATE %I CASCADE', 'orders'); END $$
-- attempt: EXECUTE of a variable
DO $$ DECLARE q text := 'DELETE FROM notes'; BEGIN EXECUTE q; END $$
-- attempt: in an IF
DO $$ BEGIN IF true THEN DELETE FROM notes; END IF; END $$
-- attempt: in a loop
DO $$ BEGIN FOR i IN 1..1 LOOP DELETE FROM notes; END LOOP; END $$
-- attempt: in an exception handler
DO $$ BEGIN PERFORM 1/0; EXCEPTION WHEN others THEN DELETE FROM notes; END $$
-- attempt: in a FOR over RETURNING
DO $$ DECLARE r record; BEGIN FOR r IN DELETE FROM notes RETURNING * LOOP NULL; END LOOP; END $$
-- attempt: DO in DO
DO $a$ BEGIN EXECUTE 'DO $b$ BEGIN DELETE FROM notes; END $b$'; END $a$
-- attempt: a function made and called
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM notes; END $$; SELECT f()
-- attempt: a function of SQL
CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM notes'; SELECT f()
-- attempt: a function with BEGIN ATOMIC
CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM notes; END; SELECT f()
-- attempt: a procedure
CREATE PROCEDURE f() LANGUAGE sql AS $$ TRUNCATE orders CASCADE $$; CALL f()
-- attempt: a rule that deletes along
CREATE RULE r AS ON INSERT TO texts DO ALSO DELETE FROM notes; INSERT INTO texts VALUES ('x')
-- attempt: MERGE over everything
MERGE INTO items USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE
-- attempt: MERGE that overwrites
MERGE INTO items i USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET note = ''
-- attempt: a CTE
WITH gone AS (DELETE FROM notes RETURNING *) SELECT count(*) FROM gone
-- attempt: a CTE of an INSERT
WITH gone AS (DELETE FROM notes RETURNING body) INSERT INTO texts SELECT body FROM gone
-- attempt: two CTEs
WITH a AS (SELECT 1), b AS (DELETE FROM notes) SELECT * FROM a
-- attempt: a CTE named like the table
WITH notes AS (SELECT 1) DELETE FROM notes
-- attempt: a CTE in COPY
COPY (WITH gone AS (DELETE FROM notes RETURNING *) SELECT * FROM gone) TO '/dev/null'
-- attempt: COPY of a DELETE
COPY (DELETE FROM notes RETURNING *) TO '/dev/null'
-- attempt: EXPLAIN ANALYZE
EXPLAIN ANALYZE DELETE FROM notes
-- attempt: EXPLAIN with options
EXPLAIN (COSTS off, ANALYZE true) DELETE FROM notes
-- attempt: EXPLAIN ANALYZE of EXECUTE's statement
EXPLAIN (ANALYZE) UPDATE items SET note = ''
-- attempt: WHERE true
DELETE FROM notes WHERE true
-- attempt: WHERE 1 = 1
DELETE FROM notes WHERE 1 = 1
-- attempt: WHERE NOT false
DELETE FROM notes WHERE NOT false
-- attempt: WHERE of equal texts
DELETE FROM notes WHERE 'a' = 'a'
-- attempt: WHERE true OR
DELETE FROM notes WHERE item_id = 1 OR true
-- attempt: WHERE of a cast
DELETE FROM notes WHERE 't'::boolean
-- attempt: ONLY and a star
DELETE FROM ONLY notes_low *
-- attempt: an alias
DELETE FROM notes AS n
-- attempt: USING everything
DELETE FROM notes USING texts
-- attempt: RETURNING
DELETE FROM notes RETURNING *
-- attempt: UPDATE
UPDATE items SET note = NULL
-- attempt: UPDATE of several columns
UPDATE items SET (note, cost) = ('', 0)
-- attempt: UPDATE WHERE true
UPDATE items SET note = '' WHERE true
-- attempt: UPDATE of ONLY
UPDATE ONLY items i SET note = ''
-- attempt: DROP TABLE
DROP TABLE notes
-- attempt: DROP TABLE IF EXISTS
DROP TABLE IF EXISTS nothing, notes
-- attempt: DROP TABLE CASCADE
DROP TABLE orders CASCADE
-- attempt: DROP of a partition
DROP TABLE notes_low
-- attempt: DROP SCHEMA
DROP SCHEMA shop CASCADE
-- attempt: DROP SCHEMA public
DROP SCHEMA IF EXISTS public CASCADE
-- attempt: DROP OWNED
DROP OWNED BY floodwall CASCADE
-- attempt: DROP OWNED BY CURRENT_USER
DROP OWNED BY CURRENT_USER
-- attempt: DROP COLUMN
ALTER TABLE items DROP COLUMN note
-- attempt: DROP COLUMN without the word
ALTER TABLE items DROP note
-- attempt: DROP COLUMN among others
ALTER TABLE items ADD COLUMN x int, DROP COLUMN IF EXISTS note
-- attempt: DROP TYPE CASCADE
DROP TYPE colour CASCADE
-- attempt: DROP DOMAIN CASCADE
DROP DOMAIN price CASCADE
-- attempt: DROP COLLATION CASCADE
DROP COLLATION plain CASCADE
-- attempt: an attribute of a column's type
ALTER TYPE ends DROP ATTRIBUTE high CASCADE
-- attempt: a type that tables are of
DROP TYPE ends CASCADE
-- attempt: a table that was there already
CREATE TABLE IF NOT EXISTS notes (x int); TRUNCATE notes
-- attempt: a table whose making fails
DO $$ BEGIN CREATE TABLE notes (x int); EXCEPTION WHEN others THEN NULL; END $$; TRUNCATE notes
-- attempt: a temporary table made and dropped
CREATE TEMP TABLE notes (x int); DROP TABLE notes; TRUNCATE notes
-- attempt: a table renamed first
ALTER TABLE notes RENAME TO n; TRUNCATE n
-- attempt: a table renamed in DO
DO $$ BEGIN ALTER TABLE notes RENAME TO n; EXECUTE 'TRUNCATE n'; END $$
-- attempt: search_path in the text
SET search_path = shop; TRUNCATE orders CASCADE
-- attempt: set_config in the text
SELECT set_config('search_path', 'shop', false); TRUNCATE orders CASCADE
-- attempt: SET LOCAL in the text
BEGIN; SET LOCAL search_path = shop; DELETE FROM orders; TRUNCATE orders CASCADE; COMMIT
-- attempt: a comment that silences
-- floodwall: ignore truncate-cascade  it is fine
TRUNCATE orders CASCADE
-- attempt: a comment that silences a file
-- floodwall: ignore-file
TRUNCATE orders CASCADE
-- attempt: nonsense that holds it
TRUNCATE TABLE notes CASCADE nonsense
-- attempt: a parser's blind spot
DROP TABLE notes; SELEC 1
-- attempt: replica role
SET session_replication_role = replica; TRUNCATE orders CASCADE
-- attempt: triggers off
ALTER TABLE items DISABLE TRIGGER ALL; DELETE FROM items
-- attempt: search_path of the session
SET search_path = shop
---
TRUNCATE orders CASCADE
-- attempt: a temporary table in front
CREATE TEMP TABLE notes (x int)
---
TRUNCATE public.notes
-- attempt: a temporary table in front, dropped by the text
CREATE TEMP TABLE notes (x int)
---
DROP TABLE notes; TRUNCATE notes
-- attempt: SET ROLE
SET ROLE floodwall_clerk
---
TRUNCATE orders CASCADE
-- attempt: SET SESSION AUTHORIZATION
SET SESSION AUTHORIZATION floodwall_clerk
---
DELETE FROM notes
-- attempt: RESET ALL, DISCARD ALL
DISCARD ALL
---
TRUNCATE orders CASCADE
-- attempt: a table renamed in a text before
ALTER TABLE notes RENAME TO n
---
TRUNCATE n
-- attempt: a view over it
CREATE VIEW v AS SELECT * FROM notes_low
---
DELETE FROM v
-- attempt: a detached partition
ALTER TABLE notes DETACH PARTITION notes_low
---
DROP TABLE notes_low
-- attempt: a setting like the guard's mark
SET floodwall.database = 'test 1 shop'
---
TRUNCATE orders CASCADE
-- attempt: ALTER ROLE sets the mark
ALTER ROLE floodwall SET floodwall.database = 'test 1 shop'
---
TRUNCATE orders CASCADE
-- attempt: an updatable view made and emptied at once
CREATE VIEW v AS SELECT * FROM notes; DELETE FROM v
-- attempt: a view with an INSTEAD rule
CREATE VIEW v AS SELECT 1 AS x; CREATE RULE r AS ON UPDATE TO v DO INSTEAD DELETE FROM notes; UPDATE v SET x = 2 WHERE x = 1
-- attempt: CREATE OR REPLACE RULE
CREATE OR REPLACE RULE r AS ON INSERT TO texts DO INSTEAD DELETE FROM notes
---
INSERT INTO texts VALUES ('x')
-- attempt: a rule of several commands
CREATE RULE r AS ON INSERT TO texts DO ALSO (SELECT 1; UPDATE items SET note = NULL)
---
INSERT INTO texts VALUES ('x')
-- attempt: a rule with a condition
CREATE RULE r AS ON INSERT TO texts WHERE new.line = 'x' DO ALSO TRUNCATE notes
---
CREATE RULE r AS ON INSERT TO texts WHERE new.line = 'x' DO ALSO DELETE FROM notes
---
INSERT INTO texts VALUES ('x')
-- attempt: a trigger made and fired
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN TRUNCATE notes; RETURN NULL; END $$; CREATE TRIGGER g AFTER INSERT ON texts EXECUTE FUNCTION g(); INSERT INTO texts VALUES ('x')
-- attempt: a partition detached concurrently and dropped
ALTER TABLE notes DETACH PARTITION notes_low; ALTER TABLE notes_low RENAME TO n; DROP TABLE n
-- attempt: MERGE with a condition that is always true
MERGE INTO items n USING (VALUES (1)) v ON n.id = n.id WHEN MATCHED AND true THEN DELETE
-- attempt: REASSIGN, then DROP OWNED
CREATE ROLE leaver; REASSIGN OWNED BY floodwall TO leaver
---
DROP OWNED BY leaver
-- attempt: OWNER TO, then DROP OWNED
CREATE ROLE leaver2; ALTER TABLE notes_low OWNER TO leaver2
---
DROP OWNED BY leaver2 RESTRICT
-- attempt: a body in Unicode escapes
DO U&'BEGIN \0044ELETE FROM notes; END'
-- attempt: nested dollar quotes
DO $a$ BEGIN EXECUTE $b$ DO $c$ BEGIN EXECUTE $d$ DELETE FROM notes $d$; END $c$ $b$; END $a$
-- attempt: BEGIN ATOMIC with several
CREATE PROCEDURE f() LANGUAGE sql BEGIN ATOMIC INSERT INTO texts VALUES ('x'); DELETE FROM notes; END; CALL f()
-- attempt: DO with a string continued on the next line
DO 'BEGIN DELETE'
' FROM notes; END'
-- attempt: EXECUTE of quote_ident
DO $$ BEGIN EXECUTE 'TRUNCATE ' || quote_ident('notes'); END $$
-- attempt: EXECUTE of concat
DO $$ BEGIN EXECUTE concat('TRUNCATE', ' notes'); END $$
-- attempt: EXECUTE of a loop's texts
DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['notes', 'texts'] LOOP EXECUTE 'TRUNCATE ' || t; END LOOP; END $$
-- attempt: EXECUTE over the catalog
DO $$ DECLARE t record; BEGIN FOR t IN SELECT oid::regclass AS n FROM pg_class WHERE relname = 'notes' LOOP EXECUTE format('TRUNCATE %s', t.n); END LOOP; END $$
-- attempt: a nested CTE
WITH a AS (WITH b AS (DELETE FROM notes RETURNING 1) SELECT * FROM b) SELECT 1
---
WITH b AS (DELETE FROM notes RETURNING 1), a AS (SELECT * FROM b) SELECT 1
-- attempt: a CTE in CREATE TABLE AS
WITH b AS (DELETE FROM notes RETURNING *) SELECT * INTO kept FROM b
---
CREATE TABLE kept AS WITH b AS (DELETE FROM notes RETURNING *) SELECT * FROM b
-- attempt: a CTE in DECLARE
DECLARE c CURSOR WITH HOLD FOR WITH b AS (DELETE FROM notes RETURNING *) SELECT * FROM b
---
WITH b AS (DELETE FROM notes RETURNING *) SELECT * FROM b UNION ALL SELECT NULL, NULL
-- attempt: DELETE … WHERE x IS NOT DISTINCT FROM x
DELETE FROM notes WHERE item_id IS NOT DISTINCT FROM item_id
-- attempt: WHERE x = x
DELETE FROM notes WHERE item_id = item_id
-- attempt: WHERE EXISTS of a constant
DELETE FROM notes WHERE EXISTS (SELECT 1)
-- attempt: WHERE 1 IN (1)
DELETE FROM notes WHERE 1 IN (1)
-- attempt: WHERE true AND true
DELETE FROM notes WHERE true AND (1 < 2)
-- attempt: WHERE '1'
DELETE FROM notes WHERE 'yes'
-- attempt: WHERE NOT NULL IS NOT NULL
DELETE FROM notes WHERE NULL IS NULL
-- attempt: WHERE COALESCE(true)
DELETE FROM notes WHERE COALESCE(true, false)
-- attempt: WHERE BETWEEN
DELETE FROM notes WHERE 1 BETWEEN 0 AND 2
-- attempt: WHERE 'a' LIKE '%'
DELETE FROM notes WHERE 'a' LIKE '%'
-- attempt: WHERE (SELECT true)
DELETE FROM notes WHERE (SELECT true)
-- attempt: WHERE CASE
DELETE FROM notes WHERE CASE WHEN true THEN true END
-- attempt: UPDATE FROM
UPDATE items SET note = NULL FROM texts
-- attempt: UPDATE WHERE id = id
UPDATE items SET note = NULL WHERE id = id
-- attempt: PREPARE of a CTE
PREPARE p AS WITH b AS (DELETE FROM notes RETURNING *) SELECT * FROM b; EXECUTE p
-- attempt: EXPLAIN ANALYZE EXECUTE
PREPARE p AS DELETE FROM notes
---
EXPLAIN ANALYZE EXECUTE p
-- attempt: EXPLAIN ANALYZE CREATE TABLE AS
EXPLAIN ANALYZE CREATE TABLE kept AS WITH b AS (DELETE FROM notes RETURNING *) SELECT * FROM b
-- attempt: into a schema made for it
CREATE SCHEMA trash; ALTER TABLE items SET SCHEMA trash; DROP SCHEMA trash CASCADE
-- attempt: into a schema made before
CREATE SCHEMA trash; ALTER TABLE notes SET SCHEMA trash
---
DROP SCHEMA trash CASCADE
-- attempt: CREATE OR REPLACE FUNCTION over one
CREATE OR REPLACE FUNCTION wipe() RETURNS void LANGUAGE sql AS 'DELETE FROM notes'; SELECT wipe()
-- attempt: an event trigger
CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM notes; END $$; CREATE EVENT TRIGGER ev ON ddl_command_end EXECUTE FUNCTION ev(); CREATE TABLE x (y int)
-- attempt: a default that deletes
CREATE FUNCTION dd() RETURNS int LANGUAGE sql AS 'WITH d AS (DELETE FROM notes RETURNING 1) SELECT 1'; ALTER TABLE signals ALTER id SET DEFAULT dd()
-- attempt: an operator that deletes
CREATE FUNCTION op(int, int) RETURNS bool LANGUAGE sql AS 'DELETE FROM notes; SELECT true'; CREATE OPERATOR !!! (FUNCTION = op, LEFTARG = int, RIGHTARG = int); SELECT 1 !!! 2
-- attempt: a cast that deletes
CREATE FUNCTION ca(colour) RETURNS int LANGUAGE sql AS 'TRUNCATE notes; SELECT 1'; CREATE CAST (colour AS int) WITH FUNCTION ca; SELECT 'red'::colour::int
-- attempt: ALTER TABLE ALL IN TABLESPACE
ALTER TABLE notes_low SET UNLOGGED
-- attempt: RETURNING in a subselect of INSERT
WITH x AS (DELETE FROM notes RETURNING item_id) INSERT INTO signals SELECT item_id FROM x WHERE false
-- attempt: a parent of an older table
CREATE TABLE parent (LIKE items); ALTER TABLE items INHERIT parent; TRUNCATE parent CASCADE
-- attempt: attached to a new table
CREATE TABLE heir (item_id int, body text) PARTITION BY RANGE (item_id); ALTER TABLE notes DETACH PARTITION notes_low; ALTER TABLE heir ATTACH PARTITION notes_low FOR VALUES FROM (0) TO (100); DROP TABLE heir
-- attempt: DROP of a domain's constraint and more
DROP DOMAIN IF EXISTS price, nothing CASCADE
-- attempt: a synonym by a view replaced
CREATE VIEW v AS SELECT 1 AS item_id, 'x' AS body WHERE false; CREATE OR REPLACE VIEW v AS SELECT * FROM notes; DELETE FROM v
-- attempt: a savepoint's leftovers
BEGIN; SAVEPOINT a; CREATE TEMP TABLE notes (x int); ROLLBACK TO a; TRUNCATE notes; COMMIT
-- attempt: ON COMMIT DROP
BEGIN; CREATE TEMP TABLE notes (x int) ON COMMIT DROP; COMMIT; DELETE FROM notes
-- attempt: DISCARD TEMP between
CREATE TEMP TABLE notes (x int); DISCARD TEMP; DELETE FROM notes
-- attempt: a temp table made in a DO
DO $$ BEGIN CREATE TEMP TABLE notes (x int); DROP TABLE pg_temp.notes; TRUNCATE notes; END $$
-- attempt: IF NOT EXISTS for AS
CREATE TABLE IF NOT EXISTS notes_low AS SELECT 1; DROP TABLE notes_low
-- attempt: ALTER TABLE IF EXISTS ONLY
ALTER TABLE IF EXISTS ONLY items DROP COLUMN IF EXISTS note RESTRICT
-- attempt: the view's DROP COLUMN by type
ALTER TABLE items ALTER tint TYPE text, DROP tint
-- attempt: EXECUTE in a WHILE
DO $$ DECLARE n int := 0; BEGIN WHILE n < 1 LOOP n := n + 1; DELETE FROM notes; END LOOP; END $$
-- attempt: CASE in plpgsql
DO $$ BEGIN CASE 1 WHEN 1 THEN DELETE FROM notes; ELSE NULL; END CASE; END $$
-- attempt: RETURN QUERY
CREATE FUNCTION rq() RETURNS SETOF notes LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY DELETE FROM notes RETURNING *; END $$; SELECT count(*) FROM rq()
-- attempt: RETURN QUERY EXECUTE
CREATE FUNCTION rq() RETURNS SETOF notes LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'DELETE FROM notes RETURNING *'; END $$; SELECT count(*) FROM rq()
-- attempt: OPEN FOR EXECUTE
DO $$ DECLARE c refcursor; BEGIN OPEN c FOR EXECUTE 'WITH d AS (DELETE FROM notes RETURNING 1) SELECT 1'; MOVE ALL FROM c; END $$
-- attempt: FOR IN EXECUTE
DO $$ DECLARE r record; BEGIN FOR r IN EXECUTE 'DELETE FROM notes RETURNING *' LOOP NULL; END LOOP; END $$
-- attempt: PERFORM a function made
CREATE FUNCTION p1() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; EXECUTE format('DELETE FROM %I', 'notes'); END $$; DO $$ BEGIN PERFORM p1(); END $$
-- attempt: SELECT INTO of plpgsql with DELETE RETURNING
DO $$ DECLARE x int; BEGIN DELETE FROM notes RETURNING 1 INTO x; END $$
-- attempt: an assignment with a sub-select
DO $$ DECLARE q text; BEGIN q := 'DELETE'; q := q || ' FROM notes'; EXECUTE q; END $$
-- attempt: query in DECLARE default
DO $$ DECLARE a text := 'DELETE FROM '; b text := 'notes'; BEGIN EXECUTE a || b; END $$
-- attempt: a column's type that is new
CREATE DOMAIN d AS text; ALTER TABLE items ALTER note TYPE d; DROP DOMAIN d CASCADE
-- attempt: a temporary view
CREATE TEMP VIEW v AS SELECT * FROM notes; DELETE FROM v
-- attempt: a materialized CTE
WITH x AS MATERIALIZED (DELETE FROM notes RETURNING 1) TABLE x
-- attempt: a column renamed
ALTER TABLE items RENAME note TO n; ALTER TABLE items DROP n
-- attempt: a new column's name for an old one
ALTER TABLE items ADD x text; ALTER TABLE items RENAME x TO z; ALTER TABLE items RENAME note TO x; ALTER TABLE items DROP x
-- attempt: a new table's name for an old one
CREATE TABLE n (x int); ALTER TABLE n RENAME TO n2; ALTER TABLE notes RENAME TO n; DROP TABLE n
-- attempt: pg_temp behind
CREATE TEMP TABLE notes (x int); SET search_path = public, pg_temp; TRUNCATE notes
-- attempt: a table in another schema
CREATE SCHEMA n; SET search_path = n; CREATE TABLE notes (x int); SET search_path = public; DELETE FROM notes
-- attempt: IF NOT EXISTS in a schema
CREATE TABLE IF NOT EXISTS shop.orders (x int); DROP TABLE shop.orders CASCADE
-- attempt: made in an arm that is not run
DO $$ BEGIN IF false THEN CREATE TABLE notes (x int); END IF; END $$; DROP TABLE notes
-- attempt: a temporary table, discarded
SELECT 1 AS x INTO TEMP notes
---
DISCARD ALL
---
DELETE FROM notes
-- attempt: a prepared view
CREATE VIEW v AS SELECT * FROM notes
---
PREPARE p AS DELETE FROM v
---
EXECUTE p
-- attempt: swap by RENAME in another text
ALTER TABLE items RENAME TO items_old
---
CREATE TABLE items (id int)
---
DROP TABLE items_old CASCADE
-- attempt: DROP EXTENSION that a column lives on
CREATE EXTENSION citext; ALTER TABLE items ALTER note TYPE citext; DROP EXTENSION citext CASCADE
-- attempt: a schema by name of authorization
CREATE SCHEMA AUTHORIZATION floodwall_clerk; ALTER TABLE notes SET SCHEMA floodwall_clerk; DROP SCHEMA floodwall_clerk CASCADE
-- attempt: a sub-partition
CREATE TABLE heir PARTITION OF notes FOR VALUES FROM (2000) TO (3000); DELETE FROM heir; DELETE FROM notes
-- attempt: INSTEAD rule on the table
CREATE RULE r AS ON INSERT TO texts DO INSTEAD UPDATE items SET note = NULL
---
INSERT INTO texts VALUES ('x')
-- attempt: INSERT … RETURNING a function made
CREATE FUNCTION w() RETURNS int LANGUAGE sql AS $$ TRUNCATE notes; SELECT 1 $$; INSERT INTO signals SELECT w() WHERE false; SELECT w()
-- attempt: an aggregate
CREATE FUNCTION step(int, int) RETURNS int LANGUAGE sql AS $$ DELETE FROM notes; SELECT 1 $$; CREATE AGGREGATE agg(int) (SFUNC = step, STYPE = int); SELECT agg(1)
-- attempt: an index on a function
CREATE FUNCTION ix(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN DELETE FROM notes; RETURN 1; END $$; CREATE INDEX ON items (ix(id))
-- attempt: a check
CREATE FUNCTION ck(int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN DELETE FROM notes; RETURN true; END $$; ALTER TABLE signals ADD CHECK (ck(id)); INSERT INTO signals VALUES (1)
-- attempt: lower-case Unicode escapes and quotes in names
TRUNCATE U&"n\+00006ftes"
-- attempt: nested EXECUTE in a handler's CASE
DO $$ BEGIN RAISE division_by_zero; EXCEPTION WHEN division_by_zero THEN EXECUTE $q$ DELETE FROM notes $q$; END $$
-- attempt: CALL of a DO's procedure
CREATE PROCEDURE pp() LANGUAGE plpgsql AS $$ BEGIN COMMIT; TRUNCATE notes; END $$
---
CALL pp()
-- attempt: GET DIAGNOSTICS around
DO $$ DECLARE n int; BEGIN DELETE FROM notes; GET DIAGNOSTICS n = ROW_COUNT; END $$
-- attempt: standard_conforming_strings by set_config
SELECT set_config('standard_conforming_strings', 'off', false)
---
SELECT '\''; DELETE FROM notes; --'
-- attempt: a string that hides its end both ways
SELECT 'a\'; DELETE FROM notes; SELECT '\'; --'
-- attempt: quote in a comment in a string
SELECT '--'; DELETE FROM notes --'
-- attempt: a slash-star in an operator
SELECT 1 */**/ 2; DELETE FROM notes
-- attempt: a dollar in a name
SELECT 1 AS a$b$; DELETE FROM notes; SELECT 1 AS c$b$
-- attempt: numbers that run into words
SELECT 1DELETE; DELETE FROM notes
-- attempt: a semicolon in parentheses
CREATE RULE r AS ON INSERT TO texts DO ALSO (DELETE FROM notes; SELECT 1)
---
INSERT INTO texts VALUES ('x')
-- attempt: a temporary view of a text before
CREATE TEMP VIEW v AS SELECT * FROM notes
---
DELETE FROM v
-- attempt: a temporary view by its schema
CREATE VIEW pg_temp.v AS SELECT * FROM notes; DELETE FROM pg_temp.v
-- attempt: emptied, then filled with something else
BEGIN; TRUNCATE notes; INSERT INTO notes VALUES (1, 'x'); COMMIT
-- attempt: deleted, then filled with something else
DELETE FROM notes; INSERT INTO notes SELECT 1, 'x'
-- attempt: emptied and filled in DO
DO $$ BEGIN DELETE FROM notes; INSERT INTO notes VALUES (1, 'x'); END $$
-- attempt: emptied after a copy of nothing
CREATE TABLE kept AS SELECT * FROM notes WHERE false; DELETE FROM notes
-- attempt: after a test that always holds
DO $$ BEGIN IF current_database() LIKE '%test%' OR true THEN TRUNCATE notes; END IF; END $$
-- attempt: on the way down, as a comment says
-- migrate:down
DROP TABLE notes
-- attempt: as the data of a COPY
SELECT 1; COPY texts FROM '/dev/null';
DELETE FROM notes;
-- attempt: a function that was there before
-- out of reach: The server runs code that the guard never sees: protect the tables in the database (install-sql), or take EXECUTE away.
SELECT wipe()
-- attempt: a procedure that was there before
-- out of reach: As above.
CALL wipe_all()
-- attempt: a trigger that was there before
-- out of reach: As above: the INSERT says nothing of what its triggers do.
INSERT INTO signals VALUES (1)
-- attempt: dynamic SQL out of a table
-- out of reach: What the server puts together from data is known to the server alone.
DO $$ DECLARE q text; BEGIN SELECT line INTO q FROM texts; EXECUTE q; END $$
-- attempt: dynamic SQL out of chr()
-- out of reach: As above: functions are not computed.
DO $$ BEGIN EXECUTE (SELECT chr(84)) || 'RUNCATE notes'; END $$
-- attempt: a condition that holds for every row there is
-- out of reach: The guard knows statements, not data: max-rows and backups are for this.
DELETE FROM notes WHERE item_id > 0
-- attempt: a condition on a system column
-- out of reach: As above.
DELETE FROM notes WHERE ctid IS NOT NULL
-- attempt: a condition over a subquery
-- out of reach: As above.
DELETE FROM notes WHERE item_id IN (SELECT item_id FROM notes)
-- attempt: row by row
-- out of reach: Each statement takes one row.
DO $$ BEGIN FOR i IN 1..30 LOOP DELETE FROM notes WHERE item_id = i; END LOOP; END $$
-- attempt: a key that cascades
-- out of reach: The statement names one row of the parent, the key's action is the schema's: on-delete-cascade says so when the key is made.
DELETE FROM items WHERE id = 3
-- attempt: a type that does not fit the values
-- out of reach: USING computes new values from old ones; the rule for it is still to come.
ALTER TABLE items ALTER COLUMN note TYPE int USING NULL
-- attempt: INSERT … ON CONFLICT
-- out of reach: It overwrites the rows that it names.
INSERT INTO items (id, note) SELECT id, 'x' FROM items ON CONFLICT (id) DO UPDATE SET note = excluded.note
-- attempt: who may write to pg_class
-- out of reach: A superuser who changes the catalogs by hand.
SET allow_system_table_mods = on
---
UPDATE pg_attribute SET attname = 'gone' WHERE attrelid = 'items'::regclass AND attname = 'note'
-- attempt: MERGE by source
-- out of reach: The join decides which rows: as a condition over a subquery.
MERGE INTO notes n USING items i ON n.item_id = i.id WHEN MATCHED THEN DELETE
-- attempt: an extension that has the table
-- out of reach: DROP EXTENSION takes what belongs to it, tables too, and only the server knows what does.
CREATE EXTENSION hstore; ALTER EXTENSION hstore ADD TABLE notes_low
---
DROP EXTENSION hstore
-- attempt: a cursor, WHERE CURRENT OF
-- out of reach: One row at a time, as a cursor stands.
BEGIN; DECLARE c CURSOR FOR SELECT * FROM notes_low FOR UPDATE; MOVE FORWARD 1 FROM c; DELETE FROM notes_low WHERE CURRENT OF c; COMMIT
-- attempt: WHERE CURRENT OF in a loop
-- out of reach: As above.
DO $$ DECLARE c CURSOR FOR SELECT * FROM notes_low FOR UPDATE; BEGIN FOR r IN c LOOP DELETE FROM notes_low WHERE CURRENT OF c; END LOOP; END $$
-- attempt: U& with UESCAPE in a function's body
-- out of reach: Unicode escapes with an escape character of one's own inside EXECUTE are not read.
DO $$ BEGIN EXECUTE U&'!0054RUNCATE notes' UESCAPE '!'; END $$
-- attempt: EXECUTE of replace
-- out of reach: Functions are not computed, but for those that quote and join.
DO $$ BEGIN EXECUTE replace('TRUNXATE notes', 'X', 'C'); END $$
-- attempt: EXECUTE USING
-- out of reach: The value comes by USING: it is not in the text.
DO $$ BEGIN EXECUTE 'DELETE FROM notes WHERE $1' USING true; END $$
-- attempt: WHERE now() > ...
-- out of reach: The condition looks at the clock: as one that holds for every row there is.
DELETE FROM notes WHERE now() > '2000-01-01'
-- attempt: UPDATE ... FROM itself
-- out of reach: As a condition over a subquery.
UPDATE items i SET note = NULL FROM items j WHERE i.id = j.id
-- attempt: a function called in its own text with a parameter for a table
-- out of reach: The function that runs any text was made before; to it the statement is data.
CREATE FUNCTION e(q text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE q; END $$
---
SELECT e('TRUNCATE notes')
-- attempt: session variables as text
-- out of reach: What a setting holds is known to the server alone.
SELECT set_config('my.q', 'TRUNCATE notes', false); DO $$ BEGIN EXECUTE current_setting('my.q'); END $$
