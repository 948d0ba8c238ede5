#include "integrations/cli/guard/protection_sql.h"

#include <algorithm>

#include "analyzer/sql/keywords.h"
#include "integrations/guard/core/literal.h"
#include "integrations/guard/core/sql_template.h"

namespace floodwall {
namespace {

// @schema@ and @tables@ are filled in. The functions run as who has installed them, with pg_catalog first, so
// that nobody needs a right to read what is protected and nobody can put another function in the way.
constexpr std::string_view protection = R"sql(-- Protects @tables@ in the database itself.
-- To be run by a superuser, since only one may create event triggers. What is refused can be had, in a transaction:
--   BEGIN; SET LOCAL floodwall.allow = 'public.orders: why'; TRUNCATE public.orders; COMMIT;
-- It does not see DELETE, DROP DATABASE, DROP EVENT TRIGGER and partitions that are added later.
BEGIN;
CREATE SCHEMA IF NOT EXISTS @schema@;
CREATE TABLE IF NOT EXISTS @schema@.protected (
  relation pg_catalog.regclass PRIMARY KEY,
  name pg_catalog.text NOT NULL
);
CREATE TABLE IF NOT EXISTS @schema@.revoked (
  relation pg_catalog.regclass NOT NULL,
  grantee pg_catalog.text NOT NULL,
  is_grantable pg_catalog.bool NOT NULL,
  PRIMARY KEY (relation, grantee)
);

CREATE OR REPLACE FUNCTION @schema@.refuse(what pg_catalog.text, name pg_catalog.text) RETURNS pg_catalog.void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $floodwall$
DECLARE
  said text := current_setting('floodwall.allow', true);
BEGIN
  IF starts_with(said, name || ':') AND btrim(substr(said, length(name) + 2)) <> '' THEN
    RAISE LOG 'floodwall: % by %: %', what, session_user, said;
    RETURN;
  END IF;
  RAISE EXCEPTION 'floodwall: refused: % of %, which is protected', what, name
    USING ERRCODE = '42501',
          HINT = format('If that is meant, first, in the same transaction: SET LOCAL floodwall.allow = %L;', name || ': why');
END $floodwall$;

CREATE OR REPLACE FUNCTION @schema@.on_truncate() RETURNS pg_catalog.trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $floodwall$
BEGIN
  PERFORM @schema@.refuse('TRUNCATE', format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME));
  RETURN NULL;
END $floodwall$;

CREATE OR REPLACE FUNCTION @schema@.on_drop() RETURNS pg_catalog.event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $floodwall$
DECLARE
  lost record;
BEGIN
  FOR lost IN
    SELECT d.object_type, p.relation, p.name, d.objsubid
    FROM pg_event_trigger_dropped_objects() d
    JOIN @schema@.protected p ON
      d.classid = 'pg_class'::regclass AND d.objid = p.relation
      OR d.object_type = 'trigger' AND d.address_names[3] = 'floodwall_truncate'
         AND to_regclass(format('%I.%I', d.address_names[1], d.address_names[2])) = p.relation
  LOOP
    PERFORM @schema@.refuse(CASE WHEN lost.objsubid <> 0 THEN 'loss of a column'
                                 WHEN lost.object_type = 'trigger' THEN 'loss of the trigger'
                                 ELSE 'DROP' END, lost.name);
    CONTINUE WHEN lost.objsubid <> 0 OR lost.object_type = 'trigger';
    DELETE FROM @schema@.protected WHERE relation = lost.relation;
    DELETE FROM @schema@.revoked WHERE relation = lost.relation;
  END LOOP;
END $floodwall$;

CREATE OR REPLACE FUNCTION @schema@.on_alter() RETURNS pg_catalog.event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $floodwall$
DECLARE
  known record;
BEGIN
  FOR known IN
    SELECT p.relation, p.name, format('%I.%I', n.nspname, c.relname) AS present, t.tgenabled
    FROM @schema@.protected p
    JOIN pg_class c ON c.oid = p.relation JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_trigger t ON t.tgrelid = p.relation AND t.tgname = 'floodwall_truncate'
  LOOP
    IF known.tgenabled IS NOT NULL AND known.tgenabled <> 'A' THEN
      PERFORM @schema@.refuse('loss of the trigger', known.name);
    END IF;
    IF known.name <> known.present THEN
      UPDATE @schema@.protected SET name = known.present WHERE relation = known.relation;
    END IF;
  END LOOP;
END $floodwall$;

DO $floodwall$
DECLARE
  found record;
BEGIN
  FOR found IN
    WITH RECURSIVE below(relation) AS (
      SELECT pg_catalog.unnest(ARRAY[@names@]::pg_catalog.regclass[])::pg_catalog.oid
      UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN below b ON i.inhparent = b.relation)
    SELECT c.oid::pg_catalog.regclass AS relation, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
           c.oid AS number
    FROM below b JOIN pg_catalog.pg_class c ON c.oid = b.relation
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p')
  LOOP
    INSERT INTO @schema@.protected VALUES (found.relation, found.name) ON CONFLICT DO NOTHING;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = found.number AND t.tgname = 'floodwall_truncate') THEN
      EXECUTE 'CREATE TRIGGER floodwall_truncate BEFORE TRUNCATE ON ' || found.name ||
              ' FOR EACH STATEMENT EXECUTE FUNCTION @schema_in_text@.on_truncate()';
    END IF;
    -- Always: session_replication_role = replica silences other triggers.
    EXECUTE 'ALTER TABLE ' || found.name || ' ENABLE ALWAYS TRIGGER floodwall_truncate';
    INSERT INTO @schema@.revoked
      SELECT found.relation, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::pg_catalog.regrole::pg_catalog.text END,
             pg_catalog.bool_or(a.is_grantable)
      FROM pg_catalog.pg_class c,
           LATERAL pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))) a
      WHERE c.oid = found.number AND a.privilege_type = 'TRUNCATE'
      GROUP BY 2
      ON CONFLICT DO NOTHING;
  END LOOP;
  FOR found IN SELECT p.name, r.grantee FROM @schema@.revoked r JOIN @schema@.protected p USING (relation) LOOP
    EXECUTE 'REVOKE TRUNCATE ON ' || found.name || ' FROM ' || found.grantee || ' CASCADE';
  END LOOP;
END $floodwall$;

DROP EVENT TRIGGER IF EXISTS floodwall_drop;
CREATE EVENT TRIGGER floodwall_drop ON sql_drop EXECUTE FUNCTION @schema@.on_drop();
ALTER EVENT TRIGGER floodwall_drop ENABLE ALWAYS;
DROP EVENT TRIGGER IF EXISTS floodwall_alter;
CREATE EVENT TRIGGER floodwall_alter ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION @schema@.on_alter();
ALTER EVENT TRIGGER floodwall_alter ENABLE ALWAYS;
COMMIT;
)sql";

constexpr std::string_view unprotection =
    R"sql(-- Takes away what `floodwall guard install-sql` has put into the database.
BEGIN;
DROP EVENT TRIGGER IF EXISTS floodwall_drop;
DROP EVENT TRIGGER IF EXISTS floodwall_alter;
DO $floodwall$
DECLARE
  found record;
BEGIN
  FOR found IN SELECT p.name, r.grantee, r.is_grantable FROM @schema@.revoked r JOIN @schema@.protected p USING (relation)
  LOOP
    EXECUTE 'GRANT TRUNCATE ON ' || found.name || ' TO ' || found.grantee ||
            CASE WHEN found.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END;
  END LOOP;
  FOR found IN SELECT name FROM @schema@.protected LOOP
    EXECUTE 'DROP TRIGGER IF EXISTS floodwall_truncate ON ' || found.name;
  END LOOP;
END $floodwall$;
DROP FUNCTION @schema@.on_truncate(), @schema@.on_drop(), @schema@.on_alter(), @schema@.refuse(pg_catalog.text, pg_catalog.text);
DROP TABLE @schema@.revoked, @schema@.protected;
DROP SCHEMA @schema@;  -- fails, and all of the above with it, if something else is there
COMMIT;
)sql";

std::string doubled(std::string_view text, char quote) {
  std::string result;
  for (const char c : text) result.append(c == quote ? 2 : 1, c);
  return result;
}

/// What stands in a comment ends with its line.
std::string on_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

std::string protection_sql(std::string_view schema, std::span<const std::string> tables) {
  const std::string quoted = quoted_identifier(schema);
  std::string names;
  std::string list;
  for (const std::string& table : tables) {
    names += (names.empty() ? "" : ", ") + guard::literal(table);
    list += (list.empty() ? "" : ", ") + table;
  }
  return guard::filled(protection, {{"schema", quoted},
                                    {"schema_in_text", doubled(quoted, '\'')},
                                    {"tables", on_one_line(list)},
                                    {"names", names}});
}

std::string unprotection_sql(std::string_view schema) {
  return guard::filled(unprotection, {{"schema", quoted_identifier(schema)}});
}

}  // namespace floodwall
