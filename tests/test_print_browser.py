"""A resident's pages on paper: what they say, without what only a screen can do."""

import browser

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import common

#: Nobody presses these on paper.
SCREEN_ONLY = (
    "#wrapwrap > footer, main .btn, main form, main nav, #top_menu, .breadcrumb"
)


@tagged("post_install", "-at_install")
class TestPrint(browser.BrowserCase, common.WaterPortalHttpCase):
    def test_pages_on_paper(self):
        self._read(self.point, 350, common.date(2026, 11, 20))
        address = self.point.premise_id.address
        pages = {
            "/my": "350",
            "/my/water": "350",
            "/my/readings": "350",
            "/my/statement": None,
            f"/my/contracts/{self.contract.id}": address,
        }
        with self.person(self.anna) as page:
            for url, told in pages.items():
                page.goto(url)
                with self.subTest(url):
                    screen = page.locator(SCREEN_ONLY)
                    seen = [one.is_visible() for one in screen.all()]
                    self.assertIn(True, seen, "there is something to leave out")
                    page.emulate_media(media="print")
                    left = [
                        one.evaluate("e => e.outerHTML.slice(0, 80)")
                        for one in screen.all()
                        if one.is_visible()
                    ]
                    self.assertFalse(left)
                    self.assertTrue(page.locator("main h1").first.is_visible())
                    larger = page.evaluate(
                        """() => [
                                ...document.querySelectorAll("main .small, main small")
                            ]
                            .filter(e => parseFloat(getComputedStyle(e).fontSize)
                                > parseFloat(getComputedStyle(e.parentNode).fontSize))
                            .map(e => e.outerHTML.slice(0, 80))"""
                    )
                    self.assertFalse(larger, "small print is not the largest")
                    if told:
                        self.assertIn(told, page.inner_text("main"))
                    page.emulate_media(media="screen")
