"""Two clicks meet on the way to an account: one account, one letter, one count."""

import re

import parallel_sessions

from odoo.tools import mute_logger

from odoo.addons.ibok_portal.models.ibok_attempt import LIMIT


class TestAccounts(parallel_sessions.ParallelSessions):
    """Real transactions, side by side."""

    def setUp(self):
        super().setUp()
        with self.session() as env:
            contract = parallel_sessions.common.Factory(env).household(
                100,
                self.start,
                partner=env["res.partner"].create({"name": "Ewa Źdźbło"}),
            )
            partner = contract.partner_id
            move = env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": self.cycle_end,
                    "invoice_line_ids": [
                        (0, 0, {"name": "x", "price_unit": 77.0, "tax_ids": [(5,)]})
                    ],
                }
            )
            move.action_post()
            self.partner_id, self.number = partner.id, partner.water_customer_number
            self.vals = {
                "email": f"ewa-{self.number.lower()}@example.com",
                "name": "Ewa Źdźbło",
                "phone": "+48600700800",
                "customer_number": self.number,
                "invoice_number": move.name,
                "invoice_amount": 77.0,
                "company_id": self.company_id,
            }

    def asked(self, **vals):
        """A committed request: its id and the key of its link."""
        with self.session() as env:
            request = env["ibok.account.request"]._ask({**self.vals, **vals})
            link = request._new_link(1)
            return request.id, re.search(r"[^/]+$", link)[0]

    def confirm(self, request_id, token):
        """A job: press the button behind the link."""

        def job(env):
            request = env["ibok.account.request"]._by_link(request_id, token)
            if request.state == "unconfirmed":
                request._confirm()
            return request.state

        return job

    def users(self, env):
        partner = env["res.partner"].browse(self.partner_id)
        return env["ibok.account.request"]._accounts_of(partner)

    @mute_logger("odoo.sql_db")
    def test_the_link_is_clicked_twice(self):
        request_id, token = self.asked()
        results = self.together(
            self.confirm(request_id, token), self.confirm(request_id, token)
        )
        # The first link ends when the account opens: who comes second finds nothing.
        self.assertEqual(sorted(map(str, results)), ["False", "opened"], results)
        with self.session() as env:
            user = self.users(env)
            self.assertEqual(user.login, self.vals["email"])
            events = env["ibok.account.event"].search([("user_id", "=", user.id)])
            self.assertEqual(events.mapped("kind"), ["opened"])

    @mute_logger("odoo.sql_db")
    def test_two_people_prove_to_be_one_customer(self):
        first = self.asked()
        second = self.asked(email=f"two-{self.number.lower()}@example.com")
        results = self.together(self.confirm(*first), self.confirm(*second))
        self.assertEqual(sorted(map(str, results)), ["check", "opened"], results)
        with self.session() as env:
            self.assertEqual(len(self.users(env)), 1)

    @mute_logger("odoo.sql_db")
    def test_one_form_is_sent_twice(self):
        def job(env):
            return len(env["ibok.account.request"]._ask(self.vals))

        results = self.together(job, job)
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        with self.session() as env:
            requests = env["ibok.account.request"].search(
                [("email", "=", self.vals["email"]), ("state", "=", "unconfirmed")]
            )
            self.assertEqual(len(requests), 1)

    @mute_logger("odoo.sql_db")
    def test_no_try_too_many(self):
        def job(env):
            return env["ibok.attempt"]._take("register", "192.0.2.77", self.number)

        results = self.together(*[job] * (LIMIT + 2))
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        self.assertEqual(results.count(None), LIMIT, results)

    @mute_logger("odoo.sql_db")
    def test_two_runs_tell_everybody_once(self):
        with self.session() as env:
            user = env["res.users"].create(
                {
                    "name": "Ewa",
                    "login": self.vals["email"],
                    "email": self.vals["email"],
                    "company_id": self.company_id,
                    "company_ids": [(6, 0, [self.company_id])],
                    "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
                }
            )
            make = {"kind": "terms", "company_id": self.company_id, "body": "<p>x</p>"}
            Terms = env["ibok.terms"]
            days = (self.start, self.cycle_end.replace(year=self.cycle_end.year + 1))
            for number, day in enumerate(days):
                version = f"{self.number}-{number}"
                Terms.create(
                    {**make, "version": version, "date_from": day}
                ).sudo().write({"state": "published"})
            terms = Terms.search([("version", "=", version)])
            self.assertTrue(user.email)

        def job(env):
            return env["ibok.terms"].browse(terms.id)._announce_chunk()

        results = self.together(job, job)
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        with self.session() as env:
            self.assertEqual(
                env["mail.mail"].search_count([("email_to", "=", self.vals["email"])]),
                1,
            )
