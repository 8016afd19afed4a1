from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import common, pay_case
from odoo.addons.ibok_water.tests import common as water_common
from odoo.addons.ibok_water.tests.instalment_case import SETTINGS

NOW = "2026-11-20 10:00:00"


@tagged("post_install", "-at_install")
class TestInstalmentPage(pay_case.PayFixtures, common.WaterPortalHttpCase):
    """A resident asks for instalments, accepts them, and pays the next one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_provider()
        cls.env.company.write(SETTINGS)
        cls.env["water.interest.rate"]._load_shipped()
        cls.income = cls.env["account.account"].search(
            [
                ("account_type", "=", "income"),
                ("company_ids", "in", cls.env.company.id),
            ],
            limit=1,
        )
        cls.bill = cls._bill(cls.contract, 240, "2026-09-15")
        cls.newer = cls._bill(cls.contract, 60, "2026-11-30")
        cls.theirs = cls._bill(cls.other_contract, 500, "2026-09-15")

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOW)
        clock.start()
        self.addCleanup(clock.stop)

    @classmethod
    def _bill(cls, contract, amount, due):
        bill = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": cls.env.company.water_journal_id.id,
                "partner_id": contract.partner_id.id,
                "water_contract_id": contract.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Woda",
                            "price_unit": amount,
                            "tax_ids": False,
                            "account_id": cls.income.id,
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return bill

    def _line(self, bill):
        return bill._water_receivable().id

    def _send(self, url, status=303, **data):
        # The session's token is the same in each of its forms.
        [token, *_] = self._page("/my/account").xpath(
            "//form//input[@name='csrf_token']/@value"
        )
        response = self.url_open(
            url, data={"csrf_token": token, **data}, allow_redirects=False
        )
        self.assertEqual(response.status_code, status, response.text[:300])
        return response

    def _plans(self):
        return self.env["water.instalment.plan"].search(
            [("partner_id", "in", (self.anna | self.bogdan).partner_id.ids)]
        )

    def _offered(self, count=2, first_day="2026-12-01"):
        plan = self.env["water.instalment.plan"].create(
            {
                "partner_id": self.anna.partner_id.id,
                "count": count,
                "first_day": first_day,
            }
        )
        plan.action_offer()
        return plan

    def _ask(self, status=303, **changes):
        asked = {
            "debt": [self._line(self.bill)],
            "count": 3,
            "first": "2026-12-01",
            "agree": "1",
            "note": "I lost my job",
        } | changes
        return self._send("/my/instalments/new", status, **asked)

    def test_the_plan_is_shown_before_it_is_asked_for(self):
        self._login(self.anna)
        text = self._text(self._page("/my/instalments"))
        self.assertIn("You have no instalment plan", text)
        page = self._page("/my/instalments/new")
        chosen = page.xpath("//input[@name='debt'][@checked]/@value")
        self.assertEqual(chosen, [str(self._line(self.bill))], "overdue ones")
        self.assertEqual(len(page.xpath("//input[@name='debt']")), 2)
        self.assertFalse(page.xpath("//form[@method='post']//input[@name='agree']"))
        page = self._page(
            f"/my/instalments/new?debt={chosen[0]}&count=3&first=2026-12-01"
        )
        cells = [cell.text_content() for cell in page.xpath("//main//tbody//td")]
        self.assertEqual([cell.split("\xa0")[0] for cell in cells], ["80.00"] * 3)
        self.assertIn("Interest for late payment is not part", self._text(page))
        self.assertFalse(self._plans())

    def test_a_resident_asks_and_the_office_agrees(self):
        self._login(self.anna)
        response = self._ask()
        plan = self._plans()
        self.assertTrue(response.headers["Location"].endswith(str(plan.id)))
        self.assertEqual(
            (plan.state, plan.amount, plan.note, plan.consent_user_id),
            ("asked", 240, "I lost my job", self.anna),
        )
        self.assertTrue(plan.consent_at and plan.consent_ip)
        self.assertTrue(plan.activity_ids)
        text = self._text(self._page(f"/my/instalments/{plan.id}"))
        self.assertIn("waits for the answer of the office", text)
        plan.action_approve()
        text = self._text(self._page(f"/my/instalments/{plan.id}"))
        self.assertIn("Next instalment", text)
        for url, way in (
            ("/my/instalments", ["Instalments"]),
            (f"/my/instalments/{plan.id}", ["Instalments", plan.name]),
        ):
            steps = self._page(url).xpath("//ol[contains(@class, 'breadcrumb')]/li")
            self.assertEqual([step.text_content().strip() for step in steps[1:]], way)

    def test_faults_are_told(self):
        self._login(self.anna)
        for changes, told in (
            ({"agree": ""}, "tick the box"),
            ({"debt": []}, "at least one document"),
            ({"count": 9}, "At most 4 instalments"),
            ({"count": "x"}, "how many instalments"),
            ({"count": 1}, "two or more"),
            ({"first": "2027-02-01"}, "first instalment is paid by a day"),
            ({"first": "soon"}, "day by which"),
            ({"debt": [self._line(self.newer)], "count": 2}, "possible from"),
            ({"note": "x" * 2001}, "too long"),
        ):
            with self.subTest(told):
                page = common.html.fromstring(self._ask(200, **changes).text)
                alert = page.xpath("//*[@role='alert']")[0].text_content()
                self.assertIn(told, alert)
        self.assertFalse(self._plans())

    def test_debts_of_others_and_nonsense_are_not_taken(self):
        self._login(self.anna)
        self._ask(200, debt=[self._line(self.theirs)])
        self._ask(200, debt=["9" * 30, "x", "-1"])
        self.assertFalse(self._plans())

    def test_closed_by_the_office(self):
        self.env.company.water_instalment_portal = False
        self._login(self.anna)
        page = self._page("/my/instalments")
        self.assertFalse(page.xpath("//a[@href='/my/instalments/new']"))
        self._ask(200)
        self.assertFalse(self._plans())

    def test_an_offer_is_accepted_with_its_consent(self):
        plan = self._offered()
        self._login(self.anna)
        url = f"/my/instalments/{plan.id}"
        self.assertIn("The office offers it to you", self._text(self._page(url)))
        response = self._send(f"{url}/accept", 200)
        self.assertIn("tick the box", response.text)
        self.assertEqual(plan.state, "offered")
        self._send(f"{url}/accept", agree="1")
        self.assertEqual(
            (plan.state, plan.consent_user_id, plan.consent_way, bool(plan.consent_ip)),
            ("running", self.anna, "portal", True),
        )
        self.assertIn(
            "cannot be done any more", self._send(f"{url}/accept", 200, agree="1").text
        )

    def test_an_offer_is_declined(self):
        plan = self._offered()
        self._login(self.anna)
        self._send(f"/my/instalments/{plan.id}/decline")
        self.assertEqual(plan.state, "withdrawn")

    def test_what_was_asked_is_taken_back(self):
        self._login(self.anna)
        self._ask()
        plan = self._plans()
        self._send(f"/my/instalments/{plan.id}/decline")
        self.assertEqual(plan.state, "withdrawn")
        self._ask()

    def test_the_next_instalment_is_paid_on_line(self):
        plan = self._offered()
        plan.signed_on = date(2026, 11, 20)
        plan.action_signed()
        self._let_pay()
        self._login(self.anna)
        page = self._page(f"/my/instalments/{plan.id}")
        self.assertTrue(page.xpath("//form[contains(@action, '/pay')]//button"))
        self._send(f"/my/instalments/{plan.id}/pay", 200, way=self.way)
        transaction = self._transactions()
        self.assertEqual(
            (transaction.amount, transaction.invoice_ids),
            (150, self.bill | self.newer),
        )
        self.assertIn(f"/my/instalments/{plan.id}", transaction.landing_route)
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        self.provider.journal_id = journal
        transaction._set_done()
        transaction._create_payment(
            payment_method_line_id=journal.inbound_payment_method_line_ids[:1].id
        )
        self.env.invalidate_all()
        self.assertEqual(plan.row_ids.mapped("left"), [0, 150])
        # The oldest debt first.
        self.assertEqual(self.bill.amount_residual, 90)

    def test_while_a_payment_is_confirmed_there_is_no_second(self):
        plan = self._offered()
        plan.signed_on = date(2026, 11, 20)
        plan.action_signed()
        self._let_pay()
        self._login(self.anna)
        self._send(f"/my/instalments/{plan.id}/pay", 200, way=self.way)
        self._transactions()._set_pending()
        page = self._page(f"/my/instalments/{plan.id}")
        self.assertIn("A payment is being confirmed", self._text(page))
        self.assertFalse(page.xpath("//form[contains(@action, '/pay')]"))
        self._send(f"/my/instalments/{plan.id}/pay", 200, way=self.way)
        self.assertEqual(len(self._transactions()), 1)

    def test_an_instalment_is_not_paid_twice_by_mistake(self):
        plan = self._offered()
        plan.signed_on = date(2026, 11, 20)
        plan.action_signed()
        self._let_pay()
        self._login(self.anna)
        url = f"/my/instalments/{plan.id}"
        self._send(f"{url}/pay", 200, way=self.way)
        told = self._page(url).xpath("//input[@name='begun']/@value")
        self.assertEqual(told, [str(self._transactions().id)])
        self._send(f"{url}/pay", 200, way=self.way)
        self.assertEqual(len(self._transactions()), 1, "that page did not tell")
        self._send(f"{url}/pay", 200, way=self.way, begun=told)
        self.assertEqual(len(self._transactions()), 2)

    def test_nobody_else_reaches_a_plan(self):
        self._assert_out_of_reach(self._offered(), self.bogdan)

    def test_nobody_of_the_office_accepts_for_a_customer(self):
        """He reads it in the office, and has no word in the customer's place."""
        plan = self._offered()
        groups = ("account.group_account_readonly", "ibok_water.group_water_clerk")
        for number, group in enumerate(groups):
            member = water_common.user(self.env, f"office-{number}", group)
            with self.subTest(group):
                self.assertIn(plan, plan.with_user(member).search([]))
                self._assert_out_of_reach(plan, member)

    def _assert_out_of_reach(self, plan, user):
        self._login(user)
        for part in ("", "/print"):
            self._page(f"/my/instalments/{plan.id}{part}", 404)
        for part in ("accept", "decline", "pay"):
            self._send(f"/my/instalments/{plan.id}/{part}", 404, agree="1")
        self.assertNotIn(plan.name, self._text(self._page("/my/instalments")))
        self._page(f"/my/instalments/{2**40}", 404)
        self.assertEqual(plan.state, "offered")

    def test_home_tells_of_a_plan_beside_what_is_owed(self):
        self._login(self.anna)
        self.assertNotIn("See plan", self._text(self._page("/my")))
        plan = self._offered(first_day="2026-11-24")
        self.assertIn("please accept or decline it", self._text(self._page("/my")))
        plan._accept(self.anna, "192.0.2.1")
        text = self._text(self._page("/my"))
        self.assertIn("Agreed on", text)
        self.assertIn("150.00", text, "what comes next")
        self.assertNotIn("Overdue", text)
        with freeze_time("2026-11-26 10:00:00"):
            self.assertIn("Overdue. Please pay it now", self._text(self._page("/my")))
        self._login(self.bogdan)
        self.assertNotIn(plan.name, self._text(self._page("/my")))

    def test_what_is_paid_by_a_plan_is_not_asked_for_at_once(self):
        plan = self._offered()
        self._login(self.anna)
        ticked = "//input[@name='bill'][@checked]/@value"
        both = {str(self.bill.id), str(self.newer.id)}
        self.assertEqual(set(self._page("/my/pay").xpath(ticked)), both)
        with freeze_time("2027-01-05 10:00:00"):
            self._login(self.anna)
            self.assertIn("Overdue: it was", self._text(self._page("/my")))
        plan._accept(self.anna, "192.0.2.1")
        with freeze_time("2026-11-30 10:00:00"):
            self._login(self.anna)
            page = self._page("/my")
            text = self._text(page)
            self.assertIn("300.00", text)
            self.assertIn("is paid by instalments, as agreed", text)
            self.assertNotIn("it was to be paid by", text)
            links = page.xpath("//main//a[contains(@class, 'btn-primary')]/@href")
            self.assertIn(f"/my/instalments/{plan.id}", links)
            self.assertNotIn("/my/pay", links)
            for address in ("/my/pay", "/my/pay?overdue=1"):
                page = self._page(address)
                self.assertEqual(page.xpath(ticked), [])
                text = self._text(page)
                self.assertEqual(text.count("Paid by instalments"), 2)
                self.assertNotIn("Overdue: it was", text)
                self.assertNotIn("You cannot pay at once?", text)
        newest = self._bill(self.contract, 25, "2026-11-01")
        with freeze_time("2026-11-30 10:00:00"):
            self._login(self.anna)
            self.assertEqual(self._page("/my/pay").xpath(ticked), [str(newest.id)])
            self.assertIn("is overdue", self._text(self._page("/my")))

    def test_what_the_office_prepares_is_not_shown(self):
        plan = self.env["water.instalment.plan"].create(
            {"partner_id": self.anna.partner_id.id, "first_day": "2026-12-01"}
        )
        self._login(self.anna)
        self._page(f"/my/instalments/{plan.id}", 404)

    def test_a_broken_plan_says_what_is_left(self):
        plan = self._offered()
        plan.signed_on = date(2026, 11, 20)
        plan.action_signed()
        plan._break(plan.row_ids[0])
        self._login(self.anna)
        page = self._page(f"/my/instalments/{plan.id}")
        text = self._text(page)
        self.assertIn("was not paid in time", text)
        self.assertIn("The office writes", text)
        self.assertNotIn("Next instalment", text)
        self.assertTrue(page.xpath("//main//a[@href='/my/pay?overdue=1']"))
        # It was foretold for days that nobody keeps to any more.
        self.assertNotIn("Interest for late payment is not part", text)

    def test_the_agreement_as_pdf(self):
        plan = self._offered()
        self._login(self.anna)
        response = self.url_open(f"/my/instalments/{plan.id}/print")
        self.assertEqual(response.content[:5], b"%PDF-")
