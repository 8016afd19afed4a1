"""The page of one bill for several contracts, on a phone and by the keyboard."""

import browser

from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestCollectiveBill(browser.BrowserCase):
    """What is closed at first must fit the phone and be readable once it is open."""

    def setUp(self):
        super().setUp()
        common.quiet_company(self.env.company)
        self.env["water.hold.rule"].search([]).active = False
        make = common.Factory(self.env)
        # What widens a page: a long name in the header, a long street, many figures.
        make.tariff()
        self.payer = common.user(
            self.env, "payer", name="Spółdzielnia Mieszkaniowa", lang="pl_PL"
        )
        contracts = make.collective(
            34, 8, 21, partner=self.payer.partner_id, services="both"
        )
        contracts.premise_id.write(
            {"street": "Powstańców Wielkopolskich", "house_number": "112A/13"}
        )
        settlements = contracts._settle(common.day("2026-01-31"))
        bill = settlements.move_id
        for contract, value in zip(contracts, (160, 115, 151), strict=True):
            make.read(contract.point_ids, value, "2026-02-28")
        following = contracts._settle(common.day("2026-02-28"))
        for settlement in following[:2]:
            reading = settlement.usage_ids.reading_to_id
            reading._replace(reading.value - 2, "Odczyt zapisano błędnie")
        correction = following[:2]._correct("Odczyt zapisano błędnie").move_id
        # Each bill with the number of contracts on it.
        bills = ((bill, 3), (following[2].move_id, 3), (correction, 2))
        self.pages = [(f"/my/invoices/{bill.id}", count) for bill, count in bills]

    def test_opened_by_keyboard_it_fits_a_phone_and_breaks_no_wcag(self):
        with self.person(self.payer, size=browser.PHONE) as page:
            for address, count in self.pages:
                page.goto(address)
                for summary in page.locator(".o_water_contract > summary").all():
                    summary.focus()
                    page.keyboard.press("Enter")
                opened = page.locator(".o_water_contract[open]")
                with self.subTest(address):
                    self.assertEqual(opened.count(), count)
                self.look(page, address)
