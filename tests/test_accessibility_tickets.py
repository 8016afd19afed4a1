"""WCAG 2.1 A and AA on the pages of matters, in each of their states."""

import browser
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import common
from odoo.addons.ibok_portal.tools.link_key import key_hash
from odoo.addons.ibok_water.models.law_day import law_day
from odoo.addons.ibok_water.tests import common as water_common

LONG = "https://example.com/" + "x" * 80


@tagged("post_install", "-at_install")
class TestTicketsAreAccessible(browser.BrowserCase):
    """On a phone: empty, filled, with faults; and without an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        water_common.quiet_company(cls.env.company)
        common.name_municipality(cls.env.company)
        cls.env["ibok.attempt"].search([]).unlink()
        cls.env.company.water_emergency_phone = "+48 43 677 00 01"
        cls.kind = cls.env["ibok.ticket.category"].create(
            {"name": "Niskie ciśnienie", "questions": "Od kiedy?", "alarm": True}
        )
        cls.resident = water_common.user(
            cls.env, "ticket-resident", name="Anna Kowal", lang="pl_PL"
        )

    def test_of_a_resident(self):
        ticket = self.env["ibok.ticket"]._open_matter(
            self.resident,
            {"name": LONG, "description": LONG, "category_id": self.kind.id},
        )
        ticket._ask_resident("Przy którym kranie?")
        other = ticket.copy({"partner_id": self.resident.partner_id.id})
        other._answer("Naprawiono", "phone")
        with self.person(self.resident, size=browser.PHONE) as page:
            for address in (
                "/my",
                "/my/tickets",
                "/my/tickets/new",
                f"/my/tickets/new?category_id={self.kind.id}",
                f"/my/tickets/{ticket.id}?sent=1",
                f"/my/tickets/{other.id}",
            ):
                page.goto(address)
                self.look(page, address)
            page.goto(f"/my/tickets/new?category_id={self.kind.id}")
            page.click("main form button[type=submit]")
            page.wait_for_selector("[role=alert]")
            self.look(page, "/my/tickets/new with faults")
            page.context.set_geolocation(
                {"latitude": 51.5, "longitude": 19.25, "accuracy": 20}
            )
            page.context.grant_permissions(["geolocation"])
            page.click(".o_water_spot_take")
            page.wait_for_selector(".o_water_spot_drop:not(.d-none)")
            self.look(page, "/my/tickets/new with a position")
            given = [
                page.input_value(f"input[name={name}]")
                for name in ("latitude", "longitude", "spot_exact")
            ]
            self.assertEqual(given, ["51.500000", "19.250000", "20"])
            page.click(".o_water_spot_drop")
            self.assertFalse(page.input_value("input[name=latitude]"))

    def test_nothing_reported(self):
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto("/my/tickets")
            self.look(page, "/my/tickets empty")

    def test_how_fast_the_office_answers(self):
        self.env["ibok.promise.record"].search([]).unlink()
        with self.stranger() as page:
            page.goto("/ibok/promises")
            self.look(page, "/ibok/promises empty")
        last_month = fields.Date.today() - relativedelta(months=1, day=2)
        for _number in range(self.env.company.ibok_figures_minimum):
            ticket = self.env["ibok.ticket"]._open_matter(
                self.resident,
                {"name": LONG, "description": LONG, "category_id": self.kind.id},
            )
            with law_day(last_month):
                ticket._begin_promise()
                ticket._answer("Naprawiono", "phone")
        with self.stranger() as page:
            page.goto("/ibok/promises")
            # The days that are promised, and those it took.
            self.assertEqual(page.locator("main table").count(), 2)
            self.look(page, "/ibok/promises")

    def test_without_an_account(self):
        ticket = self.env["ibok.ticket"]._report(
            {
                "name": "Niskie ciśnienie",
                "description": LONG,
                "category_id": self.kind.id,
                "email": "jan@example.com",
            }
        )
        key = "a" * 43
        ticket.token_hash = key_hash(key)
        link = f"/ibok/report/{ticket.id}/{key}"
        with self.stranger() as page:
            for address in (
                "/ibok/report",
                "/ibok/report/sent",
                "/ibok/report/follow",
                "/ibok/report/1/x",
                link,
            ):
                page.goto(address)
                self.look(page, address)
            page.click("main form button[type=submit]")
            page.wait_for_selector("main dl")
            self.look(page, "confirmed")
            number, code = page.locator("main dd").all_inner_texts()
            page.goto("/ibok/report/follow")
            page.fill("#number", number)
            page.fill("#code", "AAAAA-AAAAA")
            page.click("main form button[type=submit]")
            page.wait_for_selector("[role=alert]")
            self.look(page, "wrong code")
            page.fill("#code", code)
            page.click("main form button[type=submit]")
            page.wait_for_url("**/ibok/report/case")
            self.look(page, "case")
            page.goto("/ibok/report")
            page.click("main form button[type=submit]")
            page.wait_for_selector("[role=alert]")
            self.look(page, "report with faults")
