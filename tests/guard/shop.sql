-- What the attempts of bypasses.sql are after: a table in a schema of its own that search_path finds, one that refers to
-- it, one that refers to that by ON DELETE CASCADE.
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id int PRIMARY KEY, state text NOT NULL DEFAULT 'open', total numeric);
CREATE TYPE colour AS ENUM ('red', 'blue');
CREATE DOMAIN price AS numeric;
CREATE TYPE ends AS (low int, high int);
CREATE COLLATION plain FROM "C";
CREATE TABLE public.items (id int PRIMARY KEY, order_id int REFERENCES shop.orders, note text, tint colour, cost price,
  span ends DEFAULT ROW(1, 2), code text COLLATE plain DEFAULT 'c');
CREATE TABLE public.notes (item_id int REFERENCES items ON DELETE CASCADE, body text) PARTITION BY RANGE (item_id);
CREATE TABLE public.notes_low PARTITION OF notes FOR VALUES FROM (0) TO (100);
CREATE TABLE public.notes_high PARTITION OF notes FOR VALUES FROM (100) TO (1000);
INSERT INTO shop.orders SELECT g, 'open', g FROM generate_series(1, 30) g;
INSERT INTO items SELECT g, g, 'n' || g, 'red', g FROM generate_series(1, 30) g;
INSERT INTO notes SELECT g, 'b' FROM generate_series(1, 30) g;
CREATE TABLE spans OF ends;
INSERT INTO spans VALUES (1, 2);
CREATE TABLE texts (line text);
INSERT INTO texts VALUES ('TRUNCATE notes');
CREATE FUNCTION wipe() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM notes; END $$;
CREATE PROCEDURE wipe_all() LANGUAGE sql AS 'TRUNCATE notes';
CREATE TABLE signals (id int);
CREATE FUNCTION on_signal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM notes; RETURN NEW; END $$;
CREATE TRIGGER on_signal AFTER INSERT ON signals FOR EACH ROW EXECUTE FUNCTION on_signal();
CREATE ROLE floodwall_clerk SUPERUSER;
ALTER DATABASE shop SET search_path = "$user", shop, public;
