"""A customer opens his contract to a neighbour, and closes it again; on a phone."""

import re

import browser

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import common
from odoo.addons.ibok_portal.tests.access_case import AccessHttpCase
from odoo.addons.ibok_portal.tests.register_case import NEW_PASSWORD

EMAIL = "nowa@example.com"


@tagged("post_install", "-at_install")
class TestAccessBrowser(browser.BrowserCase, AccessHttpCase):
    """Invite, accept, read, withdraw: each step by its own person."""

    frozen = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common.name_municipality(cls.env.company)
        common.forget_terms(cls.env)
        cls.terms = common.publish_terms(cls.env, "terms")
        cls.privacy = common.publish_terms(cls.env, "privacy")
        cls.anna.name = "Anna Kowalska"
        cls._bill(cls.house, cls.house_point)
        # What the reading of this story is entered on: not billed yet.
        cls.garden, cls.garden_point = cls._make_house("8160", cls.anna)

    def look(self, page, name):
        """Also at what 1280 pixels are at 400 % (WCAG 1.4.10)."""
        super().look(page, name)
        before = page.viewport_size
        page.set_viewport_size({**before, "width": 320})
        width = page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(width, 320, f"{name} at 320 pixels")
        page.set_viewport_size(before)

    def invite(self, page, contract, scope="act"):
        page.goto(f"/my/access/new?contract_id={contract.id}")
        page.fill("#name", "Ola Nowa")
        page.fill("#email", EMAIL)
        page.check("#role_proxy")
        page.check(f"#scope_{scope}")
        page.fill("#date_to", "2099-12-31")
        page.fill("#password", browser.PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(re.compile("done=invited"))

    def test_invite_accept_read_withdraw(self):
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto("/my/access")
            self.look(page, "nobody")
            page.click("a[href$='/my/access/new']")
            self.look(page, "form")
            page.click("main form button[type=submit]")
            page.wait_for_selector("[role=alert]")
            self.look(page, "faults")
            self.invite(page, self.garden)
            self.look(page, "invited")
            page.goto(f"/my/contracts/{self.garden.id}")
            self.look(page, "contract")
        invitation = self.env["ibok.access"].search([("email", "=", EMAIL)])
        link = f"/ibok/access/{invitation.id}/{self._key_of(EMAIL)}"
        form = f"/my/readings/new?contract_id={self.garden.id}"
        with self.stranger() as page:
            page.goto(link)
            self.look(page, "link")
            page.click("main form button[type=submit]")
            page.wait_for_selector("[role=alert]")
            self.look(page, "link-faults")
            page.check("#terms_id")
            page.check("#privacy_id")
            page.fill("#password", NEW_PASSWORD)
            page.fill("#password2", NEW_PASSWORD)
            page.press("#password2", "Enter")
            page.wait_for_url(re.compile(r"/my$"))
            self.look(page, "holder-home")
            page.goto(form)
            self.look(page, "holder-form")
            page.fill(f"#value_{self.garden_point.id}", "351")
            page.click("main form button[type=submit]")
            page.wait_for_url(re.compile(r"/my/readings/\d+"))
            self.look(page, "holder-reading")
            page.goto("/my/access")
            self.look(page, "holder-access")
            page.goto(link)
            self.look(page, "used-link")
        reading = self.garden.reading_ids.filtered(lambda r: r.source == "resident")
        self.assertEqual((reading.value, reading.user_id.login), (351, EMAIL))
        holder = reading.user_id
        with self.person(holder, size=browser.PHONE) as page:
            page.goto(f"/my/contracts/{self.garden.id}")
            self.look(page, "holder-contract")
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto("/my/access")
            self.look(page, "given")
            page.click("form[action$='/withdraw'] button")
            page.wait_for_url(re.compile("done=withdrawn"))
            self.look(page, "withdrawn")
        self.assertEqual(invitation.state, "revoked")
        with self.person(holder, size=browser.PHONE) as page:
            for address in (form, f"/my/contracts/{self.garden.id}"):
                self.assertEqual(page.goto(address).status, 404, address)
            page.goto("/my")
            self.look(page, "after")
            self.assertNotIn("Anna Kowalska", page.inner_text("main"))

    def test_who_only_sees_on_a_desk_without_scripts(self):
        self._give(self.bogdan, scope="see", role="manager", date_to="2099-12-31")
        bill = self.house.settlement_ids.move_id
        number = bill.name
        with self.person(self.bogdan, javascript=False) as page:
            page.goto("/my")
            text = page.inner_text("main")
            self.assertIn("Anna Kowalska", text)
            page.goto(f"/my/invoices/{bill.id}")
            self.assertIn(number, page.inner_text("main"))
        with self.person(self.bogdan, size=browser.PHONE) as page:
            page.goto(f"/my/readings/new?contract_id={self.house.id}")
            self.look(page, "only-see")
            page.goto(f"/my/invoices/{bill.id}")
            self.look(page, "holder-bill")
            page.goto("/my/invoices")
            self.look(page, "holder-bills")
