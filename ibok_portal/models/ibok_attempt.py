import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import hmac

from ..tools.identity import network_of

#: Tries within so many minutes; then the next has to wait.
LIMIT = 5
MINUTES = 15
KEPT_HOURS = 24


class IbokAttempt(models.Model):
    """Counted tries of public forms, per source and per what they were about.

    Only hashes are kept: neither an address nor a customer number can be read here.
    """

    _name = "ibok.attempt"
    _description = "Counted Try"
    _log_access = False

    key = fields.Char(required=True, index=True)
    at = fields.Datetime(required=True)

    @api.model
    def _take(self, scope, address, *about, limit=LIMIT, source_limit=None):
        """Count a try, unless one of its counters is full.

        Counted in a transaction of its own: it stays counted when the request fails,
        and two at once never both take the last one.

        :param str scope: which form it is
        :param str address: where the try comes from
        :param about: what it is about, e.g. a customer number
        :param int limit: tries in a quarter of an hour
        :param int source_limit: of all from the same address, where these are more
        :return: None, or the moment from which the next try counts again
        """
        keys = self._keys(scope, address, about)
        source = self._keys(scope, address, ())
        limits = {key: limit for key in keys} | dict.fromkeys(
            source, source_limit or limit
        )
        with self.env.registry.cursor() as cr:
            locked = []
            try:
                for key in keys:
                    number = int.from_bytes(
                        hashlib.sha256(key.encode()).digest()[:8], "big", signed=True
                    )
                    cr.execute("SELECT pg_advisory_lock(%s)", [number])
                    locked.append(number)
                # What others counted before us is seen by a snapshot taken after.
                cr.commit()  # pylint: disable=invalid-commit
                return self._count(cr, limits)
            finally:
                for number in reversed(locked):
                    cr.execute("SELECT pg_advisory_unlock(%s)", [number])

    @api.model
    def _forget(self, scope, address, *about):
        """Tries that ended well count no more: a right password is no guess.

        Only where all of ``about`` belongs to who was right, as his own account.
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM ibok_attempt WHERE key = ANY(%s)",
                [self._keys(scope, address, about)],
            )

    @api.model
    def _keys(self, scope, address, about):
        """The counters of a try, as nobody can read them."""
        values = [("source", network_of(address))]
        values += [("about", str(value)) for value in about if value]
        su_env = self.sudo().env
        return sorted(
            hmac(su_env, f"ibok_portal.attempt.{scope}", f"{kind}:{value}")
            for kind, value in values
        )

    @api.model
    def _count(self, cr, limits):
        now = fields.Datetime.now()
        keys = sorted(limits)
        cr.execute(
            """SELECT key, array_agg(at ORDER BY at DESC) FROM ibok_attempt
                WHERE key = ANY(%s) AND at > %s GROUP BY key""",
            [keys, now - timedelta(minutes=MINUTES)],
        )
        full = [
            times[limits[key] - 1]
            for key, times in cr.fetchall()
            if len(times) >= limits[key]
        ]
        if full:
            return max(full) + timedelta(minutes=MINUTES)
        for key in keys:
            cr.execute("INSERT INTO ibok_attempt (key, at) VALUES (%s, %s)", [key, now])
        cr.commit()  # pylint: disable=invalid-commit
        return None

    @api.autovacuum
    def _gc_attempts(self):
        self.sudo().search(
            [("at", "<", fields.Datetime.now() - timedelta(hours=KEPT_HOURS))]
        ).unlink()
