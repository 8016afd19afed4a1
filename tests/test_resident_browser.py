"""The resident's pages without a mouse, without scripts, and without script errors."""

import re

import browser

from odoo.tests import tagged

#: Bytes that come over the line when a page is seen again.
LIGHT = 150 * 1024


@tagged("post_install", "-at_install")
class TestResident(browser.BrowserCase):
    def setUp(self):
        super().setUp()
        self.user = self.env.ref("ibok.demo_user_resident")
        contract = self.env["water.contract"].search(
            [("partner_id", "=", self.user.partner_id.id), ("state", "=", "open")]
        )
        self.point = contract.contract_point_ids.point_id.filtered(
            lambda point: point.kind == "main"
        )
        self.value = f"{self.point.last_value + 6:.0f}"
        self.bill = contract.settlement_ids.move_id[:1]
        self.pages = (
            "/my",
            "/my/water",
            "/my/readings",
            "/my/readings/new",
            "/my/statement",
            "/my/invoices",
            f"/my/invoices/{self.bill.id}",
            "/my/contracts",
            f"/my/contracts/{contract.id}",
        )

    def test_a_reading_is_given_by_the_keyboard_alone(self):
        with self.person(self.user, size=browser.PHONE) as page:
            page.goto("/my")
            self.tab_to(page, "a[href^='/my/readings/new']")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile("/my/readings/new"))
            self.tab_to(page, f"input[name=value_{self.point.id}]")
            page.keyboard.type(self.value)
            self.tab_to(page, "form[action*='/my/readings/new'] button[type=submit]")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/my/readings/\d+"))
            self.tab_to(page, "a[href^='/my/invoices/']")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/my/invoices/\d+"))
            self.tab_to(page, "a[href*='report_type=pdf']")
        self.assertEqual(self.point.last_value, float(self.value))

    def test_everything_is_reached_without_scripts(self):
        with self.person(self.user, size=browser.PHONE, javascript=False) as page:
            for address in self.pages:
                page.goto(address)
                with self.subTest(address):
                    # Cards that a script would fill stay empty for good.
                    self.assertFalse(
                        page.locator("main [class*=spinner]:visible").count()
                    )
                    self.assertTrue(page.locator("main h1:visible").count())
            page.goto("/my")
            page.click("a[href^='/my/readings/new'] >> nth=0")
            page.fill(f"input[name=value_{self.point.id}]", self.value)
            page.click("form[action*='/my/readings/new'] button[type=submit]")
            page.wait_for_url(re.compile(r"/my/readings/\d+"))
            page.goto("/my")
            page.click("main a[href^='/web/session/logout']")
            page.wait_for_url(re.compile("/web/login"))
        self.assertEqual(self.point.last_value, float(self.value))

    def test_no_page_reports_a_script_error(self):
        for size in (browser.PHONE, browser.DESK):
            with self.person(self.user, size=size) as page:
                said = []
                page.on(
                    "console",
                    lambda message, said=said: (
                        said.append(message.text) if message.type == "error" else None
                    ),
                )
                for address in self.pages:
                    page.goto(address)
                    page.wait_for_load_state("networkidle")
                    with self.subTest(address, width=size["width"]):
                        self.assertFalse(said)
                    said.clear()
                if size is browser.DESK:
                    self.check_printed_bill(page)

    def test_paper_says_whose_it_is(self):
        name = self.env.company.name
        with self.person(self.user) as page:
            page.emulate_media(media="print")
            for address in self.pages:
                page.goto(address)
                with self.subTest(address):
                    brand = page.locator("header .navbar-brand")
                    self.assertEqual(brand.inner_text().strip(), name)
                    self.assertTrue(brand.locator("img").is_visible())
                    self.assertFalse(page.locator("#top_menu").is_visible())

    def test_a_small_phone_shows_every_number_whole(self):
        """Nothing touches what stands beside it; the table of use fits on a phone."""
        for width in (320, 390):
            size = {"width": width, "height": 640}
            with self.person(self.user, size=size) as page:
                for address in (*self.pages, "/my/pay"):
                    page.goto(address)
                    close = page.evaluate(
                        """() => [...document.querySelectorAll(".o_water_row_main")]
                            .map((row) => [...row.children].map(
                                (part) => part.getBoundingClientRect()))
                            .filter(([a, b]) => b && a.bottom > b.top
                                && b.left - a.right < 4).length"""
                    )
                    with self.subTest(address, width=width):
                        self.assertFalse(close)
                if width == 390:
                    page.goto("/my/water")
                    beyond = page.locator(".o_water_bleed").evaluate_all(
                        "boxes => boxes.map(b => b.scrollWidth - b.clientWidth)"
                    )
                    self.assertLessEqual(max(beyond), 0)

    def test_the_second_view_of_a_page_is_light(self):
        """On a slow phone only the page itself comes again, not what dresses it."""
        with self.person(self.user, size=browser.PHONE) as page:
            for address in self.pages:
                for _view in range(2):
                    page.goto(address)
                    page.wait_for_load_state("networkidle")
                sent = page.evaluate(
                    """() => ["navigation", "resource"]
                        .flatMap((kind) => performance.getEntriesByType(kind))
                        .reduce((sum, entry) => sum + entry.transferSize, 0)"""
                )
                with self.subTest(address):
                    self.assertGreater(sent, 1_000)
                    self.assertLess(sent, LIGHT)

    def check_printed_bill(self, page):
        """The bill as it is printed stands beside its explanation in full height."""
        page.goto(f"/my/invoices/{self.bill.id}")
        page.locator("#invoice_html").scroll_into_view_if_needed()
        page.wait_for_function(
            "document.querySelector('#invoice_html').clientHeight > 600"
        )
