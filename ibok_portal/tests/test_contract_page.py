from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestContractPage(common.WaterPortalHttpCase):
    """A contract in plain words, with the prices of today."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.BETWEEN} 10:00:00"))
        self._login(self.anna)
        self.url = f"/my/contracts/{self.contract.id}"

    def test_the_way_to_its_end_and_to_the_next_owner(self):
        kinds = self.env["ibok.application.kind"].search(
            [("code", "in", ("handover", "termination"))]
        )
        self.assertEqual(len(kinds), 2)
        self._make_contract(self.anna, [self._make_point("77", value=10)])
        [part] = self._page(self.url).xpath(
            "//section[@aria-labelledby='contract_change']"
        )
        links = part.xpath(".//a[starts-with(@href, '/my/applications/new')]")
        self.assertEqual({link.text for link in links}, set(kinds.mapped("name")))
        page = self._page(links[0].get("href"))
        chosen = page.xpath("//select[@name='contract_id']/option[@selected]/@value")
        self.assertEqual(chosen, [str(self.contract.id)])
        self.contract.sudo().write({"state": "closed"})
        self.assertNotIn("/my/applications/new?", self._raw(self.url))

    def test_what_was_applied_for_is_not_offered_again(self):
        kinds = self.env["ibok.application.kind"].search(
            [("code", "in", ("handover", "termination"))]
        )
        ending = kinds.filtered(lambda kind: kind.code == "termination")
        application = self.env["ibok.application"]._begin(
            self.anna, ending, self.contract
        )
        known = {
            "number": "WN/1",
            "received_on": common.BETWEEN,
            "deadline": "2030-01-01",
        }
        for state, offered in (
            ("draft", kinds - ending),
            ("submitted", kinds - ending),
            ("withdrawn", kinds),
        ):
            application._set_process({"state": state} | known)
            self.env.flush_all()
            [part] = self._page(self.url).xpath(
                "//section[@aria-labelledby='contract_change']"
            )
            links = part.xpath(".//a[starts-with(@href, '/my/applications/')]")
            new = {one.text for one in links if "/new?" in one.get("href")}
            self.assertEqual(new, set(offered.mapped("name")), state)
            under_way = [one.text for one in links if "/new?" not in one.get("href")]
            self.assertEqual(under_way, (kinds - offered).mapped("name"), state)

    def _raw(self, url):
        self.env.flush_all()
        return self.url_open(url).text

    def _prices(self, day=common.BETWEEN):
        return self.contract.sudo()._portal_prices(day)

    def test_prices_of_today(self):
        prices = self._prices()
        rates = {rate["label"]: rate for rate in prices["rates"]}
        self.assertEqual(
            {label: (rate["net"], rate["gross"]) for label, rate in rates.items()},
            {
                "Water": (Decimal("5.72"), Decimal("6.18")),
                "Sewage": (Decimal("8.10"), Decimal("8.75")),
                "Subscription for water": (Decimal("12.39"), Decimal("13.38")),
            },
        )
        self.assertEqual(rates["Water"]["until"], common.date(2026, 12, 11))
        self.assertEqual(prices["subsidies"], [])
        page = self._page(self.url)
        rows = [
            " ".join(row.text_content().split())
            for row in page.xpath("//section[@aria-labelledby='contract_prices']//tr")
        ]
        self.assertIn("until 12/11/2026", rows[1])
        self.assertIn("6.18", rows[1])

    def test_prices_are_those_that_the_bill_is_made_with(self):
        with freeze_time(f"{common.IN_WINDOW} 10:00:00"):
            self.contract.with_user(self.anna)._portal_submit({self.point.id: "360"})
            told = {rate["label"]: rate["net"] for rate in self._prices()["rates"]}
        lines = self.contract.settlement_ids.line_ids
        self.assertEqual(
            {Decimal(f"{line.price_net:.2f}") for line in lines}, set(told.values())
        )

    def test_subsidy_is_told(self):
        self.env["water.tariff.subsidy"].create(
            {
                "name": "Help",
                "component": "water",
                "amount_net": 1.5,
                "date_from": "2026-11-01",
            }
        )
        self.assertIn("Water: the municipality pays", self._text(self._page(self.url)))

    def test_price_of_another_meter_size_is_left_out(self):
        self.tariff.group_ids.rate_ids.filtered(
            lambda rate: rate.component == "subscription_water"
        )._write({"dn_from": 50})
        self.env.invalidate_all()
        labels = {rate["label"] for rate in self._prices()["rates"]}
        self.assertEqual(labels, {"Water", "Sewage"})

    def test_an_ended_contract_has_no_price_today(self):
        self.contract.sudo().write({"date_to": "2026-11-10"})
        self.assertIsNone(self._prices())
        self._page(self.url)

    def test_how_to_pay_and_whom_to_ask(self):
        self.env.company.write({"phone": "43 677 40 11", "email": "woda@example.com"})
        self.env.company.partner_id.bank_ids.active = False
        self.env["res.partner.bank"].create(
            {
                "acc_number": "PL61109010140000071219812874",
                "partner_id": self.env.company.partner_id.id,
            }
        )
        page = self._page(self.url)
        self.assertIn("61 1090 1014 0000 0712 1981 2874", self._text(page))
        self.assertTrue(page.xpath("//main//a[@href='tel:436774011']"))
        self.assertTrue(page.xpath("//main//a[@href='mailto:woda@example.com']"))

    def test_bills_of_this_contract_alone(self):
        with freeze_time(f"{common.IN_WINDOW} 10:00:00"):
            self.contract.with_user(self.anna)._portal_submit({self.point.id: "360"})
            second_point = self._make_point("1002")
            second = self._make_contract(self.anna, [second_point])
            second.with_user(self.anna)._portal_submit({second_point.id: "360"})
        bill, other = (c.settlement_ids.move_id for c in (self.contract, second))
        [link] = self._page(self.url).xpath(
            "//section[@aria-labelledby='contract_bills']//a[contains(@class, 'btn')]"
        )
        page = self._page(link.get("href"))
        text = self._text(page)
        self.assertIn(f"Bills of contract {self.contract.number}", text)
        self.assertIn(bill.name, text)
        self.assertNotIn(other.name, text)
        self.assertTrue(page.xpath("//main//a[@href='/my/invoices']"))
        # Another's contract, or none: the plain list, and nothing is told.
        for asked in (self.other_contract.id, "x", "0", "²", "9" * 30):
            text = self._text(self._page(f"/my/invoices?contract={asked}"))
            self.assertNotIn("Bills of contract", text)
            self.assertIn(other.name, text)
