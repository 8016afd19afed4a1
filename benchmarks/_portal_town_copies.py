"""Copies whole customers, by the database itself: a town in minutes, not in hours.

What belongs to a customer is found by the foreign keys, so a table that an addon adds
is copied too. A row's copies stand side by side, so the books stay in the order of time
and the rows of one customer lie as far apart as in a town that grew month by month.
"""

from contextlib import contextmanager

from _portal_town_changes import CHANGES

#: Columns that only say who wrote a row.
WRITERS = ("create_uid", "write_uid")
#: Numbers of a record that no foreign key tells of: (table, column, target).
NUMBERS = (
    ("ibok_account_event", "account_number", "res_users"),
    ("ibok_consent", "account_number", "res_users"),
)


class Copies:
    """Some customers with everything that belongs to them, ready to be copied."""

    def __init__(self, env, roots):
        """
        :param roots: recordsets; what refers to them is found, what they refer to
            is either given here or shared by all copies
        """
        self._cr = env.cr
        env.flush_all()
        self._tables = {
            model._table: name
            for name, model in env.registry.items()
            if model._auto and not model._transient
        }
        transient = {
            model._table for model in env.registry.values() if model._transient
        }
        self._links, self._references = self._known_keys(transient)
        self._cr.execute(
            "CREATE TEMP TABLE bench_row (tbl text, model text, id int, first int,"
            " PRIMARY KEY (tbl, id)) ON COMMIT DROP"
        )
        for records in roots:
            self._add(records._table, "SELECT unnest(%s)", records.ids)
        self._find()
        self._cr.execute("SELECT DISTINCT tbl FROM bench_row")
        self.tables = sorted(tbl for (tbl,) in self._cr.fetchall())

    def _known_keys(self, transient):
        """Foreign keys [(table, column, target)] of link tables and of the others."""
        self._cr.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
              FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND cardinality(c.conkey) = 1
               AND a.attname != ALL(%s)
          ORDER BY 1, 2
            """,
            [list(WRITERS)],
        )
        keys = self._cr.fetchall()
        wizards = {table for table, _column, target in keys if target in transient}
        links, references = [], []
        for key in [*keys, *NUMBERS]:
            if key[0] in self._tables:
                references.append(key)
            elif key[0] not in transient | wizards:
                links.append(key)
        return links, references

    def _add(self, table, ids, *values):
        """Take rows among those to copy; the number of new ones."""
        self._cr.execute(
            f"INSERT INTO bench_row (tbl, model, id) SELECT %s, %s, wanted.id"
            f" FROM ({ids}) wanted (id) ON CONFLICT DO NOTHING",
            [table, self._tables[table], *values],
        )
        return self._cr.rowcount

    def _find(self):
        """All rows that belong to the roots, directly or by others."""
        about = self._about()
        found = True
        while found:
            found = sum(
                self._add(
                    table,
                    f'SELECT t.id FROM "{table}" t JOIN bench_row r'
                    f" ON r.tbl = %s AND r.id = t.{column}",
                    target,
                )
                for table, column, target in self._references
            ) + sum(
                self._add(
                    table,
                    f'SELECT t.id FROM "{table}" t JOIN bench_row r'
                    f" ON r.model = t.{model} AND r.id = t.res_id",
                )
                for table, model in about.items()
            )

    def _about(self):
        """{table that tells of records of any model: column that names it}"""
        self._cr.execute(
            """
            SELECT m.table_name, m.column_name
              FROM information_schema.columns m
              JOIN information_schema.columns r USING (table_schema, table_name)
             WHERE m.table_schema = current_schema AND r.column_name = 'res_id'
               AND m.column_name IN ('model', 'res_model') AND table_name = ANY(%s)
            """,
            [sorted(self._tables)],
        )
        return dict(self._cr.fetchall())

    def multiply(self, count, say=lambda text: None):
        """Write so many copies of each row.

        :return: {table: number of rows written}
        """
        written = {}
        if count < 1:
            return written
        links = [(t, c) for t, c, target in self._links if target in self.tables]
        names = sorted({*self.tables, *(table for table, _column in links)})
        with self._bare(names):
            for table in self.tables:
                self._reserve(table, count)
            for table in names:
                own = table in self.tables
                written[table] = (self._copy if own else self._link)(table, count)
                if written[table] >= 100_000:
                    say(f"  {table}: {written[table]:,} rows")
        self._cr.execute("DROP TABLE bench_row")
        return written

    def _reserve(self, table, count):
        """Give each row the id of its first copy, in the order of the rows."""
        self._cr.execute(
            f"""
            WITH start AS (
                SELECT COALESCE(MAX(id), 0) + 1 AS id FROM "{table}"
            ), placed AS (
                SELECT r.id, start.id + (ROW_NUMBER() OVER (ORDER BY r.id) - 1) * %s
                           AS first
                  FROM bench_row r, start WHERE r.tbl = %s
            ), kept AS (
                UPDATE bench_row r SET first = placed.first
                  FROM placed WHERE r.tbl = %s AND r.id = placed.id
            )
            SELECT setval(pg_get_serial_sequence(%s, 'id'), MAX(first) + %s)
              FROM placed
            """,
            [count, table, table, f'"{table}"', count - 1],
        )

    def _columns(self, table):
        self._cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema AND table_name = %s"
            " AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [name for (name,) in self._cr.fetchall()]

    def _joined(self, table):
        """What a copy of a row is made of.

        :return: ({column: SQL of its value}, {name of a first id: SQL of its join})
        """
        own = {(t, c): target for t, c, target in (*self._references, *self._links)}
        about = self._about().get(table)
        values, joins = {}, {}
        for place, column in enumerate(self._columns(table)):
            change = CHANGES.get((table, column))
            target = own.get((table, column))
            row = f"bench_{place}"
            if change:
                values[column] = change.format(t="t", nr="(g + 1)")
            elif about and column == "res_id":
                joins[row] = f"{row}.model = t.{about} AND {row}.id = t.res_id"
            elif target in self.tables:
                joins[row] = f"{row}.tbl = '{target}' AND {row}.id = t.\"{column}\""
            else:
                values[column] = f't."{column}"'
            if row in joins:
                values[column] = f'COALESCE(t.{row} + g, t."{column}")'
        return values, joins

    def _copy(self, table, count):
        """Write the copies of a table's rows."""
        values, joins = self._joined(table)
        values["id"] = "t.bench_own + g"
        joins["bench_own"] = f"bench_own.tbl = '{table}' AND bench_own.id = t.id"
        return self._insert(table, values, joins, count, ["bench_own"])

    def _link(self, table, count):
        """Write the copies of a many2many relation's rows."""
        values, joins = self._joined(table)
        return self._insert(table, values, joins, count, joins)

    def _insert(self, table, values, joins, count, some):
        """Look up once what the copies of a row refer to; then count them out.

        :param some: names of joins of which one at least finds something
        """
        firsts = ", ".join(["t.*", *(f"{row}.first AS {row}" for row in joins)])
        looked = "".join(
            f" LEFT JOIN bench_row {row} ON {on}" for row, on in joins.items()
        )
        where = " OR ".join(f"{row}.id IS NOT NULL" for row in some)
        names = ", ".join(f'"{name}"' for name in values)
        self._cr.execute(
            f'INSERT INTO "{table}" ({names})'
            f' WITH t AS MATERIALIZED (SELECT {firsts} FROM "{table}" t {looked}'
            f" WHERE {where} ORDER BY 1)"
            f" SELECT {', '.join(values.values())}"
            f" FROM t CROSS JOIN generate_series(0, {count - 1}) g"
        )
        return self._cr.rowcount

    @contextmanager
    def _bare(self, tables):
        """Tables without indexes and foreign keys while they are filled.

        Made again afterwards, they are checked against every row.
        """
        self._cr.execute("SET LOCAL maintenance_work_mem = '256MB'")
        self._cr.execute("SET LOCAL work_mem = '64MB'")
        self._cr.execute(
            """
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
              FROM pg_constraint
             WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u', 'x')
          ORDER BY contype = 'f' DESC
            """,
            [tables],
        )
        constraints = self._cr.fetchall()
        self._cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name, _definition in constraints:
            self._cr.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        self._cr.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
              FROM pg_index
             WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary
            """,
            [tables],
        )
        indexes = self._cr.fetchall()
        for name, _definition in indexes:
            self._cr.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            self._cr.execute(definition)
        for table, name, definition in reversed(constraints):
            self._cr.execute(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'
            )
        for table in tables:
            self._cr.execute(f'ANALYZE "{table}"')
