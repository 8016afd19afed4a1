from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from . import common, demand_case, pay_case


@tagged("post_install", "-at_install")
class TestDemandPage(
    pay_case.PayFixtures, demand_case.DemandFixtures, common.WaterPortalHttpCase
):
    """The debtor reads his demand and pays it; nobody else knows of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_provider()

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))
        self._let_pay()
        self.bill = self._late_bill(self.contract)
        self.other = self._late_bill(self.contract, 50)
        self.demand = self._demand(self.contract, common.IN_WINDOW)
        self.address = f"/my/demands/{self.demand.id}"

    def test_the_debtor_reads_it(self):
        self._login(self.anna)
        text = self._text(self._page("/my"))
        self.assertIn("You have a payment demand", text)
        text = self._text(self._page("/my/demands"))
        self.assertIn(self.demand.name, text)
        text = self._text(self._page(self.address))
        self.assertIn("Demand for payment", text)
        for bill in (self.bill, self.other):
            self.assertIn(bill.name, text)
        self.assertIn("How to pay by transfer", text)
        self.assertNotIn("{", text)

    def test_what_else_is_open_stands_beside_it(self):
        later = self._late_bill(self.contract, 77, due="2027-01-15")
        self._login(self.anna)
        page = self._page(self.address)
        [besides] = page.xpath("//section[@aria-labelledby='demand_besides']")
        text = besides.text_content()
        self.assertIn(later.name, text)
        self.assertIn("77.00", text)
        self.assertIn("Pay by", text)
        self.assertNotIn(self.bill.name, text)
        self.assertTrue(besides.xpath(f".//a[@href='/my/invoices/{later.id}']"))
        theirs = self._late_bill(self.other_contract, 88)
        self.assertNotIn(theirs.name, self._text(self._page(self.address)))

    def _note(self, until):
        """The note of all that is late, unpaid as well."""
        run = self.env["water.interest.run"].create({"until": until, "unpaid": True})
        for button in (run.action_preview, run.action_start):
            button()
            run._process_now()
        return self.env["account.move"].search(
            [
                ("partner_id", "=", self.contract.partner_id.id),
                ("water_interest_note", "=", True),
            ]
        )

    def test_a_note_over_what_is_demanded_is_named(self):
        text = self._text(self._page_of_anna(self.address))
        self.assertIn("once the rest is paid you get an interest note", text)
        note = self._note(common.IN_WINDOW)
        text = self._text(self._page(self.address))
        self.assertNotIn("once the rest is paid", text)
        self.assertIn("There is an interest note for it", text)
        self.assertIn(f"{note.name} (interest note for what is demanded)", text)

    def test_a_note_of_other_days_is_not_said_to_charge_what_is_demanded(self):
        self.demand._cancel("test")
        note = self._note(common.IN_WINDOW - timedelta(days=1))
        later = self._demand(self.contract, common.IN_WINDOW)
        self.assertGreater(later.interest_total, 0)
        text = self._text(self._page_of_anna(f"/my/demands/{later.id}"))
        self.assertIn("once the rest is paid you get an interest note", text)
        self.assertNotIn("There is an interest note for it", text)
        self.assertIn(note.name, text)

    def test_a_later_demand_and_a_plan_are_named(self):
        newer = self._demand(self.contract, common.IN_WINDOW, subject="Last demand")
        plan = self.env["water.instalment.plan"].create(
            {"partner_id": self.contract.partner_id.id, "count": 2}
        )
        plan.action_offer()
        plan.signed_on = common.IN_WINDOW
        plan.action_signed()
        page = self._page_of_anna(self.address)
        self.assertTrue(page.xpath(f"//main//a[@href='/my/demands/{newer.id}']"))
        self.assertIn("Each document is paid once only", self._text(page))
        links = page.xpath(f"//main//a[@href='/my/instalments/{plan.id}']")
        self.assertEqual(len(links), 2)
        self._late_bill(self.contract, 30)
        third = self._demand(self.contract, common.IN_WINDOW, subject="For the new one")
        self.assertEqual(len(third.line_ids), 1)
        page = self._page(f"/my/demands/{third.id}")
        [besides] = page.xpath("//section[@aria-labelledby='demand_besides']")
        links = besides.xpath(f".//a[@href='/my/instalments/{plan.id}']")
        self.assertEqual(len(links), 2)
        self.assertNotIn("Overdue", besides.text_content())
        text = self._text(self._page(f"/my/demands/{newer.id}"))
        self.assertNotIn("Each document is paid once only", text)

    def test_home_names_the_last_letter_about_a_debt_alone(self):
        newer = self._demand(self.contract, common.IN_WINDOW, subject="Last demand")
        home = self._page_of_anna("/my")
        [box] = home.xpath("//section[@aria-labelledby='home_demands']")
        links = box.xpath(".//a/@href")
        self.assertEqual(links, [f"/my/demands/{newer.id}"])

    def test_home_asks_for_nothing_that_is_paid_in_instalments(self):
        plan = self.env["water.instalment.plan"].create(
            {"partner_id": self.contract.partner_id.id, "count": 2}
        )
        plan.action_offer()
        plan.signed_on = common.IN_WINDOW
        plan.action_signed()
        home = self._page_of_anna("/my")
        self.assertFalse(home.xpath("//section[@aria-labelledby='home_demands']"))
        plan._break(plan.row_ids[0])
        home = self._page("/my")
        self.assertTrue(home.xpath("//section[@aria-labelledby='home_demands']"))

    def _page_of_anna(self, address):
        self._login(self.anna)
        return self._page(address)

    def test_opening_it_is_its_delivery_where_that_need_not_be_proved(self):
        self._login(self.anna)
        self._page(self.address)
        self.assertTrue(self.demand.first_opened_at)
        self.assertEqual(
            (self.demand.state, self.demand.delivery_way, self.demand.delivered_on),
            ("delivered", "portal", common.IN_WINDOW),
        )
        opened = self.demand.first_opened_at
        self._page(self.address)
        self.assertEqual(self.demand.first_opened_at, opened)

    def test_opening_proves_nothing_where_delivery_must_be_proved(self):
        self.demand._cancel("x")
        demand = self._demand(self.contract, common.IN_WINDOW, provable=True)
        self._login(self.anna)
        self._page(f"/my/demands/{demand.id}")
        self.assertTrue(demand.first_opened_at)
        self.assertEqual((demand.state, demand.delivered_on), ("issued", False))

    def test_nobody_else_sees_it(self):
        self._login(self.bogdan)
        for address in (self.address, f"{self.address}/pdf", f"/my/demands/{2**40}"):
            with self.subTest(address):
                response = self.url_open(address, allow_redirects=False)
                self.assertEqual(response.status_code, 404)
        self.assertIn("no payment demands", self._text(self._page("/my/demands")))
        self.assertFalse(self.demand.first_opened_at)

    def test_who_holds_an_access_does_not_see_it(self):
        access = self.env["ibok.access"].create(
            {
                "contract_id": self.contract.id,
                "user_id": self.bogdan.id,
                "date_from": "2026-11-01",
            }
        )
        mine = self.env["water.payment.demand"].with_user(self.bogdan)
        self._login(self.bogdan)
        for scope in ("see", "act"):
            with self.subTest(scope):
                access.sudo().scope = scope
                response = self.url_open(self.address, allow_redirects=False)
                self.assertEqual(response.status_code, 404)
                self.assertFalse(mine.search([]))
                page = self._page(f"/my/pay?demand={self.demand.id}")
                self.assertNotIn(self.demand.name, self._text(page))

    def test_a_draft_is_nobody_s_yet(self):
        self.demand._cancel("x")
        draft, _refused = self.env["water.payment.demand"]._make(
            self.demand.stage_id,
            self.env.company,
            common.IN_WINDOW,
            self.contract.partner_id,
            by_hand=True,
        )
        self.assertEqual(draft.state, "draft")
        self._login(self.anna)
        response = self.url_open(f"/my/demands/{draft.id}", allow_redirects=False)
        self.assertEqual(response.status_code, 404)

    def test_all_of_it_is_paid_at_once(self):
        third = self._late_bill(self.contract, 70, due="2026-12-31")
        self._login(self.anna)
        page = self._page(self.address)
        self.assertTrue(page.xpath(f"//a[@href='/my/pay?demand={self.demand.id}']"))
        page = self._page(f"/my/pay?demand={self.demand.id}")
        chosen = page.xpath("//input[@name='bill'][@checked]/@value")
        self.assertEqual({int(one) for one in chosen}, {self.bill.id, self.other.id})
        self._pay(self.bill, self.other)
        transaction = self._transactions()
        self.assertEqual(transaction.amount, 350)
        self.assertNotIn(third, transaction.invoice_ids)
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        self.provider.journal_id = journal
        transaction._set_done()
        transaction._create_payment(
            payment_method_line_id=journal.inbound_payment_method_line_ids[:1].id
        )
        self.assertEqual(self.demand.state, "settled")
        text = self._text(self._page(self.address))
        self.assertIn("is paid. Thank you", text)
        self.assertNotIn("How to pay by transfer", text)
        self.assertNotIn("You have a payment demand", self._text(self._page("/my")))

    def test_a_demand_taken_back_asks_for_nothing(self):
        self.demand._cancel("tajna pomyłka")
        self._login(self.anna)
        text = self._text(self._page(self.address))
        self.assertIn("This demand was taken back", text)
        self.assertNotIn("tajna pomyłka", text)
        self.assertNotIn("Left to pay now", text)

    def test_the_file(self):
        self._login(self.anna)
        response = self.url_open(f"{self.address}/pdf")
        self.assertEqual(response.content[:5], b"%PDF-")
        self.assertEqual(response.content, self.demand.kept_pdf_id.raw)

    def test_a_customer_with_an_account_gets_e_mail(self):
        partner = self.contract.partner_id
        partner.email = "anna@example.com"
        self.assertEqual(partner._water_email_takers(self.env.company), partner)
        partner.email = False
        self.assertFalse(partner._water_email_takers(self.env.company))

    def test_the_service_can_be_closed(self):
        service = self.env["ibok.service"].search(
            [("code", "=", "demands"), ("company_id", "=", self.env.company.id)]
        )
        service.write({"state": "off"})
        self._login(self.anna)
        self.assertEqual(self.url_open(self.address).status_code, 503)
        self.assertFalse(self._page("/my").xpath("//a[@href='/my/demands']"))
