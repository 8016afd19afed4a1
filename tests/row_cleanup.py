"""Deletes what a test has really committed."""

from contextlib import suppress

from odoo.tools import SQL, mute_logger


class Rows:
    """Which rows a database had, to delete all that came later."""

    def __init__(self, cr):
        cr.execute(
            """SELECT table_name FROM information_schema.columns c
                 JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE column_name = 'id' AND table_type = 'BASE TABLE'
                  AND table_schema = current_schema() AND c.data_type = 'integer'"""
        )
        self.last = {}
        for (table,) in cr.fetchall():
            cr.execute(SQL("SELECT MAX(id) FROM %s", SQL.identifier(table)))
            self.last[table] = cr.fetchone()[0] or 0

    def added(self, cr):
        """{table: how many rows are new}"""
        counts = {}
        for table, last in self.last.items():
            cr.execute(
                SQL(
                    "SELECT COUNT(*) FROM %s WHERE id > %s", SQL.identifier(table), last
                )
            )
            if count := cr.fetchone()[0]:
                counts[table] = count
        return counts

    def _try(self, cr, query):
        with suppress(Exception), mute_logger("odoo.sql_db"):
            with cr.savepoint(flush=False):
                cr.execute(query)

    def delete_added(self, cr):
        """Delete new rows: first what ties them in circles, then table by table."""
        cr.execute(
            """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
                 JOIN pg_attribute a
                   ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confdeltype IN ('r', 'a')
                  AND NOT a.attnotnull"""
        )
        links = cr.fetchall()
        tables = self.added(cr)
        for table, column in links:
            if table in tables:
                name = SQL.identifier(column)
                self._try(
                    cr,
                    SQL(
                        "UPDATE %s SET %s = NULL WHERE id > %s AND %s IS NOT NULL",
                        SQL.identifier(table),
                        name,
                        self.last[table],
                        name,
                    ),
                )
        before = None
        while tables and tables != before:
            before = tables
            for table in tables:
                self._try(
                    cr,
                    SQL(
                        "DELETE FROM %s WHERE id > %s",
                        SQL.identifier(table),
                        self.last[table],
                    ),
                )
            tables = self.added(cr)
        return tables
