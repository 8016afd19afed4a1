"""WCAG 2.1 A and AA on pages for everybody, in each of their states."""

import re

import browser

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ibok_portal.tests.accessibility_case import (
    FULL,
    GAP,
    declaration_of,
)
from odoo.addons.ibok_water.tests import common


class PublicPages(browser.BrowserCase):
    """Pages without a login, on a phone."""

    def assert_accessible(self, page, address):
        """No fault of WCAG, and nothing wider than the phone."""
        page.goto(address)
        self.look(page, address)


@tagged("post_install", "-at_install")
class TestDeclarationIsAccessible(PublicPages):
    """The declaration must be accessible, whatever it says of the rest (art. 10)."""

    def _check(self, status=None, **vals):
        declaration = declaration_of(
            self.env, **({**FULL, "status": status} if status else {}), **vals
        )
        if status in ("partial", "none"):
            declaration.gap_ids = [
                Command.create(GAP),
                Command.create({**GAP, "kind": "exempt", "legal_basis": "art. 3"}),
                Command.create(
                    {**GAP, "kind": "cost", "url": "https://example.com/" + "x" * 80}
                ),
            ]
        if status:
            declaration.action_publish()
        with self.stranger() as page:
            self.assert_accessible(page, "/ibok/accessibility")

    def test_not_drawn_up(self):
        self._check()

    def test_fully_compliant(self):
        self._check("full", facilities="Duże litery", shortcuts="Alt + S")

    def test_partially_compliant(self):
        self._check("partial", date_reviewed="2026-03-30")

    def test_not_compliant(self):
        self._check("none")


@tagged("post_install", "-at_install")
class TestAnnouncementsAreAccessible(PublicPages):
    """The list and the page of announcements, and a home page with some."""

    def setUp(self):
        super().setUp()
        self.env["ibok.announcement"].search([]).active = False
        for name in ("Buczek", "Czestków-Osiedle"):
            village = self.env["water.village"].create({"name": name, "zip": "98112"})
            self.env["water.premise"].create({"village_id": village.id})

    def _announce(self, title="Przerwa w dostawie wody w piątek", **vals):
        announcement = self.env["ibok.announcement"].create(
            {
                "title": title,
                "body": "W piątek\n\nhttps://example.com/" + "x" * 80,
                "kind": "outage",
                "date_from": "2026-01-02",
                **vals,
            }
        )
        announcement.action_publish()
        return announcement

    def test_empty_list(self):
        with self.stranger() as page:
            self.assert_accessible(page, "/ibok/announcements")

    def test_list(self):
        for number in range(11):
            self._announce(urgent=not number, date_to=number % 2 and "2099-12-31")
        with self.stranger() as page:
            self.assert_accessible(page, "/ibok/announcements")

    def test_one(self):
        announcement = self._announce(urgent=True)
        with self.stranger() as page:
            self.assert_accessible(page, f"/ibok/announcements/{announcement.id}")

    def test_one_of_the_past(self):
        announcement = self._announce(date_to="2026-01-02")
        with self.stranger() as page:
            self.assert_accessible(page, f"/ibok/announcements/{announcement.id}")

    def test_home(self):
        for number in range(4):
            self._announce(urgent=not number)
        user = common.user(self.env, "axe")
        with self.person(user, size=browser.PHONE) as page:
            self.assert_accessible(page, "/my")

    def test_a_village_is_chosen_by_keyboard(self):
        with self.stranger() as page:
            page.goto("/ibok/announcements")
            page.focus("#village")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Tab")  # what about
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"\?village=\d+"))


@tagged("post_install", "-at_install")
class TestComparisonIsAccessible(PublicPages):
    """The comparison with similar households, with numbers and without."""

    def _check(self, grouped):
        make = common.Factory(self.env)
        common.quiet_company(self.env.company)
        user = common.user(self.env, "axe")
        make.contract([make.metered_point(10)], partner=user.partner_id, persons=3)
        groups = self.env["ibok.use.group"]
        groups.search([("company_id", "=", self.env.company.id)]).unlink()
        if grouped:
            groups.create(
                {
                    "company_id": self.env.company.id,
                    "date_end": "2026-02-01",
                    "persons_from": 2,
                    "persons_to": 5,
                    "households": 20,
                    "quarter": 5.5,
                    "median": 8,
                    "three_quarters": 11,
                }
            )
        with self.person(user, size=browser.PHONE) as page:
            self.assert_accessible(page, "/my/water/compare")

    def test_with_numbers(self):
        self._check(True)

    def test_too_few(self):
        self._check(False)


@tagged("post_install", "-at_install")
class TestPricesAreAccessible(PublicPages):
    """Prices of today and of before, and what a month costs."""

    def setUp(self):
        super().setUp()
        make = common.Factory(self.env)
        self.env.cr.execute("UPDATE water_tariff SET state = 'closed'")
        self.env.invalidate_all()
        prices = {"water": 5.72, "sewage": 8.1, "subscription_both": (12.39, "month")}
        self.old = make.tariff(prices, "2019-01-01", "2023-12-31")
        self.tariff = make.tariff(prices, "2024-01-01", "2099-12-31", active=False)
        make.group(
            self.tariff,
            prices,
            code="WŚ-2",
            recipients="household",
            metering="main_meter",
            billing_months="2",
            invoice_form="paper",
        )
        self.tariff.write(
            {"decision_number": "PO.RZT.70.1.2024", "source": "https://example.com/bip"}
        )
        self.tariff.action_activate()

    def test_prices(self):
        with self.stranger() as page:
            self.assert_accessible(page, "/ibok/tariffs")
            self.assert_accessible(page, f"/ibok/tariffs/{self.old.id}")

    def test_calculator(self):
        with self.stranger() as page:
            self.assert_accessible(page, "/ibok/tariffs/calculator")
            self.assert_accessible(page, "/ibok/tariffs/calculator?volume=abc")
            self.assert_accessible(
                page, "/ibok/tariffs/calculator?volume=9,5&billing_months=2"
            )

    def test_the_table_of_the_calculator_fits_on_a_phone(self):
        for width in (browser.PHONE["width"], 360, 320):
            with (
                self.subTest(width=width),
                self.stranger(size=browser.PHONE | {"width": width}) as page,
            ):
                page.goto(self.base_url() + "/ibok/tariffs/calculator?volume=99,99")
                beyond = page.locator(".o_water_bleed").evaluate_all(
                    "boxes => boxes.map(box => box.scrollWidth - box.clientWidth)"
                )
                self.assertLessEqual(max(beyond), 0)

    def test_no_tariff(self):
        self.env.cr.execute("UPDATE water_tariff SET state = 'closed'")
        self.env.invalidate_all()
        with self.stranger() as page:
            self.assert_accessible(page, "/ibok/tariffs")


@tagged("post_install", "-at_install")
class TestSupplyPointsAreAccessible(PublicPages):
    """Where to fetch water, with places and without any."""

    def test_places(self):
        over = {"date_from": "2000-01-01", "date_to": "2000-01-01"}
        self.env["water.supply.point"].search([]).write(over)
        self.see_places()
        for name in ("Buczek", "Czestków-Osiedle"):
            village = self.env["water.village"].create({"name": name, "zip": "98112"})
            self.env["water.supply.point"].create(
                {
                    "village_id": village.id,
                    "place": "Remiza OSP",
                    "hours": "7:00–19:00",
                    "note": "https://example.com/" + "x" * 80,
                    "date_to": "2099-12-31",
                }
            )
        self.see_places()

    def see_places(self):
        with self.stranger() as page:
            self.assert_accessible(page, "/ibok/supply-points")
