-- Written by floodwall schema.
SET check_function_bodies = false;

CREATE SCHEMA "Odd ""Name""";

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE TYPE public.mood AS ENUM ('sad', 'ok');

CREATE SEQUENCE public.users_id_seq AS integer;

SET search_path = "Odd ""Name""", public;
CREATE TABLE "Odd ""Name"""."user" (
  id integer NOT NULL,
  "select" integer,
  CONSTRAINT user_pkey PRIMARY KEY (id)
);

SET search_path = public;
CREATE FUNCTION next_code(integer) RETURNS text LANGUAGE sql AS $$ SELECT 'c' $$;

CREATE TABLE public.users (
  id integer DEFAULT nextval('public.users_id_seq'::regclass) NOT NULL,
  code text DEFAULT next_code(3),
  feels public.mood NOT NULL,
  CONSTRAINT users_pkey PRIMARY KEY (id)
);

CREATE TABLE public.old_users (
  left_at timestamp with time zone
) INHERITS (public.users);

CREATE TABLE public.orders (
  id integer NOT NULL,
  user_id integer,
  checked_by integer,
  repeats integer,
  CONSTRAINT orders_pkey PRIMARY KEY (id),
  CONSTRAINT positive CHECK (user_id > 0) NO INHERIT
);

CREATE TABLE public.visits (
  id integer NOT NULL,
  day date,
  order_id integer,
  CONSTRAINT visits_pkey PRIMARY KEY (id, day)
) PARTITION BY RANGE (day);

CREATE TABLE public.visits_old (
  id integer NOT NULL,
  day date,
  order_id integer,
  CONSTRAINT visits_old_pkey PRIMARY KEY (id, day)
);

ALTER TABLE public.visits ATTACH PARTITION public.visits_old FOR VALUES FROM (MINVALUE) TO ('2020-01-01');

ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;

CREATE INDEX users_code_idx ON public.users USING btree (code);

CREATE VIEW public.user_ids (id) AS
SELECT id FROM public.users;

CREATE VIEW public.again (id) AS
SELECT id FROM public.user_ids;

SET search_path = "Odd ""Name""", public;
ALTER TABLE "Odd ""Name"""."user" ADD CONSTRAINT user_select_fkey FOREIGN KEY ("select") REFERENCES public.users (id) ON DELETE SET DEFAULT;

SET search_path = public;
ALTER TABLE public.orders ADD CONSTRAINT orders_checked_by_fkey FOREIGN KEY (checked_by) REFERENCES public.users (id) ON DELETE SET NULL;

ALTER TABLE public.orders ADD CONSTRAINT orders_repeats_fkey FOREIGN KEY (repeats) REFERENCES public.orders (id) ON DELETE RESTRICT;

ALTER TABLE public.orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE;

ALTER TABLE public.visits ADD CONSTRAINT visits_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders (id);
