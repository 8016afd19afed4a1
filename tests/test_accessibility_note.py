"""WCAG 2.1 A and AA: an interest note in the portal, to pay and taken back."""

from types import SimpleNamespace

import browser
from isolation_note import note_of_b

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import common

NARROWEST = {"width": 320, "height": 640}


@tagged("post_install", "-at_install")
class TestNoteIsAccessible(browser.BrowserCase, common.WaterPortalHttpCase):
    """On a phone, and at 320 pixels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["water.interest.rate"]._load_shipped()
        world = SimpleNamespace(
            env=cls.env, b=cls.anna.partner_id, contract=cls.contract
        )
        note_of_b(world)
        cls.note = world.note

    def test_a_note_to_pay(self):
        name, url = self.note.name, f"/my/invoices/{self.note.id}"
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto("/my/invoices")
            self.look(page, "bills with a note")
            page.locator("a.o_water_row", has_text=name).click()
            page.wait_for_url(f"**{url}**")
            page.locator("#note_explanation").wait_for()
            # Explained in words that fit: no page of A4 beside them on a phone.
            self.assertFalse(page.locator("#invoice_html").is_visible())
            self.look(page, "note")
            page.goto("/my/statement?period=all")
            page.locator("td, th", has_text=name).first.wait_for()
            self.look(page, "statement with a note")
            page.set_viewport_size(NARROWEST)
            page.goto(url)
            self.look(page, "note at 320 pixels")

    def test_a_note_taken_back(self):
        cancelled = self.note._water_cancel_note("Zapłacono w terminie")
        with self.person(self.anna, size=browser.PHONE) as page:
            for move, words in ((self.note.id, "note"), (cancelled.id, "cancellation")):
                page.goto(f"/my/invoices/{move}")
                page.locator("main h2").first.wait_for()
                self.look(page, f"{words} taken back")
