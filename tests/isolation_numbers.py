"""Numbers of B's records: the same few in every model.

A sweep puts the number of each record of B's into each place of an address. Where a
number is that of a record in every model, few numbers reach all of them, and each
reaches more.
"""

from contextlib import contextmanager

#: How far from B's numbers those of A are.
AWAY = 1_000_000


class Numbers:
    """The sequences that number the records of some models.

    :param models: names of models
    """

    def __init__(self, env, models):
        self.cr = env.cr
        self.sequences = [
            f"{env[name]._table}_id_seq" for name in models if name in env.registry
        ]

    def _last(self):
        """{sequence: the number given last}"""
        self.cr.execute(
            """
            SELECT sequencename, COALESCE(last_value, 1) FROM pg_sequences
             WHERE schemaname = current_schema AND sequencename = ANY(%s)
            """,
            [self.sequences],
        )
        return dict(self.cr.fetchall())

    def _set(self, numbers):
        self.cr.execute(
            "SELECT setval(name::regclass, last) FROM unnest(%s, %s) AS t (name, last)",
            [list(numbers), list(numbers.values())],
        )

    def start_together(self):
        """The next record of each model has the same number, which none has yet."""
        last = self._last()
        self._set(dict.fromkeys(last, max(last.values())))

    @contextmanager
    def apart(self):
        """Records that are made meanwhile have numbers that none made around has."""
        last = self._last()
        self._set(dict.fromkeys(last, max(last.values()) + AWAY))
        yield
        self._set(last)
