from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ibok_water.tests.common import like

from . import common, pay_case


@tagged("post_install", "-at_install")
class TestPay(pay_case.PayFixtures, common.WaterPortalHttpCase):
    """Several bills by one payment; the sum is the ledger's, never the browser's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_provider()
        with freeze_time(f"{common.IN_WINDOW} 10:00:00"):
            cls.bill = cls._bill(cls.anna, cls.contract, cls.point, "352")
            cls.foreign = cls._bill(
                cls.bogdan, cls.other_contract, cls.other_point, "75"
            )
            cls.second = like(
                cls.bill,
                invoice_date=common.IN_WINDOW,
                invoice_date_due=cls.bill.invoice_date_due,
            )
            cls.second.action_post()

    @classmethod
    def _bill(cls, user, contract, point, value):
        contract.with_user(user)._portal_submit({point.id: value})
        return contract.settlement_ids.move_id

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 11:00:00"))
        self._let_pay()
        self._login(self.anna)

    def test_home_has_one_pay_button(self):
        page = self._page("/my")
        links = page.xpath("//main//a[contains(@class, 'btn-primary')]/@href")
        self.assertEqual(links.count("/my/pay"), 1)

    def test_one_button_of_a_bill_stands_out(self):
        """To pay while there is something to pay, then to download."""
        filled = "//main//a[contains(@class, 'btn-primary')]"
        url = f"/my/invoices/{self.bill.id}"
        [button] = self._page(url).xpath(filled)
        self.assertEqual(button.text_content().strip(), "Pay")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.bill.ids
        ).create({}).action_create_payments()
        [button] = self._page(url).xpath(filled)
        self.assertIn("Download the bill", button.text_content())

    def test_own_open_bills_are_listed_and_chosen(self):
        page = self._page("/my/pay")
        boxes = page.xpath("//input[@name='bill']")
        self.assertEqual(
            {int(box.get("value")) for box in boxes}, {self.bill.id, self.second.id}
        )
        self.assertTrue(all(box.get("checked") for box in boxes))
        self.assertEqual(
            sum(int(box.get("data-grosze")) for box in boxes),
            round((self.bill.amount_total + self.second.amount_total) * 100),
        )
        one = self._page(f"/my/pay?bill={self.second.id}")
        self.assertEqual(
            one.xpath("//input[@name='bill'][@checked]/@value"), [str(self.second.id)]
        )

    def test_several_bills_make_one_transaction_over_what_is_left(self):
        page = self._pay(self.bill, self.second)
        transaction = self._transactions()
        self.assertEqual(transaction.invoice_ids, self.bill | self.second)
        self.assertEqual(
            transaction.amount,
            self.env.company.currency_id.round(
                self.bill.amount_residual + self.second.amount_residual
            ),
        )
        self.assertEqual(transaction.partner_id, self.anna.partner_id)
        form = page.xpath("//form[starts-with(@action, 'https://bank.example/')]")
        self.assertTrue(form[0].xpath(".//button[@type='submit']"))

    def test_the_page_after_paying_several_thanks_for_what_arrived(self):
        self._pay(self.bill, self.second)
        transaction = self._transactions()
        self.assertEqual(transaction.landing_route, "/my/invoices?paid=1")
        thanks = "//div[@role='status']"
        self.assertFalse(self._page("/my/invoices?paid=1").xpath(thanks))
        transaction._set_done()
        (told,) = self._page("/my/invoices?paid=1").xpath(thanks)
        amount = f"{transaction.amount:.2f}"
        self.assertIn(amount, told.text_content().replace(",", "."))
        self.assertFalse(self._page("/my/invoices").xpath(thanks))
        transaction.last_state_change -= timedelta(hours=2)
        self.assertFalse(self._page("/my/invoices?paid=1").xpath(thanks))

    def test_a_bill_paid_in_part_asks_for_the_rest(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.bill.ids
        ).create({"amount": 10.0}).action_create_payments()
        self.bill.invalidate_recordset()
        self.assertEqual(self.bill.amount_residual, self.bill.amount_total - 10)
        self._pay(self.bill)
        self.assertEqual(self._transactions().amount, self.bill.amount_residual)

    def test_amount_from_the_browser_is_not_taken(self):
        token = self._page("/my/pay").xpath("//form//input[@name='csrf_token']/@value")
        self.url_open(
            "/my/pay",
            data={
                "csrf_token": token[:1],
                "bill": [self.bill.id],
                "way": self.way,
                "amount": "0.01",
            },
        )
        self.assertEqual(self._transactions().amount, self.bill.amount_residual)

    def test_another_residents_bill_is_not_paid_nor_named(self):
        page = self._pay(self.bill, self.foreign)
        self.assertFalse(self._transactions())
        self.assertIn("Something changed meanwhile", self._text(page))
        self.assertNotIn(self.foreign.name, self._text(page))

    def test_nothing_chosen(self):
        self.assertIn("Choose at least one", self._text(self._pay()))
        self.assertFalse(self._transactions())

    def test_unknown_way(self):
        for way in ("", "0-0", f"{self.provider.id}-x", "1-1; DROP"):
            page = self._pay(self.bill, way=way)
            self.assertIn("Choose how you want to pay", self._text(page))
        self.assertFalse(self._transactions())

    def test_ids_that_are_none(self):
        for bill in ("x", "-1", "0", str(2**40), "1.5", ""):
            self._pay(bill, status=404)
        self.assertFalse(self._transactions())

    def test_what_is_being_confirmed_is_not_offered_again(self):
        self.provider.code = "none"
        self._pay(self.bill)
        with self.subTest("a draft does not stand in the way"):
            self.assertIn(self.bill.name, self._text(self._page("/my/pay")))
        transaction = self._transactions()
        self.env.flush_all()
        # `none` and `custom` never wait for a provider; a real one does.
        self.patch(
            type(self.env["account.move"]),
            "_has_to_be_paid",
            lambda move: "pending" not in move.transaction_ids.mapped("state"),
        )
        transaction._set_pending()
        page = self._page("/my/pay")
        self.assertEqual(
            page.xpath("//input[@name='bill']/@value"), [str(self.second.id)]
        )
        self.assertIn("A payment is being confirmed", self._text(page))
        self.assertIn("Something changed meanwhile", self._text(self._pay(self.bill)))

    def test_without_a_provider_there_is_no_button(self):
        self.provider.is_published = False
        self.assertFalse(self._page("/my").xpath("//a[@href='/my/pay']"))
        text = self._text(self._page("/my/pay"))
        # What is owed is named, and that it is paid by transfer.
        self.assertNotIn("nothing to pay", text)
        self.assertIn("Please pay by transfer", text)
        for bill in (self.bill, self.second):
            self.assertIn(bill.name, text)
        owed = (self.bill | self.second)._portal_sum()
        self.assertIn(f"{owed:.2f}", text)
        self.assertFalse(self._page("/my/pay").xpath("//input[@name='bill']"))

    def test_who_owes_nothing_reads_so(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=(self.bill | self.second).ids
        ).create({})._create_payments()
        text = self._text(self._page("/my/pay"))
        self.assertIn("You have nothing to pay now", text)
        self.assertNotIn("transfer", text)

    def test_the_list_says_which_bill_is_overdue(self):
        self.second.invoice_date_due = "2026-11-01"
        text = self._text(self._page("/my/invoices"))
        self.assertEqual(text.count("Overdue: it was to be paid by"), 1)

    def test_provider_that_refuses(self):
        def refuse(transaction, values):
            transaction._set_error("The bank is asleep.")
            return values

        self.patch(
            type(self.env["payment.transaction"]),
            "_get_specific_rendering_values",
            refuse,
        )
        text = self._text(self._pay(self.bill))
        self.assertIn("The bank is asleep.", text)
        self.assertIn("No money was taken", text)

    def test_overdue_page_of_odoo_leads_here(self):
        response = self.url_open("/my/invoices/overdue", allow_redirects=False)
        self.assertTrue(response.headers["Location"].endswith("/my/pay?overdue=1"))

    def test_all_overdue_bills_are_chosen_at_once(self):
        chosen = "//input[@name='bill'][@checked]/@value"
        every = [str(self.bill.id), str(self.second.id)]
        page = self._page("/my/pay?overdue=1")
        self.assertEqual(sorted(page.xpath(chosen)), sorted(every), "none is overdue")
        self.second.invoice_date_due = "2026-01-16"
        page = self._page("/my/pay?overdue=1")
        self.assertEqual(page.xpath(chosen), [str(self.second.id)])
        self.assertEqual(len(page.xpath("//input[@name='bill']")), 2)

    def test_invoice_page_leads_here(self):
        for bill in (self.bill, self.second):
            # One is a water bill, the other one any invoice; without a token.
            page = self._page(f"/my/invoices/{bill.id}")
            self.assertTrue(page.xpath(f"//a[@href='/my/pay?bill={bill.id}']"))
            form = page.xpath("//form[@id='o_payment_form']")[0]
            self.assertEqual(form.get("data-access-token"), bill.access_token)

    def test_a_strangers_bill_by_its_link_is_paid_by_the_dialog(self):
        url = self.foreign.get_portal_url()
        page = self._page(url)
        self.assertFalse(page.xpath("//a[contains(@href, '/my/pay?bill=')]"))
        self.assertTrue(page.xpath("//a[@data-bs-target='#pay_with']"))

    def test_ways_to_pay_have_names_and_pictures(self):
        przelewy24 = self.env.ref("payment.payment_method_p24")
        blik = self.env.ref("payment.payment_method_blik")
        self.provider.payment_method_ids = przelewy24 | blik
        (przelewy24 | blik).active = True
        page = self._page("/my/pay")
        ways = page.xpath("//label[contains(@for, 'way_')]")
        texts = sorted(" ".join(way.text_content().split()) for way in ways)
        self.assertEqual(texts, ["BLIK", "Bank transfer and other ways (Przelewy24)"])
        for way in ways:
            self.assertTrue(way.xpath(".//*[@aria-hidden='true']//img/@src"))

    def test_visitors_are_asked_to_log_in(self):
        self.authenticate(None, None)
        response = self.url_open("/my/pay", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
