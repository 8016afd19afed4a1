"""WCAG 2.1 A and AA: public pages, pages with faults, without anything, and small."""

import browser

from odoo.tests import new_test_user, tagged

#: What 1280 pixels are at 400 %: everything is read there without moving sideways
#: (WCAG 1.4.10), so at 200 % as well (1.4.4).
NARROWEST = {"width": 320, "height": 640}
PUBLIC = (
    "/web/login",
    "/web/reset_password",
    "/ibok/register",
    "/ibok/register/sent",
    "/ibok/register/confirm/1/none",
    "/ibok/terms",
    "/ibok/privacy",
    "/ibok/nothing-here",
)
RESIDENT = (
    "/my",
    "/my/water",
    "/my/readings",
    "/my/contracts",
    "/my/statement",
    "/my/invoices",
    "/my/pay",
    "/my/account",
    "/my/security",
    "/my/email",
)


@tagged("post_install", "-at_install")
class TestAccessibilityStates(browser.BrowserCase):
    """Besides the filled pages of `test_accessibility`."""

    def setUp(self):
        super().setUp()
        self.resident = self.env.ref("ibok.demo_user_resident")

    def test_public_pages(self):
        with self.stranger() as page:
            for address in PUBLIC:
                page.goto(address)
                self.look(page, address)

    def test_public_forms_with_faults(self):
        with self.stranger() as page:
            page.goto("/ibok/register")
            page.click("form[action='/ibok/register'] button[type=submit]")
            page.locator(".alert-danger").wait_for()
            self.look(page, "registration with faults")
            page.goto("/web/login")
            page.fill("input[name=login]", "nobody@example.com")
            page.fill("input[name=password]", "wrong")
            page.press("input[name=password]", "Enter")
            page.locator(".alert-danger").wait_for()
            self.look(page, "login refused")

    def test_forms_of_residents_with_faults(self):
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto("/my/readings/new")
            page.fill("input[name^=value_] >> nth=0", "abc")
            page.click("form[action*='/my/readings/new'] button[type=submit]")
            page.locator(".alert-danger").wait_for()
            self.look(page, "a letter in a reading")
            page.goto("/my/account")
            page.click("form[action='/my/account/change'] button[type=submit]")
            page.locator(".alert-danger").wait_for()
            self.look(page, "nothing to change")
            page.fill("textarea[name=note]", "Proszę poprawić")
            page.click("form[action='/my/account/change'] button[type=submit]")
            page.locator("#my_data_asked").wait_for()
            self.look(page, "a change that waits")
            page.goto("/my/email")
            page.click("form[action='/my/email'] button[type=submit]")
            page.locator(".o_water_error:visible").first.wait_for()
            self.look(page, "another e-mail address with faults")

    def test_a_resident_who_has_nothing_yet(self):
        nobody = new_test_user(
            self.env,
            "a11y-new",
            "base.group_portal",
            password=browser.PASSWORD,
            lang="pl_PL",
        )
        with self.person(nobody, size=browser.PHONE) as page:
            for address in RESIDENT:
                page.goto(address)
                self.look(page, f"{address} without anything")

    def test_the_narrowest_screen(self):
        contract = self.env["water.contract"].search(
            [("partner_id", "=", self.resident.partner_id.id)], limit=1
        )
        bill = contract.settlement_ids.move_id[:1]
        addresses = (
            *RESIDENT,
            "/my/readings/new",
            f"/my/contracts/{contract.id}",
            f"/my/invoices/{bill.id}",
            "/ibok/register",
        )
        with self.person(self.resident, size=NARROWEST) as page:
            for address in addresses:
                page.goto(address)
                self.look(page, f"{address} at 320 pixels")
