"""Nobody told us: Przelewy24 is asked until it is clear."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_p24 import const

from . import common


@tagged("post_install", "-at_install")
class TestPoll(common.P24Case):
    """The scheduled job."""

    def aged(self, tx, **age):
        """As if the payment was begun earlier."""
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(**age), tx.id],
        )
        tx.invalidate_recordset()
        return tx

    def test_a_payment_of_which_no_notification_came(self):
        for stringy in (False, True):
            with self.subTest(stringy=stringy):
                self.peer.stringy = stringy
                tx = self.begin()
                self.pay(tx)
                self.run_cron(tx)
                self.assert_settled(tx)
                self.assertFalse(self.received(tx))

    def test_a_payment_that_we_verified_and_forgot(self):
        tx = self.begin()
        self.pay(tx)
        payment = self.peer.payments[tx.p24_session_id]
        payment.status, payment.verifications = 2, 1
        self.run_cron(tx)
        self.assert_settled(tx)
        self.assertFalse(self.peer.count("transaction/verify"))

    def test_unpaid_stays_open_and_is_asked_ever_more_seldom(self):
        for lookup in ("404", "status0"):
            self.peer.unpaid_lookup = lookup
            tx = self.begin()
            waits = []
            for _run in range(4):
                self.run_cron(tx)
                self.assert_unpaid(tx)
                waits.append((tx.p24_next_try - fields.Datetime.now()).total_seconds())
            self.assertEqual(waits, sorted(waits))
            for wait, delay in zip(waits, const.POLL_DELAYS[:4], strict=True):
                self.assertAlmostEqual(wait, delay, delta=10)

    def test_not_before_it_is_due(self):
        tx = self.begin()
        self.pay(tx)
        self.run_cron()
        self.assert_unpaid(tx)
        self.assertFalse(self.peer.count("transaction/by/sessionId"))

    def test_unpaid_expires_and_the_invoice_can_be_paid(self):
        tx = self.begin()
        self.aged(tx, days=const.EXPIRY_DAYS - 1)
        self.run_cron(tx)
        self.assert_unpaid(tx)
        self.aged(tx, days=const.EXPIRY_DAYS + 1)
        self.run_cron(tx)
        self.assert_unpaid(tx, "cancel")
        self.assertTrue(tx.invoice_ids._has_to_be_paid())

    def test_with_a_time_limit_it_expires_soon(self):
        self.provider.p24_time_limit = 15
        tx = self.begin()
        self.run_cron(self.aged(tx, minutes=16))
        self.assert_unpaid(tx)
        self.run_cron(self.aged(tx, minutes=15 + const.LIMIT_GRACE + 1))
        self.assert_unpaid(tx, "cancel")

    def test_money_that_comes_after_the_end_is_found(self):
        tx = self.aged(self.begin(), days=const.EXPIRY_DAYS + 1)
        self.run_cron(tx)
        self.assert_unpaid(tx, "cancel")
        self.assertTrue(tx.p24_next_try)
        self.pay(tx)
        self.run_cron(tx)
        self.assert_settled(tx)

    def test_in_the_end_nobody_asks_any_more(self):
        tx = self.aged(self.begin(), days=const.WATCH_DAYS + 1)
        self.run_cron(tx)
        self.assert_unpaid(tx, "cancel")
        self.assertFalse(tx.p24_next_try)

    def test_money_given_back_is_no_payment(self):
        tx = self.begin()
        self.pay(tx).status = 3
        self.run_cron(tx)
        self.assert_unpaid(tx, "cancel")

    def test_the_payer_reads_why_in_his_own_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.partner.lang = "pl_PL"
        returned, moved = self.begin(), self.begin()
        self.pay(returned).status = 3
        moved.is_live = True
        self.run_cron(returned, moved)
        self.assertEqual(returned.state_message, "Przelewy24 zwróciło pieniądze.")
        self.assertIn("na inne środowisko", moved.state_message)

    def test_one_that_fails_does_not_stop_the_others(self):
        broken, right = self.begin(), self.begin()
        self.pay(right)
        poll = type(broken)._p24_poll_payment

        def fail(tx):
            if tx.id == broken.id:
                raise ZeroDivisionError("a fault of ours")
            return poll(tx)

        self.patch(type(broken), "_p24_poll_payment", fail)
        with self.assertLogs("odoo.addons.ibok_p24", "ERROR"):
            self.run_cron(broken, right)
        self.assert_settled(right)
        self.assert_unpaid(broken)
        self.assertGreater(broken.p24_next_try, fields.Datetime.now())

    def test_a_run_ends_when_przelewy24_is_down(self):
        txs = [self.begin() for _number in range(const.POLL_FAILURES + 2)]
        self.peer.misbehave("transaction/by/sessionId", "drop", times=99)
        self.run_cron(*txs)
        self.assertEqual(
            self.peer.count("transaction/by/sessionId"), const.POLL_FAILURES
        )
        self.peer.behave()
        for tx in txs:
            self.pay(tx)
        self.run_cron(*txs)
        for tx in txs:
            self.assert_settled(tx)

    def test_a_run_is_bounded_and_the_next_one_goes_on(self):
        self.patch(const, "POLL_BATCH", 2)
        txs = [self.begin() for _number in range(3)]
        for tx in txs:
            self.pay(tx)
        self.run_cron(*txs)
        self.run_cron()
        for tx in txs:
            self.assert_settled(tx)

    def test_a_switched_environment_ends_the_watch(self):
        tx = self.begin()
        tx.is_live = True
        self.run_cron(tx)
        self.assert_unpaid(tx, "cancel")
        self.assertFalse(tx.p24_next_try)
        self.assertFalse(self.peer.count("transaction/by/sessionId"))

    def test_a_switched_off_provider_is_not_asked(self):
        tx = self.begin()
        self.provider.state = "disabled"
        self.peer.forget()
        self.run_cron(tx)
        self.assertFalse(self.peer.calls)
        self.come_back(tx)
        self.assertFalse(self.peer.calls)

    def test_a_booking_that_failed_is_made_up_for(self):
        tx = self.begin()
        self.pay(tx)

        def fail(*_args, **_kwargs):
            raise ZeroDivisionError("no journal")

        with self.assertLogs("odoo.addons.ibok_p24", "ERROR"):
            with patch.object(type(tx), "_create_payment", fail):
                self.assertEqual(self.notify(tx), [200])
        self.assertEqual(tx.state, "done")
        self.assertFalse(tx.payment_id)
        # Core's own job gives up after four days; ours does not.
        with freeze_time(fields.Datetime.now() + timedelta(days=5)):
            self.run_cron(tx)
        self.assert_settled(tx)
