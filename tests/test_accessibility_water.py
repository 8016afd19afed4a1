"""WCAG 2.1 A and AA: use on several pages, and a meter that is asked from afar."""

import re

import browser

from odoo.tests import tagged

from odoo.addons.ibok_portal.controllers import portal_water
from odoo.addons.ibok_portal.tests import common
from odoo.addons.ibok_water.gateways import Refused
from odoo.addons.ibok_water.tests import gateway_case


@tagged("post_install", "-at_install")
class TestWaterIsAccessible(browser.BrowserCase, common.WaterPortalHttpCase):
    """On a phone, and at 320 pixels."""

    def look(self, page, name):
        """Also at what 1280 pixels are at 400 % (WCAG 1.4.10)."""
        super().look(page, name)
        with self.subTest(name):
            for wide in (320, browser.PHONE["width"]):
                page.set_viewport_size({**browser.PHONE, "width": wide})
                width = page.evaluate("document.documentElement.scrollWidth")
                self.assertLessEqual(width, wide, f"{name} at {wide} pixels")

    def test_use_of_many_contracts_page_by_page(self):
        self._read(self.point, 350, common.date(2026, 11, 20))
        for number in ("71", "72"):
            self._make_contract(self.anna, [self._make_point(number, value=10)])
        self.patch(portal_water, "PER_PAGE", 1)
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto("/my/water")
            self.look(page, "first")
            self.tab_to(page, "a[href$='/my/water/page/2']")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/my/water/page/2$"))
            self.look(page, "second")
            page.goto("/my/water/page/3")
            self.look(page, "last")

    def test_a_meter_asked_from_afar(self):
        driver = self.enterContext(gateway_case.installed())
        gateway_case.serve(self.env, self.point.meter_id)
        requests = self.env["water.reading.request"]
        number, form = self.point.id, f"/my/readings/new?contract_id={self.contract.id}"
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto(form)
            self.look(page, "the button")
            self.tab_to(page, f"button[name=remote_point_id][value='{number}']")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/my/readings/remote/\d+"))
            self.look(page, "waiting")
            asked = page.url
        driver.reply = Refused("no_answer")
        requests.search([("meter_id", "=", self.point.meter_id.id)])._read_meter()
        with self.person(self.anna, size=browser.PHONE, javascript=False) as page:
            page.goto(asked)
            self.assertTrue(page.locator("main .alert[role=status]").is_visible())
            self.assertTrue(page.locator(f"main a[href$='{form}']").is_visible())
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto(asked)
            self.look(page, "not read")
            page.goto(form)
            page.fill(f"#value_{number}", "352")
            page.keyboard.press("Enter")
            # Enter sends what was typed, and asks no meter.
            page.wait_for_url(re.compile(r"/my/readings/\d+$"))
