from odoo.tests import tagged

from . import access_case, pay_case


@tagged("post_install", "-at_install")
class TestAccessPay(pay_case.PayFixtures, access_case.AccessHttpCase):
    """Somebody else pays: only as far as his access goes, and for who owes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_provider()
        cls.bill = cls._bill(cls.house, cls.house_point).move_id
        cls.shop_bill = cls._bill(cls.shop, cls.shop_point, 361).move_id
        cls.own_house, cls.own_point = cls._make_house("8150", cls.ola)
        cls.own_bill = cls._bill(cls.own_house, cls.own_point).move_id

    def setUp(self):
        super().setUp()
        self._let_pay()
        self._login(self.ola)

    def _offered(self, url="/my/pay"):
        """{bill id: whether it is chosen beforehand}"""
        self.env.invalidate_all()
        boxes = self._page(url).xpath("//input[@name='bill']")
        return {int(box.get("value")): "checked" in box.attrib for box in boxes}

    def test_nothing_of_others_without_the_right(self):
        self.assertEqual(self._offered(), {self.own_bill.id: True})
        self._give(scope="see")
        self.assertEqual(self._offered(), {self.own_bill.id: True})
        page = self._text(self._page(f"/my/invoices/{self.bill.id}"))
        self.assertNotIn("BLIK", page)
        self._pay(self.bill)
        self.assertFalse(self._transactions())

    def test_who_may_only_see_pays_by_no_other_way(self):
        """Odoo's own address for its dialog."""
        self._give(scope="see")
        self.env.flush_all()
        response = self.make_jsonrpc_request_raw(
            f"/invoice/transaction/{self.bill.id}",
            {
                "access_token": None,
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "token_id": None,
                "amount": self.bill.amount_total,
                "flow": "redirect",
                "tokenization_requested": False,
                "landing_route": "/my",
            },
        )
        self.assertIn("error", response)
        self.assertFalse(self._transactions())

    def make_jsonrpc_request_raw(self, url, params):
        response = self.url_open(url, json={"jsonrpc": "2.0", "params": params})
        return response.json()

    def test_without_a_provider_nobody_is_asked_for_what_he_only_sees(self):
        self._give(scope="see")
        self.provider.is_published = False
        self.env.flush_all()
        text = self._text(self._page("/my/pay"))
        self.assertIn(self.own_bill.name, text)
        self.assertNotIn(self.bill.name, text)

    def test_own_bills_are_chosen_first_and_others_are_named(self):
        self._give(scope="act")
        self.assertEqual(self._offered(), {self.own_bill.id: True, self.bill.id: False})
        offered = self._offered(f"/my/pay?contract={self.house.id}")
        self.assertEqual(offered, {self.own_bill.id: False, self.bill.id: True})
        self.assertIn(self.anna.name, self._text(self._page("/my/pay")))
        self.assertNotIn(self.shop_bill.name, self._text(self._page("/my/pay")))

    def test_customers_are_paid_one_at_a_time(self):
        self._give(scope="act")
        self.env.flush_all()
        page = self._pay(self.own_bill, self.bill)
        self.assertIn("one customer at a time", self._text(page))
        self.assertFalse(self._transactions())

    def test_paid_by_the_holder_booked_for_the_customer(self):
        self._give(scope="act")
        self.env.flush_all()
        self._pay(self.bill)
        transaction = self._transactions()
        self.assertEqual(transaction.invoice_ids, self.bill)
        self.assertEqual(transaction.partner_id, self.ola.partner_id)
        self.assertEqual(transaction.amount, self.bill.amount_total)
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        self.provider.journal_id = journal
        transaction._set_done()
        payment = transaction._create_payment(
            payment_method_line_id=journal.inbound_payment_method_line_ids[:1].id
        )
        self.assertEqual(payment.partner_id, self.anna.partner_id)
        self.assertIn(self.bill.payment_state, ("paid", "in_payment"))
        today = self.env["water.contract"]._portal_today()
        balances = {
            user: user.partner_id.sudo()._portal_balance(self.env.company, today)
            for user in (self.anna, self.ola)
        }
        self.assertEqual(balances[self.anna]["owed"], self.shop_bill.amount_total)
        self.assertEqual(balances[self.ola]["owed"], self.own_bill.amount_total)

    def test_home_offers_it_and_queries_stay(self):
        self._give(scope="act")
        self.env.flush_all()
        page = self._page("/my")
        links = page.xpath("//main//a[starts-with(@href, '/my/pay')]/@href")
        self.assertEqual(set(links), {"/my/pay", f"/my/pay?contract={self.house.id}"})
