"""Letters twice as large on a phone: nothing moves sideways, and all can be read."""

import browser

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import access_case, common, demand_case, pay_case
from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.tests import instalment_case

#: What a browser does when somebody chooses letters twice as large.
LARGE = "html { font-size: 200% !important; }"
PUBLIC = (
    "/web/login",
    "/web/reset_password",
    "/ibok",
    "/ibok/register",
    "/ibok/report",
    "/ibok/tariffs",
    "/ibok/terms",
    "/ibok/privacy",
)
#: Where each cell of a row is, and whether its column is named in it.
CELLS = """() => [...document.querySelectorAll("main .o_water_stack > tbody > tr")]
    .map((row) => [...row.cells].map((cell) => [
        Math.round(cell.getBoundingClientRect().left),
        cell.dataset.label || "",
        getComputedStyle(cell, "::before").content,
    ]))"""


@tagged("post_install", "-at_install")
class TestLargeLetters(
    pay_case.PayFixtures,
    demand_case.DemandFixtures,
    browser.BrowserCase,
    access_case.AccessHttpCase,
):
    """On a phone, where there is the least room for them."""

    frozen = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_provider()
        cls.env.company.write(instalment_case.SETTINGS)
        cls.env["water.interest.rate"]._load_shipped()
        common.name_municipality(cls.env.company)
        cls.anna.lang = "pl_PL"
        cls.settlement = cls._bill(cls.house, cls.house_point)

    def setUp(self):
        super().setUp()
        common.forget_terms(self.env)
        self.late = self._late_bill(self.house, 1234.5)

    def see(self, page, address):
        """A page in letters twice as large."""
        page.goto(address)
        page.add_style_tag(content=LARGE)
        self.look(page, f"{address.split('?')[0]} in large letters")

    def assert_stacked(self, page):
        """The cells of a row stand below each other, each under its column's name."""
        rows = page.evaluate(CELLS)
        self.assertTrue(rows)
        for (first, *_words), *cells in rows:
            for left, label, shown in cells:
                self.assertEqual(left, first)
                self.assertTrue(label)
                self.assertIn(label, shown)

    def test_what_a_resident_owes(self):
        plan = self.env["water.instalment.plan"].create(
            {"partner_id": self.anna.partner_id.id, "count": 4}
        )
        plan.action_offer()
        demand = self._demand(self.shop, law_today(self.shop), provable=True)
        line = self.late.line_ids.filtered("date_maturity")[:1].id
        pages = (
            f"/my/invoices/{self.settlement.move_id.id}",
            f"/my/invoices/{self.late.id}",
            "/my/statement?period=all",
            f"/my/instalments/{plan.id}",
            f"/my/instalments/new?debt={line}&count=3",
            "/my/instalments",
            f"/my/demands/{demand.id}",
            "/my",
            "/my/pay",
            "/my/invoices",
        )
        with self.person(self.anna, size=browser.PHONE) as page:
            for address in pages:
                self.see(page, address)
            self.see(page, "/my/statement?period=all")
            self.assert_stacked(page)
            self.see(page, f"/my/instalments/{plan.id}")
            self.assert_stacked(page)

    def test_the_large_amount_grows_with_the_letters(self):
        """And no number is broken: the currency alone may go below it."""
        number = """() => {
            const figure = document.querySelector("main .o_water_figure");
            const value = figure.querySelector(".oe_currency_value");
            const size = parseFloat(getComputedStyle(figure).fontSize);
            return [size, value.offsetHeight < 2 * size];
        }"""
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto("/my")
            small, whole = page.evaluate(number)
            self.assertTrue(whole)
            self.see(page, "/my")
            large, whole = page.evaluate(number)
        self.assertTrue(whole)
        self.assertGreater(large, 1.55 * small)

    def test_what_a_resident_reads_of_himself(self):
        self.env["auth.passkey.key"].with_user(self.anna).sudo().create(
            {
                "name": "Telefon z bardzo długą nazwą od wnuczki",
                "credential_identifier": "telefon",
                "public_key": "none",
            }
        )
        self.anna.sudo().totp_secret = "2" * 32
        self.env.cr.execute(
            "INSERT INTO auth_totp_device (name, user_id, scope, index, key)"
            " VALUES ('Firefox na laptopie w kuchni', %s, 'browser', '12345678', 'x')",
            [self.anna.id],
        )
        self.env["ibok.data.view"].create(
            {
                "user_id": self.clerk.id,
                "role": "clerk",
                "partner_id": self.anna.partner_id.id,
                "kind": "contract",
                "day": law_today(self.house),
                "first_at": "2026-11-20 10:00:00",
                "last_at": "2026-11-20 10:00:00",
                "count": 12,
                "company_id": self.env.company.id,
            }
        )
        pages = (
            "/my/security",
            "/my/account",
            "/my/email",
            "/my/access",
            f"/my/contracts/{self.house.id}",
            "/my/readings",
            "/my/readings/new",
            "/my/water",
            "/my/tickets/new",
            "/my/privacy/delete",
            "/my/privacy",
        )
        with self.person(self.anna, size=browser.PHONE) as page:
            for address in pages:
                self.see(page, address)
            self.assert_stacked(page)

    def test_at_the_door(self):
        common.publish_terms(self.env)
        common.publish_terms(self.env, "privacy")
        self.anna.sudo().totp_secret = "2" * 32
        login = self.anna.login
        with self.stranger() as page:
            for address in PUBLIC:
                self.see(page, address)
            page.goto("/web/login")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", common.PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/web/login/totp**")
            page.add_style_tag(content=LARGE)
            self.look(page, "the second step in large letters")

    def test_ordinary_letters_keep_the_table(self):
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto("/my/statement?period=all")
            rows = page.evaluate(CELLS)
        for (first, *_words), *cells in rows:
            for left, _label, shown in cells:
                self.assertGreater(left, first)
                self.assertEqual(shown, "none")
