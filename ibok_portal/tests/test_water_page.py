from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..controllers import portal_water
from . import common


@tagged("post_install", "-at_install")
class TestWaterPage(common.WaterPortalHttpCase):
    def test_chart_and_table_say_the_same(self):
        self._read(self.point, 350, common.date(2026, 11, 20))
        self._login(self.anna)
        with freeze_time(common.BETWEEN):
            page = self._page("/my/water")
        svg = page.xpath("//main//*[local-name()='svg']")[0]
        self.assertEqual(svg.get("role"), "img")
        named = svg.get("aria-labelledby").split()
        self.assertEqual(svg.xpath(".//*[local-name()='title']/@id"), named[:1])
        self.assertEqual(svg.xpath(".//*[local-name()='desc']/@id"), named[1:])
        self.assertEqual(len(svg.xpath(".//*[local-name()='rect']")), 1)
        table = page.xpath("//main//table")[0]
        self.assertEqual(len(table.xpath(".//th[@scope='col']")), 4)
        row = [cell.text_content().strip() for cell in table.xpath(".//tbody/tr/*")]
        self.assertEqual(row[1:], ["350", "10", "500"])

    def test_many_contracts_are_shown_page_by_page(self):
        """A housing cooperative has hundreds: each once, on some page."""
        self._make_contract(self.anna, [self._make_point("91", value=10)])
        self._make_contract(self.anna, [self._make_point("92", value=10)])
        self._login(self.anna)
        shown = []
        with patch.object(portal_water, "PER_PAGE", 2):
            for url in ("/my/water", "/my/water/page/2"):
                page = self._page(url)
                shown.append(page.xpath("//main//section[h2]/@aria-labelledby"))
                self.assertTrue(page.xpath("//main//a[@href='/my/water/page/2']"))
        self.assertEqual([len(each) for each in shown], [2, 1])
        self.assertEqual(len(set(sum(shown, []))), 3)
        self.assertFalse(self._page("/my/water").xpath("//a[contains(@href, 'page/')]"))

    def test_no_reading_yet_is_told(self):
        self._login(self.anna)
        page = self._page("/my/water")
        self.assertFalse(page.xpath("//main//*[local-name()='svg']"))
        self.assertIn("The chart begins with your next reading", self._text(page))

    def test_contract_page_of_owner_stranger_and_anonymous(self):
        url = f"/my/contracts/{self.contract.id}"
        self._login(self.anna)
        self.assertIn(self.contract.number, self._text(self._page(url)))
        self._login(self.bogdan)
        self._page(url, status=404)
        self._page("/my/contracts/999999", status=404)
        self._page("/my/contracts/99999999999999999999", status=404)
        self.authenticate(None, None)
        for address in (url, "/my/water", "/my/contracts", "/my/readings"):
            self._page(address, status=303)

    def test_clerk_sees_only_own_contracts_here(self):
        clerk = common.new_test_user(
            self.env,
            "clerk",
            groups="base.group_user,ibok_water.group_water_clerk",
            password=common.PASSWORD,
            lang="en_US",
        )
        self._login(clerk)
        self.assertIn("No water contract", self._text(self._page("/my/contracts")))
        self._page(f"/my/contracts/{self.contract.id}", status=404)

    def test_draft_contract_is_not_shown(self):
        draft = self.env["water.contract"].create(
            {
                "partner_id": self.anna.partner_id.id,
                "premise_id": self.point.premise_id.id,
                "date_from": "2027-01-01",
            }
        )
        self._login(self.anna)
        self._page(f"/my/contracts/{draft.id}", status=404)
        self.assertNotIn(draft.number, self._text(self._page("/my/contracts")))
