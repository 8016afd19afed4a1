"""Resident A calls everything on his own records: he may read them, and no more."""

import isolation_calls
import isolation_methods_of
from isolation_sweep import rows_of

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestOwnRecords(isolation_calls.ModelSweep):
    """A method that only asks whether one may read must not write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        world = cls.world
        # What a clerk would decide on: a reading that waits.
        cls.held = world.make.read(world.shared_point, 99000, "2026-02-04")
        contract = world.a_contract
        cls.own = {
            "water.contract": contract,
            "water.contract.point": contract.contract_point_ids,
            "water.reading": world.a_reading | cls.held,
            "water.settlement": world.a_settlement,
            "water.settlement.usage": world.a_settlement.usage_ids,
            "water.settlement.line": world.a_settlement.line_ids,
            "account.move": world.a_settlement.move_id,
        }
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.rows = rows_of(self.env, self.own)
        self.counts = self._counts()
        self.sign_in(self.world.a_user)

    def _counts(self):
        """Records of every model that anything of his could make."""
        names = set(self.own) | set(self.samples)
        return {name: self.env[name].search_count([]) for name in sorted(names)}

    def _call(self, model, method, args, kwargs=None):
        self.rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs or {}},
        )
        self.env.invalidate_all()
        what = f"{model}.{method}"
        self.assertEqual(rows_of(self.env, self.own), self.rows, what)
        self.assertEqual(self._counts(), self.counts, what)

    def test_he_reads_them(self):
        """Else the calls below would fail by themselves."""
        self.assertEqual(self.held.state, "held")
        for model, records in self.own.items():
            mine = records.with_user(self.world.a_user)
            self.assertEqual(mine.search([("id", "in", records.ids)]), records, model)

    def test_no_button_changes_them(self):
        for model, records in self.own.items():
            methods = isolation_methods_of.our_methods(self.env[model])
            for method in methods:
                # Odoo's own: makes the key of a bill when it is first asked for.
                if (model, method) == ("account.move", "get_portal_url"):
                    continue
                for record_id in records.ids:
                    self._call(model, method, [[record_id]])

    def test_no_write_changes_them(self):
        for model, records in self.own.items():
            for method, (args, kwargs) in self.changes(records).items():
                if (model, method) != ("account.move", "message_post"):
                    self._call(model, method, args, kwargs)
            self._call(model, "copy", [records.ids[:1]])
            self._call(model, "_portal_submit", [records.ids[:1], {}])
