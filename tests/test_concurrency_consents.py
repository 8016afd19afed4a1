"""Two clicks on "I agree" meet: one consent, one change of terms."""

from datetime import timedelta

import parallel_sessions

from odoo.tools import mute_logger


class TestConsents(parallel_sessions.ParallelSessions):
    """Real transactions, side by side."""

    def setUp(self):
        super().setUp()
        with self.session() as env:
            contract = parallel_sessions.common.Factory(env).household(100, self.start)
            self.contract_id = contract.id
            self.user_id = env.ref("base.user_admin").id
            self.terms_id = (
                env["ibok.terms"]
                .create(
                    {
                        "kind": "e_invoice",
                        "version": contract.number,
                        "body": "I agree",
                        "company_id": self.company_id,
                    }
                )
                .id
            )

    def contract(self, env):
        return env["water.contract"].browse(self.contract_id)

    def agree(self, env):
        """A job: a click on "I agree"."""
        user = env["res.users"].browse(self.user_id)
        terms = env["ibok.terms"].browse(self.terms_id)
        return self.contract(env)._give_e_invoice(user, terms, "192.0.2.5").id

    def withdraw(self, env):
        """A job: a click on "Withdraw"."""
        contract = self.contract(env)
        env["water.reading"]._lock_contracts(contract.ids)
        return len(contract._e_invoice_live()._withdraw("192.0.2.6"))

    def kept(self, env):
        contract = self.contract(env)
        start = contract._next_period_start()
        rows = contract.terms_ids.filtered(lambda row: row.date_from == start)
        return contract.consent_ids, rows, contract._terms_on(start + timedelta(days=1))

    @mute_logger("odoo.sql_db")
    def test_agreed_twice_at_once(self):
        results = self.together(self.agree, self.agree, self.agree)
        self.assertEqual(len(set(results)), 1, results)
        with self.session() as env:
            consents, rows, _terms = self.kept(env)
            self.assertEqual(consents.ids, results[:1])
            self.assertLessEqual(len(rows), 1)

    @mute_logger("odoo.sql_db")
    def test_withdrawn_twice_at_once(self):
        with self.session() as env:
            self.agree(env)
        results = self.together(self.withdraw, self.withdraw)
        self.assertEqual(sorted(results), [0, 1], results)
        with self.session() as env:
            consents, _rows, terms = self.kept(env)
            self.assertTrue(consents.withdrawn_at)
            self.assertEqual(terms.invoice_form, "paper")

    @mute_logger("odoo.sql_db")
    def test_two_tabs_of_an_employee_count_both(self):
        with self.session() as env:
            partner_id = self.contract(env).partner_id.id

        def look(env):
            views = env["ibok.data.view"]
            return views._note_apart(self.user_id, "water.contract", self.contract_id)

        def looks(env):
            while not look(env):
                pass
            return True

        self.assertEqual(self.together(looks, looks, looks), [True] * 3)
        with self.session() as env:
            row = env["ibok.data.view"].search([("partner_id", "=", partner_id)])
            self.assertEqual((len(row), row.count), (1, 3))
            row.unlink()
