"""Two clicks meet on an invitation: one access, one account, one letter."""

import re

import parallel_sessions

from odoo.tools import mute_logger

from odoo.addons.ibok_portal.tests.register_case import NEW_PASSWORD


class TestAccess(parallel_sessions.ParallelSessions):
    """Real transactions, side by side."""

    def setUp(self):
        super().setUp()
        with self.session() as env:
            contract = parallel_sessions.common.Factory(env).household(
                100,
                self.start,
                partner=env["res.partner"].create({"name": "Ewa Źdźbło"}),
            )
            self.contract_id = contract.id
            self.email = f"ola-{contract.id}@example.com"

    def account(self, env, login):
        return env["res.users"].create(
            {
                "name": "Ola",
                "login": login,
                "company_id": self.company_id,
                "company_ids": [(6, 0, [self.company_id])],
                "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
            }
        )

    def invited(self):
        """A committed invitation: its id and the key of its link."""
        with self.session() as env:
            access = env["ibok.access"].create(
                {"contract_id": self.contract_id, "email": self.email}
            )
            return access.id, re.search(r"[^/]+$", access._new_link())[0]

    @mute_logger("odoo.sql_db")
    def test_one_invitation_is_accepted_twice(self):
        access_id, token = self.invited()
        with self.session() as env:
            user_id = self.account(env, self.email).id

        def job(env):
            access = env["ibok.access"]._by_link(access_id, token)
            return access and access._accept(env["res.users"].browse(user_id))

        results = self.together(job, job)
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        self.assertEqual(results.count(None), 1, results)
        with self.session() as env:
            access = env["ibok.access"].search([("user_id", "=", user_id)])
            self.assertEqual(access.ids, [access_id])
            events = env["ibok.account.event"].search([("user_id", "=", user_id)])
            self.assertEqual(events.mapped("kind"), ["access"])

    @mute_logger("odoo.sql_db")
    def test_one_account_is_opened_by_two_clicks(self):
        access_id, token = self.invited()

        def job(env):
            access = env["ibok.access"]._by_link(access_id, token)
            user = access and access._accept_with_new_account(
                env["ibok.terms"], NEW_PASSWORD, "192.0.2.5"
            )
            return bool(user)

        results = self.together(job, job)
        self.assertEqual(sorted(map(str, results)), ["False", "True"], results)
        with self.session() as env:
            user = env["res.users"].search([("login", "=", self.email)])
            self.assertEqual(len(user), 1)
            access = env["ibok.access"].browse(access_id)
            self.assertEqual(access.user_id, user)

    @mute_logger("odoo.sql_db")
    def test_accepted_while_it_is_withdrawn(self):
        """Whoever is first: in the end it is withdrawn."""
        access_id, token = self.invited()
        with self.session() as env:
            user_id = self.account(env, self.email).id

        def accept(env):
            access = env["ibok.access"]._by_link(access_id, token)
            return access and access._accept(env["res.users"].browse(user_id))

        def withdraw(env):
            env["ibok.access"].browse(access_id)._end("x")

        results = self.together(accept, withdraw)
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        with self.session() as env:
            self.assertEqual(env["ibok.access"].browse(access_id).state, "revoked")

    @mute_logger("odoo.sql_db")
    def test_two_clerks_give_the_same(self):
        with self.session() as env:
            user_id = self.account(env, self.email).id

        def job(env):
            return (
                env["ibok.access"]
                .create({"contract_id": self.contract_id, "user_id": user_id})
                .id
            )

        results = self.together(job, job)
        refused = [r for r in results if isinstance(r, Exception)]
        self.assertEqual(len(refused), 1, results)
        with self.session() as env:
            accesses = env["ibok.access"].search([("user_id", "=", user_id)])
            self.assertEqual(len(accesses), 1)
