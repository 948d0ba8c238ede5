"""floodwall.asyncpg on a real server: what is stopped, what runs, and what stays as it was."""

import asyncio
import functools
import io
import json
import unittest

from guarded_shop import ROWS, TRUNCATE, Guarded

import asyncpg
import floodwall
from floodwall import asyncpg as guarded


class Case(Guarded, unittest.IsolatedAsyncioTestCase):
    def parameters(self, database):
        return {"host": self.server.folder.name, "user": "floodwall", "database": database}

    async def connect(self, database="shop", **options):
        connection = await asyncpg.connect(**self.parameters(database), connection_class=guarded.Connection, **options)
        self.addAsyncCleanup(connection.close)
        return connection


class Incidents(Case):
    async def test_truncate_cascade_is_stopped_and_says_what_it_would_take(self):
        connection = await self.connect()
        await self.assert_refused_async(connection.execute(TRUNCATE), "in database shop ", "truncate-cascade", "3 tables",
                                        "650 rows", "listing (200 rows)", "price (400 rows)")

    async def test_delete_without_where_is_stopped(self):
        connection = await self.connect()
        await self.assert_refused_async(connection.execute("DELETE FROM price"), "delete-without-where", "400 rows")

    async def test_it_runs_on_a_database_for_tests(self):
        connection = await self.connect("shop_test")
        await connection.execute(TRUNCATE)
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])

    async def test_an_except_of_the_drivers_errors_does_not_swallow_it(self):
        async def reckless():
            try:
                await (await self.connect()).execute(TRUNCATE)
            except (asyncpg.PostgresError, asyncpg.InterfaceError):
                pass

        await self.assert_refused_async(reckless())

    async def test_assert_test_database(self):
        for connect in (self.connect, lambda name: asyncpg.connect(**self.parameters(name))):
            connection = await connect("shop_test")
            self.assertEqual((await floodwall.assert_test_database_async(connection))["database"], "shop_test")
            await connection.close()
            connection = await connect("shop")
            with self.assertRaises(floodwall.NotATestDatabase):
                await floodwall.assert_test_database_async(connection)
            with self.assertRaisesRegex(TypeError, "assert_test_database_async"):
                floodwall.assert_test_database(connection)
            await connection.close()
        async with asyncpg.create_pool(**self.parameters("shop"), min_size=1) as pool:
            with self.assertRaises(floodwall.NotATestDatabase):
                await floodwall.assert_test_database_async(pool)

    async def test_a_connection_that_was_there_already(self):
        plain = await asyncpg.connect(**self.parameters("shop"))
        self.addAsyncCleanup(plain.close)
        await self.assert_refused_async(guarded.protect(plain).execute(TRUNCATE))

    async def test_a_task_is_cancelled_in_the_middle_of_a_question(self):
        connection = await self.connect()
        other = await asyncpg.connect(**self.parameters("shop"))
        self.addAsyncCleanup(other.close)
        for begin in ("SELECT 1", "BEGIN"):
            await connection.execute(begin)
            await other.execute("BEGIN; LOCK pg_constraint, pg_db_role_setting IN ACCESS EXCLUSIVE MODE")
            task = asyncio.create_task(connection.execute(TRUNCATE))
            await asyncio.sleep(0.2)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            await other.execute("ROLLBACK")
            await connection.execute("ROLLBACK")
            await self.assert_refused_async(connection.execute(TRUNCATE), "400 rows")

    async def test_protect_all(self):
        undo = guarded.protect_all(floodwall.Protection())
        try:
            plain = await asyncpg.connect(**self.parameters("shop"))
            self.addAsyncCleanup(plain.close)
            await self.assert_refused_async(plain.execute(TRUNCATE))
            async with asyncpg.create_pool(**self.parameters("shop"), min_size=1) as pool:
                await self.assert_refused_async(pool.execute(TRUNCATE))
        finally:
            undo()


class Bypasses(Case):
    """Each tries to get a statement past the guard."""

    async def test_ways_to_send(self):
        connection = await self.connect()
        everything = "DELETE FROM price WHERE true OR id = $1"
        returning = "DELETE FROM price RETURNING id"
        for coroutine in (connection.execute(f"SELECT 1; {TRUNCATE}"), connection.execute(everything, 1),
                          connection.executemany(everything, [(1,), (2,)]), connection.fetch(returning),
                          connection.fetchval(returning), connection.fetchrow(returning), connection.prepare(returning),
                          connection.copy_from_query(returning, output=io.BytesIO()),
                          connection.execute("PREPARE p AS DELETE FROM price"),
                          connection.execute("DO $$ BEGIN EXECUTE 'TRUNCATE price'; END $$")):
            await self.assert_refused_async(coroutine)

    async def test_cursors(self):
        connection = await self.connect()
        async with connection.transaction():
            async def walk():
                async for _ in connection.cursor("DELETE FROM price RETURNING id"):
                    pass

            await self.assert_refused_async(walk())

            async def open_cursor():
                await connection.cursor("DELETE FROM price RETURNING id")

            await self.assert_refused_async(open_cursor())

    async def test_a_statement_that_was_prepared_while_it_was_allowed(self):
        connection = await self.connect()
        with floodwall.session_of(connection).allowed(reason="a test", seconds=5):
            prepared = await connection.prepare("DELETE FROM price RETURNING id")
        for coroutine in (prepared.fetch(), prepared.fetchval(), prepared.fetchrow(), prepared.executemany([()]),
                          prepared.explain(analyze=True)):
            await self.assert_refused_async(coroutine)
        with self.assertRaises(floodwall.Refused):
            async with connection.transaction():
                async for _ in prepared.cursor():
                    pass
        self.assertEqual(self.rows("shop"), ROWS)

    async def test_a_pool(self):
        async with asyncpg.create_pool(**self.parameters("shop"), min_size=1, connection_class=guarded.Connection) as pool:
            await self.assert_refused_async(pool.execute(TRUNCATE))
            async with pool.acquire() as connection:
                await self.assert_refused_async(connection.execute(TRUNCATE))
                await self.assert_refused_async(connection.fetch("DELETE FROM price RETURNING id"))

    async def test_tasks_that_share_a_connection(self):
        connection = await self.connect()
        results = await asyncio.gather(*(connection.execute(TRUNCATE) for _ in range(8)), return_exceptions=True)
        self.assertTrue(all(isinstance(each, (floodwall.Refused, asyncpg.InterfaceError)) for each in results), results)
        self.assertEqual(self.rows("shop"), ROWS)

    async def test_an_own_class(self):
        class Own(asyncpg.Connection):
            async def purge(self):
                return await self.execute(TRUNCATE)

        connection = await asyncpg.connect(**self.parameters("shop"), connection_class=guarded.connection_class(base=Own))
        self.addAsyncCleanup(connection.close)
        await self.assert_refused_async(connection.purge())


class Policies(Case):
    async def guarded(self, policy):
        plain = await asyncpg.connect(**self.parameters("shop"))
        self.addAsyncCleanup(plain.close)
        return guarded.protect(plain, floodwall.Protection(guard=floodwall.Guard(text=policy)))

    async def test_copies_are_made_before(self):
        connection = await self.guarded("[guard]\nbackup = true\n")
        transaction = connection.transaction()
        await transaction.start()
        with floodwall.session_of(connection).allowed(reason="a test", seconds=5):
            await connection.execute("DELETE FROM price")
            await connection.fetch("DELETE FROM listing RETURNING id")
        saved = await connection.fetchval(floodwall.session_of(connection).backups_question)
        self.assertEqual([run["tables"][0]["table"] for run in json.loads(saved)], ["public.listing", "public.price"])
        await transaction.rollback()

    async def test_each_of_many_counts_for_the_budget(self):
        connection = await self.guarded("[guard]\nmax-statements = 5\nmax-rows-per-session = 5\n")
        transaction = connection.transaction()
        await transaction.start()
        await connection.executemany("DELETE FROM price WHERE id = $1", [(1,), (2,)])
        statement = await connection.prepare("DELETE FROM price WHERE id = $1")
        await statement.executemany([(3,), (4,)])
        for call, said in ((connection.execute("DELETE FROM price WHERE id IN (5, 6)"), "so far 4 rows: "),
                           (connection.executemany("DELETE FROM price WHERE id = $1", [(0,), (5,)]), "so far 5: ")):
            with self.assertRaisesRegex(floodwall.Refused, said):
                await call
        await transaction.rollback()

    async def test_rows_are_counted(self):
        connection = await self.guarded("[guard]\nmax-rows = 10\n")
        for is_inside in (True, False):
            if is_inside:
                transaction = connection.transaction()
                await transaction.start()
            self.assertEqual(await connection.execute("UPDATE price SET listing_id = 1 WHERE id <= $1", 10), "UPDATE 10")
            self.assertEqual(len(await connection.fetch("UPDATE price SET listing_id = 1 WHERE id <= 5 RETURNING id")), 5)
            for coroutine in (connection.execute("DELETE FROM price WHERE id <= $1", 20),
                              connection.execute("DELETE FROM price WHERE id <= 20"),
                              connection.fetchval("DELETE FROM price WHERE id <= 20 RETURNING id"),
                              connection.fetch("DELETE FROM price WHERE id <= $1 RETURNING id", 20)):
                with self.assertRaisesRegex(floodwall.Refused, "20 rows"):
                    await coroutine
            statement = await connection.prepare("DELETE FROM price WHERE id <= $1 RETURNING id")
            for call in (statement.fetch, statement.fetchrow, statement.fetchval):
                with self.assertRaisesRegex(floodwall.Refused, "20 rows"):
                    await call(20)
            self.assertEqual(await statement.fetchval(0), None)
            for call in (functools.partial(connection.executemany, "DELETE FROM price WHERE id <= $1"), statement.executemany):
                with self.assertRaisesRegex(floodwall.Refused, "20 rows"):
                    await call([(0,), (20,)])
                await call([(0,), (0,)])
            self.assertEqual(await connection.fetchval("SELECT count(*) FROM price"), 400)
            if is_inside:
                await transaction.rollback()
        self.assertEqual(self.rows("shop"), ROWS)


class Transactions(Case):
    """Questions leave the connection as it was."""

    async def test_the_transaction_goes_on(self):
        connection = await self.connect()
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("INSERT INTO price VALUES (1000, 1)")
        cursor = await connection.cursor("SELECT id FROM price")
        await cursor.fetch(10)
        with self.assertRaises(floodwall.Refused):
            await connection.execute(TRUNCATE)
        self.assertTrue(connection.is_in_transaction())
        self.assertEqual(len(await cursor.fetch(1000)), 391)
        await transaction.rollback()

    async def test_a_connection_that_is_lost_is_the_drivers_error(self):
        for is_inside in (False, True):
            connection = await self.connect("shop_test")
            if is_inside:
                await connection.transaction().start()
            self.server.psql("postgres", f"SELECT pg_terminate_backend({connection.get_server_pid()})")
            with self.assertRaises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
                await connection.execute(TRUNCATE)

    async def test_a_failed_transaction_is_not_asked_and_not_believed(self):
        connection = await self.connect("shop_test")
        transaction = connection.transaction()
        await transaction.start()
        with self.assertRaises(asyncpg.PostgresError):
            await connection.execute("SELECT 1/0")
        with self.assertRaises(floodwall.Refused):
            await connection.execute("ROLLBACK; TRUNCATE price")
        await transaction.rollback()
        await connection.execute("TRUNCATE price")

    async def test_a_question_that_fails_does_not_abort_it(self):
        self.server.psql("shop", "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC; CREATE ROLE clerk LOGIN; "
                                 "GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk")
        self.addCleanup(self.server.psql, "shop", "DROP OWNED BY clerk; DROP ROLE clerk; "
                                                  "GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC")
        connection = await asyncpg.connect(**{**self.parameters("shop"), "user": "clerk"}, connection_class=guarded.Connection)
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("INSERT INTO price VALUES (1000, 1)")
        with self.assertRaises(floodwall.Refused):
            await connection.execute(TRUNCATE)
        self.assertEqual(await connection.fetchval("SELECT count(*) FROM price"), 401)
        await transaction.rollback()
        await connection.close()


if __name__ == "__main__":
    unittest.main()
