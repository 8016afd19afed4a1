from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ibok_water.tests.common import like

from . import common


@tagged("post_install", "-at_install")
class TestHomePage(common.WaterPortalHttpCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))

    def test_nothing_to_pay_and_time_to_read(self):
        self._login(self.anna)
        page = self._page("/my")
        text = self._text(page)
        self.assertIn("You have nothing to pay", text)
        self.assertIn("340 m³", text)
        self.assertIn("Now is the time to read", text)
        self.assertTrue(
            page.xpath(f"//a[@href='/my/readings/new?contract_id={self.contract.id}']")
        )

    def test_what_is_owed_comes_from_the_ledger(self):
        self.contract.with_user(self.anna)._portal_submit({self.point.id: "352"})
        move = self.contract.settlement_ids.move_id
        balance = self.anna.partner_id._portal_balance(
            self.env.company, common.IN_WINDOW
        )
        self.assertEqual(balance["owed"], move.amount_total)
        self.assertEqual(balance["due"], move.invoice_date_due)
        self.assertEqual(balance["overdue"], 0)
        late = self.anna.partner_id._portal_balance(
            self.env.company, common.date(2027, 3, 1)
        )
        self.assertEqual(late["overdue"], move.amount_total)
        self._login(self.anna)
        self.assertIn(f"{move.amount_total:.2f}", self._text(self._page("/my")))
        self.assertIn(
            "You have nothing to pay",
            self._text(self._page_of(self.bogdan, "/my")),
        )

    def test_all_or_a_part_is_overdue(self):
        self.contract.with_user(self.anna)._portal_submit({self.point.id: "352"})
        move = self.contract.settlement_ids.move_id
        late = move.invoice_date_due + timedelta(days=1)
        self.startPatcher(freeze_time(f"{late} 10:00:00"))
        text = self._text(self._page_of(self.anna, "/my"))
        self.assertIn("Overdue: it was to be paid by", text)
        self.assertNotIn("Of this", text)
        newer = like(move, invoice_date=late, invoice_date_due=late)
        newer.action_post()
        text = self._text(self._page_of(self.anna, "/my"))
        self.assertRegex(text, rf"Of this\W+{move.amount_total:.2f}\W.*is overdue")

    def test_single_open_bill_is_one_step_away(self):
        self.contract.with_user(self.anna)._portal_submit({self.point.id: "352"})
        move = self.contract.settlement_ids.move_id
        page = self._page_of(self.anna, "/my")
        link = page.xpath("//a[contains(., 'See the bill and how to pay')]/@href")
        self.assertEqual(link, [f"/my/invoices/{move.id}"])
        self.assertIn("How to pay by transfer", self._text(self._page(link[0])))

    def test_each_thing_is_named_once(self):
        page = self._page_of(self.anna, "/my")
        links = page.xpath("//main//a[starts-with(@href, '/my/invoices')]")
        self.assertEqual([a.text_content() for a in links], ["My bills"])
        heading = self._page("/my/invoices").xpath("//main//h1")
        self.assertEqual([h.text_content() for h in heading], ["My bills"])

    def test_many_contracts_are_one_card_with_one_button(self):
        for number in ("71", "72"):
            self._make_contract(self.anna, [self._make_point(number, value=10)])
        page = self._page_of(self.anna, "/my")
        links = page.xpath("//main//a[starts-with(@href, '/my/readings/new')]")
        self.assertEqual([a.get("href") for a in links], ["/my/readings/new"])
        text = self._text(page)
        self.assertEqual(text.count("please enter it by"), 3)
        [rest] = page.xpath("//main//details")
        self.assertIn("340 m³", rest.text_content())

    def test_very_many_contracts_are_told_in_short(self):
        """What asks for a cooperative today, and the way to its list of meters."""
        points = [self._make_point(number, value=10) for number in ("71", "72", "73")]
        for point in points:
            self._make_contract(self.anna, [point])
        held = self._read(points[0], 9, common.date(2026, 12, 10))
        self.assertEqual(held.state, "held")
        whole = self._page_of(self.anna, "/my")
        with self._many(2):
            page = self._page("/my")
        text = self._text(page)
        self.assertEqual(text.count("please enter it by"), 2)
        self.assertIn("Others to read: 2", text)
        links = [
            [a.get("href") for a in each.xpath("//main//a[contains(@href, 'reading')]")]
            for each in (page, whole)
        ]
        self.assertEqual(*links)
        self.assertIn(f"/my/readings/{held.id}", links[0])
        self.assertTrue(page.xpath("//main//a[@href='/my/water'][contains(., 'All')]"))

    def test_very_many_contracts_and_nothing_to_read(self):
        for number in ("71", "72", "73"):
            self._make_contract(self.anna, [self._make_point(number, value=10)])
        with self._many(2), freeze_time("2026-11-10 10:00:00"):
            text = self._text(self._page_of(self.anna, "/my"))
        self.assertIn("No meter is to be read today", text)
        self.assertIn("Enter a reading", text)

    @contextmanager
    def _many(self, count):
        """As if so many contracts were the most that are named one by one."""
        with (
            patch("odoo.addons.ibok_portal.controllers.portal_home.MANY", count),
            patch("odoo.addons.ibok_portal.models.water_contract_overview.MANY", count),
        ):
            yield

    def _page_of(self, user, url):
        self._login(user)
        return self._page(url)

    def _overpay(self):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.anna.partner_id.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": 50,
            }
        )
        payment.action_post()
        self.assertTrue(payment.move_id)

    def test_payment_too_much_is_told(self):
        self._overpay()
        balance = self.anna.partner_id._portal_balance(
            self.env.company, common.IN_WINDOW
        )
        self.assertEqual(balance["owed"], -50)
        text = self._text(self._page_of(self.anna, "/my"))
        self.assertRegex(text, r"You have paid \D*50[.,]00\D* more than your bills")
        self.assertIn("taken off the next bill", text)

    def test_who_gets_no_bill_any_more_is_told_how_to_get_it_back(self):
        partner = self.anna.partner_id
        self.assertEqual(
            partner.sudo()._portal_credit_road(self.env.company, common.IN_WINDOW),
            "bill",
        )
        contracts = self.env["water.contract"].search(
            [("partner_id", "=", partner.id), ("state", "=", "open")]
        )
        contracts.date_to = "2026-11-30"
        self._overpay()
        text = self._text(self._page_of(self.anna, "/my"))
        self.assertIn("apply for its refund", text)
        self.assertNotIn("taken off the next bill", text)
        application = self.env["ibok.application"].create(
            {
                "kind_id": self.env.ref("ibok_portal.application_refund").id,
                "partner_id": partner.id,
            }
        )
        application._set_process(
            {
                "state": "checking",
                "number": "WN/T/1",
                "received_on": common.IN_WINDOW,
                "deadline": common.IN_WINDOW,
            }
        )
        text = self._text(self._page_of(self.anna, "/my"))
        self.assertIn("dealing with your application for its refund", text)
        self.assertNotIn("apply for its refund", text)
        refund = self.env["water.refund"].create(
            {
                "partner_id": partner.id,
                "amount": 20,
                "nrb": "83101010230000261395100000",
            }
        )
        text = self._text(self._page_of(self.anna, "/my"))
        self.assertRegex(text, r"Of this \D*20[.,]00\D* is being paid back")
        self.assertNotIn("It is being paid back", text)
        refund.amount = 50
        for path in ("/my", "/my/statement"):
            text = self._text(self._page_of(self.anna, path))
            self.assertIn("It is being paid back", text)
            self.assertNotIn("next bill", text)

    def test_resident_without_a_contract_is_told_whom_to_ask(self):
        carol = self._make_resident("carol")
        self._login(carol)
        for url in ("/my", "/my/water", "/my/contracts"):
            self.assertIn("No water contract is linked", self._text(self._page(url)))
        self.assertIn(
            "There are no readings yet", self._text(self._page("/my/readings"))
        )
        self.assertIn("no meter to read", self._text(self._page("/my/readings/new")))
