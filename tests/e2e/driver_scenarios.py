"""What holds for every driver whose connections have cursors: psycopg2 and psycopg."""

import os
import threading

from guarded_shop import ROWS, TRUNCATE

import floodwall


class DriverScenarios:
    """Beside a Guarded that has `connect(database="shop", user="floodwall")`, `error`, the driver's, and `lost`, that of a lost
    connection."""

    def run_sql(self, sql, database="shop"):
        self.connect(database).cursor().execute(sql)

    def test_truncate_cascade_is_stopped_and_says_what_it_would_take(self):
        self.assert_refused(lambda: self.run_sql(TRUNCATE), "in database shop ", "truncate-cascade", "3 tables", "650 rows",
                            "listing (200 rows)", "price (400 rows)")

    def test_delete_without_where_is_stopped(self):
        self.assert_refused(lambda: self.run_sql("DELETE FROM price"), "delete-without-where", "400 rows")

    def test_drop_is_stopped(self):
        self.assert_refused(lambda: self.run_sql("DROP TABLE price"), "drop-table", "price")

    def test_it_runs_on_a_database_for_tests(self):
        connection = self.connect("shop_test")
        with connection, connection.cursor() as cursor:
            cursor.execute(TRUNCATE)
        self.assertEqual(self.rows("shop_test"), [0, 0, 0])

    def test_an_except_of_the_drivers_errors_does_not_swallow_it(self):
        def reckless():
            try:
                self.run_sql(TRUNCATE)
            except self.error:
                pass

        self.assert_refused(reckless)

    def test_what_is_new_may_be_emptied(self):
        cursor = self.connect().cursor()
        cursor.execute("CREATE TEMP TABLE scratch AS SELECT 1 AS a")
        cursor.execute("TRUNCATE scratch")
        cursor.execute("DELETE FROM price WHERE id = %s", (0,))
        self.assertEqual(cursor.rowcount, 0)

    def test_an_override_has_a_reason_and_an_end(self):
        connection = self.connect()
        with floodwall.session_of(connection).allowed("delete-without-where", reason="a test", seconds=5):
            connection.cursor().execute("DELETE FROM price")
            with self.assertRaises(floodwall.Refused):
                connection.cursor().execute(TRUNCATE)
        with self.assertRaises(floodwall.Refused):
            connection.cursor().execute("DELETE FROM price")
        connection.rollback()
        self.assertEqual(self.rows("shop"), ROWS)

    def test_another_thread(self):
        connection, refusals = self.connect(), []

        def run():
            try:
                connection.cursor().execute(TRUNCATE)
            except floodwall.Refused as error:
                refusals.append(error)

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(refusals), 8)
        self.assertEqual(self.rows("shop"), ROWS)

    def test_a_forked_process(self):
        child = os.fork()
        if child == 0:
            try:
                self.run_sql(TRUNCATE)
            except floodwall.Refused:
                os._exit(7)
            os._exit(0)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 7)
        self.assertEqual(self.rows("shop"), ROWS)

    def test_a_question_that_fails_does_not_abort_it(self):
        self.server.psql("shop", "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC; CREATE ROLE clerk LOGIN; "
                                 "GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk")
        self.addCleanup(self.server.psql, "shop", "DROP OWNED BY clerk; DROP ROLE clerk; "
                                                  "GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC")
        connection = self.connect(user="clerk")
        cursor = connection.cursor()
        cursor.execute("INSERT INTO price VALUES (1000, 1)")
        with self.assertRaises(floodwall.Refused):
            cursor.execute(TRUNCATE)
        cursor.execute("SELECT count(*) FROM price")
        self.assertEqual(cursor.fetchone(), (401,))
        connection.close()

    def test_a_failed_transaction_is_not_asked_and_not_believed(self):
        connection = self.connect("shop_test")
        cursor = connection.cursor()
        with self.assertRaises(self.error):
            cursor.execute("SELECT 1/0")
        with self.assertRaises(floodwall.Refused):
            cursor.execute("ROLLBACK; TRUNCATE price")
        connection.rollback()
        cursor.execute("TRUNCATE price")  # now it can be asked
        connection.rollback()

    def test_a_connection_that_is_lost_is_the_drivers_error(self):
        connection = self.connect("shop_test")
        self.server.psql("postgres", f"SELECT pg_terminate_backend({connection.info.backend_pid})")
        self.assertRaises(self.lost, connection.cursor().execute, TRUNCATE)
