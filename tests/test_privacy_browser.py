"""Privacy and e-invoices in a real browser: each state of the pages, and cookies."""

import re
from urllib.parse import urlsplit

import browser

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests.common import WaterFixtures
from odoo.addons.ibok_portal.tests.e_invoice_case import EInvoiceFixtures

#: Pages for everybody, with whatever a search engine's or a letter's link adds.
PUBLIC = (
    "/web/login?utm_source=letter&utm_campaign=terms&utm_medium=email",
    "/web/reset_password",
    "/ibok/register",
    "/ibok/terms",
    "/ibok/privacy",
)
OWN = (
    "/my",
    "/my/water",
    "/my/readings",
    "/my/readings/new",
    "/my/contracts",
    "/my/statement",
    "/my/invoices",
    "/my/account",
    "/my/security",
    "/my/privacy",
    "/my/privacy/delete",
)


@tagged("post_install", "-at_install")
class TestPrivacyBrowser(EInvoiceFixtures, browser.BrowserCase):
    """With the date of today: a browser forgets cookies of a frozen past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_e_invoice()
        cls._two_groups()
        cls.fresh = WaterFixtures._make_resident.__func__(cls, "e-fresh")
        # As in a municipality: the browser and everybody speak Polish.
        cls.env["ir.default"].set("res.partner", "lang", "pl_PL")
        (cls.user | cls.fresh).lang = "pl_PL"

    def test_pages_in_each_state(self):
        self.env["ibok.data.view"]._note(
            self.clerk.id, "water.contract", self.contract.id
        )
        self.env["ibok.attempt"].search([]).unlink()
        url = f"/my/contracts/{self.contract.id}/e-invoice"
        with self.person(self.user, size=browser.PHONE) as page:
            page.goto("/my/privacy")
            for summary in page.locator("details > summary").all():
                summary.click()
            self.look(page, "filled")
            with page.expect_download() as download:
                page.click("#export button")
            self.assertTrue(download.value.suggested_filename.endswith(".zip"))
            page.goto(url)
            self.look(page, "e-invoice-paper")
            page.click("main form button")
            page.wait_for_selector("[role=alert]")
            self.look(page, "e-invoice-fault")
            page.check("#e_invoice_agree")
            page.click("main form button")
            page.wait_for_selector("[role=status]")
            self.look(page, "e-invoice-given")
            page.goto(f"/my/contracts/{self.contract.id}")
            self.look(page, "contract")
            page.goto("/my/privacy/delete")
            self.look(page, "delete")
            page.goto(url)
            page.click("main form button")
            page.wait_for_url(re.compile("done=withdrawn"))
            self.look(page, "e-invoice-withdrawn")
        self.assertEqual(len(self.contract.consent_ids), 1)
        self.assertTrue(self.contract.consent_ids.withdrawn_at)

    def test_pages_of_who_has_nothing_yet(self):
        with self.person(self.fresh, size=browser.PHONE) as page:
            page.goto("/my/privacy")
            self.look(page, "empty")
            page.goto("/my/privacy/delete")
            self.look(page, "delete-empty")

    def test_taken_too_often(self):
        limits = self.env["ibok.attempt"]
        for _try in range(5):
            limits._take("export", "127.0.0.1", self.user.id)
        with self.person(self.user, size=browser.PHONE) as page:
            page.goto("/my/privacy")
            page.click("#export button")
            page.wait_for_selector("[role=alert]")
            self.look(page, "too-often")

    def test_agreed_without_scripts(self):
        url = f"/my/contracts/{self.contract.id}/e-invoice"
        with self.person(self.user, size=browser.PHONE, javascript=False) as page:
            page.goto(url)
            page.check("#e_invoice_agree")
            page.click("main form button")
            page.wait_for_url(re.compile("done=given"))
        self.assertTrue(self.contract._e_invoice_live())

    def test_no_cookie_but_those_that_are_listed(self):
        """Nor anything from another server: no statistics, fonts or pictures."""
        contract = f"/my/contracts/{self.contract.id}"
        hosts = set()
        with self.person(self.user, size=browser.PHONE) as page:
            page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
            page.goto("/ibok/privacy")
            cookies = page.locator("section[aria-labelledby=cookies_title] code")
            listed = set(cookies.all_inner_texts())
            for address in (*PUBLIC, *OWN, contract, f"{contract}/e-invoice"):
                page.goto(address)
                page.wait_for_load_state("networkidle")
                names = {cookie["name"] for cookie in page.context.cookies()}
                names |= set(page.evaluate("Object.keys(localStorage)"))
                names |= set(page.evaluate("Object.keys(sessionStorage)"))
                with self.subTest(address):
                    self.assertLessEqual(names, listed)
        own = urlsplit(self.base_url()).netloc
        self.assertLessEqual(hosts, {own, ""})
        self.assertIn("session_id", listed)
