from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ibok_water.tests.common import like

from . import common, pay_case


@tagged("post_install", "-at_install")
class TestPayBegun(pay_case.PayFixtures, common.WaterPortalHttpCase):
    """Who began to pay and waits for his bank does not pay twice by mistake.

    Nor is anybody locked out whose payment came to nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_provider()
        with freeze_time(f"{common.IN_WINDOW} 10:00:00"):
            cls.contract.with_user(cls.anna)._portal_submit({cls.point.id: "352"})
            cls.bill = cls.contract.settlement_ids.move_id
            cls.second = like(
                cls.bill,
                invoice_date=common.IN_WINDOW,
                invoice_date_due=cls.bill.invoice_date_due,
            )
            cls.second.action_post()

    def setUp(self):
        super().setUp()
        self.clock = self.startPatcher(freeze_time(f"{common.IN_WINDOW} 11:00:00"))
        self._let_pay()
        self._login(self.anna)

    def _ticked(self, page):
        return page.xpath("//input[@name='bill'][@checked]/@value")

    def _begun_at(self, moment):
        """The clock of the database is not the test's."""
        payment = self._transactions()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = %s WHERE id = %s",
            (moment, payment.id),
        )
        payment.invalidate_recordset()
        return payment

    def test_it_is_told_and_not_ticked(self):
        told = "Have you paid already?"
        self.assertNotIn(told, self._text(self._page("/my/pay")))
        self._pay(self.bill)
        self._begun_at(f"{common.IN_WINDOW} 11:00:00")
        page = self._page("/my/pay")
        self.assertEqual(self._ticked(page), [str(self.second.id)])
        text = self._text(page)
        self.assertIn(told, text)
        self.assertEqual(text.count("not confirmed yet"), 1)
        with self.subTest("not even when asked for by its own button"):
            page = self._page(f"/my/pay?bill={self.bill.id}")
            self.assertEqual(self._ticked(page), [])
        for address in ("/my", f"/my/invoices/{self.bill.id}"):
            self.assertIn("do not pay again", self._text(self._page(address)))
        other = self._text(self._page(f"/my/invoices/{self.second.id}"))
        self.assertNotIn("do not pay again", other)

    def test_who_waits_is_led_back_in_words(self):
        self._pay(self.bill)
        page = self._page("/payment/status")
        [back] = page.xpath("//a[normalize-space()='Go back without waiting']")
        self.assertEqual(back.get("href"), f"/my/invoices/{self.bill.id}")
        self.assertNotIn("Skip", self._text(page))

    def test_who_gave_up_pays_again(self):
        self._pay(self.bill)
        self._begun_at(f"{common.IN_WINDOW} 11:00:00")
        page = self._pay(self.bill)
        self.assertTrue(page.xpath("//form[starts-with(@action, 'https://bank.')]"))
        self.assertEqual(len(self._transactions()), 2)

    def test_a_page_that_did_not_tell_pays_nothing(self):
        """Two windows: the payment was begun in the other one."""
        older = self._page("/my/pay")
        self._pay(self.bill)
        self._begun_at(f"{common.IN_WINDOW} 11:00:00")
        page = self._pay(self.bill, self.second, page=older)
        self.assertEqual(len(self._transactions()), 1)
        self.assertIn("was begun meanwhile", self._text(page))
        self.assertEqual(self._ticked(page), [str(self.second.id)])
        self._pay(self.bill, page=page)
        self.assertEqual(len(self._transactions()), 2)

    def test_what_is_decided_or_old_is_not_told(self):
        self._pay(self.bill)
        payment = self._begun_at(f"{common.IN_WINDOW} 11:00:00")
        payment._set_canceled()
        both = [str(self.bill.id), str(self.second.id)]
        self.assertEqual(sorted(self._ticked(self._page("/my/pay"))), sorted(both))
        payment.state = "draft"
        self.assertEqual(len(self._ticked(self._page("/my/pay"))), 1)
        self._begun_at(self.bill.create_date - timedelta(days=6))
        self.assertEqual(len(self._ticked(self._page("/my/pay"))), 2)

    def test_home_tells_that_a_payment_is_being_confirmed(self):
        told = "A payment is being confirmed"
        self._pay(self.bill)
        self.assertNotIn(told, self._text(self._page("/my")))
        self._transactions()._set_pending()
        self.assertIn(told, self._text(self._page("/my")))
