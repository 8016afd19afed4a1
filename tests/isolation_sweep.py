"""What every sweep of resident A over B's records shares.

Models and addresses are found by themselves. What is new and not told apart here fails
until it is.
"""

import json

import isolation_direct
import isolation_world

from odoo.tests import HttpCase
from odoo.tools import SQL, mute_logger

from odoo.addons.ibok_water.tests import common

REFUSALS = {
    "odoo.exceptions.AccessError",
    "odoo.exceptions.AccessDenied",
    "odoo.exceptions.MissingError",
    "odoo.http.SessionExpiredException",
    "werkzeug.exceptions.NotFound",
    "werkzeug.exceptions.Forbidden",
}
REFUSED = {301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 415, 422, 429}
LOGGERS = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.models",
    "odoo.service.model",
    "odoo.addons.rpc.controllers.jsonrpc",
)


def our_models(registry):
    """Concrete models that an addon of this repository declares."""
    return sorted(
        name
        for name, model in registry.items()
        if (model._original_module or "").startswith("ibok") and not model._abstract
    )


def rows_of(env, samples):
    """{(model, id): the row as the database has it}"""
    env.flush_all()
    rows = {}
    for name, records in samples.items():
        env.cr.execute(
            SQL(
                "SELECT id, row_to_json(t)::text FROM %s t WHERE id IN %s",
                SQL.identifier(env[name]._table),
                tuple(records.ids),
            )
        )
        rows.update({(name, rid): row for rid, row in env.cr.fetchall()})
    return rows


class Sweep(HttpCase):
    """The two residents, their markers, and what counts as refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(mute_logger(*LOGGERS))
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.world = isolation_world.World(cls.env)
        cls.samples = cls.world.samples()
        cls.env.flush_all()
        cls.before = cls.fingerprint()

    def authenticate(self, *args, **kwargs):
        """Override: whoever is signed in asks the server's application itself."""
        session = super().authenticate(*args, **kwargs)
        self.opener.max_redirects = 3
        self.opener.mount(self.base_url(), isolation_direct.Direct())
        return session

    @classmethod
    def fingerprint(cls):
        """B's rows as the database has them."""
        return rows_of(cls.env, cls.samples)

    def assert_untouched(self, what):
        after = self.fingerprint()
        changed = [key for key in self.before if after.get(key) != self.before[key]]
        self.assertFalse(changed, f"{what} changed B's records")

    def assert_silent(self, text, what):
        """No text that only B's records hold."""
        found = [marker for marker in isolation_world.MARKERS if marker in text]
        self.assertFalse(found, f"{what} tells B's {found}")

    def sign_in(self, user):
        self.authenticate(user and user.login, user and common.PASSWORD)

    def rpc(self, path, params):
        response = self.opener.post(
            self.base_url() + path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
            timeout=30,
        )
        return response
