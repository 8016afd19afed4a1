"""WCAG 2.1 A and AA: payment demands, in each of their states."""

import browser

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import common, demand_case

NARROW = {"width": 320, "height": 640}


@tagged("post_install", "-at_install")
class TestDemandsAreAccessible(
    demand_case.DemandFixtures, browser.BrowserCase, common.WaterPortalHttpCase
):
    """On a phone, and at 320 pixels."""

    def setUp(self):
        super().setUp()
        today = self.env["water.contract"]._portal_today()
        self.bill = self._late_bill(self.contract, due="2026-01-15")
        self._late_bill(self.contract, 12345.67, due="2026-02-16")
        self.demand = self._demand(
            self.contract,
            today,
            subject="Ostateczne przedsądowe wezwanie do zapłaty",
            kind="final",
            provable=True,
        )
        self.number, self.address = (
            self.demand.name,
            f"/my/demands/{self.demand.id}",
        )

    def test_a_demand_that_waits(self):
        for size in (browser.PHONE, NARROW):
            with self.person(self.anna, size=size) as page:
                for address in ("/my", "/my/demands", self.address):
                    page.goto(address)
                    self.look(page, f"{address} {size['width']}")

    def test_it_is_reached_by_the_keyboard_and_without_scripts(self):
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto("/my")
            self.tab_to(page, f"a[href='{self.address}']")
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{self.address}")
            self.tab_to(page, f"a[href='{self.address}/pdf']")
        with self.person(self.anna, size=browser.PHONE, javascript=False) as page:
            page.goto(self.address)
            self.assertIn(self.number, page.inner_text("h1 + p"))

    def test_one_taken_back_and_none(self):
        self.demand._cancel("x")
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto(self.address)
            self.look(page, "taken back")
        with self.person(self.bogdan, size=browser.PHONE) as page:
            page.goto("/my/demands")
            self.look(page, "none")

    def test_one_that_is_paid(self):
        for move in self.demand.line_ids.move_id:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create({})._create_payments()
        self.assertEqual(self.demand.state, "settled")
        with self.person(self.anna, size=browser.PHONE) as page:
            for address in ("/my/demands", self.address):
                page.goto(address)
                self.look(page, f"paid {address}")
