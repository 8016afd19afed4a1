"""Przelewy24's messages, payers and jobs meet in real parallel transactions."""

import parallel_sessions

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.ibok_p24.tests import p24_peer_notices as notices
from odoo.addons.ibok_p24.tests.p24_storm import Storm
from odoo.addons.ibok_p24.tests.p24_storm_check import Check


@mute_logger("odoo.sql_db", "odoo.addons.ibok_p24", "odoo.addons.payment")
class TestP24(parallel_sessions.ParallelSessions):
    """However many come at once: verified once, booked once."""

    def setUp(self):
        super().setUp()
        self.storm = Storm(self.registry, self.company_id, payments=1, threads=1)
        self.peer = self.storm.peer
        self.enterContext(self.peer)
        self.storm.chance.random = lambda: 0.5
        [self.plan] = self.storm.register(self.storm.prepare())
        self.peer.pay(self.plan.session_id)

    def message(self):
        """A job: the notification arrives."""
        payment = self.peer.payments[self.plan.session_id]
        [body] = notices.payment_bodies(self.peer, payment, "ok")

        def job(env):
            return env["payment.p24.message"]._take("payment", body, {}, "127.0.0.1")

        job.on_its_own = True
        return job

    def payer(self):
        """A job: the payer comes back."""

        def job(env):
            tx = env["payment.transaction"].browse(self.plan.transaction_id)
            tx._p24_poll_on_return()
            return 200

        return job

    def page(self):
        """A job: the status page asks."""

        def job(env):
            tx = env["payment.transaction"].browse(self.plan.transaction_id)
            tx._p24_poll_if_due()
            tx._post_process()
            return 200

        return job

    def scheduler(self, method):
        """A job of the scheduler."""

        def job(env):
            getattr(env["payment.transaction"], method)()
            return 200

        job.on_its_own = True
        return job

    def assert_paid_once(self):
        self.storm.calm_down()
        self.plan.is_paid = True
        figures = Check(self.storm).figures([self.plan])
        self.assertEqual((figures["paid"], figures["booked"]), (1, 1))
        payment = self.peer.payments[self.plan.session_id]
        self.assertEqual(payment.verifications, 1)

    def refund(self, amount):
        """A job: the accountant asks for a refund."""

        def job(env):
            tx = env["payment.transaction"].browse(self.plan.transaction_id)
            tx.action_refund(amount)
            return tx.child_transaction_ids.ids

        job.on_its_own = True
        return job

    def test_the_same_notification_five_times_at_once(self):
        statuses = self.together(*[self.message() for _time in range(5)])
        self.assertEqual(statuses, [200] * 5)
        self.assertEqual(self.peer.count("transaction/verify"), 1)
        self.assert_paid_once()
        with self.session() as env:
            kept = env["payment.p24.message"].search(
                [("transaction_id", "=", self.plan.transaction_id)]
            )
            self.assertEqual(sorted(kept.mapped("occurrence")), [1, 2, 3, 4, 5])
            self.assertEqual(
                sorted(kept.mapped("verdict")), ["accepted"] + ["repeated"] * 4
            )

    def test_everybody_at_once(self):
        statuses = self.together(
            *(self.message(), self.message(), self.payer(), self.page(), self.page()),
            *(self.scheduler("_cron_p24_poll"), self.scheduler("_cron_post_process")),
        )
        self.assertFalse(
            [s for s in statuses if s != 200 and not isinstance(s, Exception)], statuses
        )
        self.assert_paid_once()

    def test_cut_off_after_przelewy24_confirmed(self):
        """Confirmed there, lost here: the job finds it, without a notification."""
        peer = self.peer
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute("SELECT pg_backend_pid()")
            [backend] = cr.fetchone()
            look_for_fault = peer.take_fault

            def cut(path, when):
                if path == "transaction/verify" and when == "after":
                    with self.registry.cursor() as other:
                        other.execute("SELECT pg_terminate_backend(%s)", [backend])
                return look_for_fault(path, when)

            peer.take_fault = cut
            with self.assertRaises(Exception):  # noqa: B017
                self.message()(env)
            peer.take_fault = look_for_fault
        self.assertEqual(peer.payments[self.plan.session_id].status, 2)
        with self.session() as env:
            tx = env["payment.transaction"].browse(self.plan.transaction_id)
            self.assertEqual(tx.state, "draft")
            self.assertTrue(tx.p24_next_try)
            # What came was kept before anything else was done.
            self.assertEqual(
                env["payment.p24.message"]
                .search([("body", "ilike", tx.p24_session_id)])
                .mapped("verdict"),
                ["received"],
            )
        peer.notify = lambda *_a: self.fail("Przelewy24 sends nothing more")
        self.assert_paid_once()

    def test_a_refund_is_committed_before_it_is_asked_for(self):
        """The notification comes before the answer and finds the refund."""
        self.together(self.message())
        self.peer.refund_delay = 0
        answers = []

        def deliver(_url, body, headers):
            with self.session() as env:
                answers.append(
                    env["payment.p24.message"]._take("refund", body, headers, "::1")
                )
            return answers[-1]

        self.peer.deliver = deliver
        [[refund_id]] = self.together(self.refund(None))
        self.assertEqual(answers, [200])
        with self.session() as env:
            refund = env["payment.transaction"].browse(refund_id)
            self.assertEqual(refund.state, "done")
            self.assertEqual(len(refund.payment_id), 1)
            self.assertEqual(refund.payment_id.payment_type, "outbound")

    def test_two_refunds_at_once_give_back_no_more_than_was_paid(self):
        self.together(self.message())
        part = round(self.plan.amount * 0.6, 2)
        results = self.together(self.refund(part), self.refund(part))
        refused = [result for result in results if isinstance(result, Exception)]
        self.assertEqual(len(refused), 1, results)
        self.assertEqual(self.peer.count("transaction/refund"), 1)
        if isinstance(refused[0], UserError):
            self.assertIn("refunds", str(refused[0]))
