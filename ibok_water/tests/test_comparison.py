import io

import pypdf
from lxml import etree

from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-04-10")
class TestComparison(common.WaterCase):
    """Why a bill is not like the last one, in parts that sum to the difference."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prices = {"water": 5, "sewage": 8, "subscription_both": (4, "month")}
        cls.tariff = cls.make.tariff(cls.prices)

    def bills(self, *values, **vals):
        contract = self.make.household(100, **vals)
        made = []
        ends = ("2026-01-31", "2026-02-28", "2026-03-31")
        for value, end in zip(values, ends, strict=False):
            self.make.read(contract.point_ids, value, end)
            made.append(self.make.settle(contract, end))
        return made

    def reasons(self, settlement):
        found = settlement._compared_with_previous()
        total = sum(reason["amount"] for reason in found["reasons"])
        self.assertEqual(round(total, 2), found["difference"])
        return found

    def test_first_bill_has_nothing_to_be_compared_with(self):
        (first,) = self.bills(110)
        self.assertIsNone(first._compared_with_previous())

    def test_parts_sum_to_the_difference(self):
        first, second = self.bills(110, 130)
        found = self.reasons(second)
        self.assertEqual(found["previous"], first)
        self.assertEqual(
            found["difference"], round(second.amount_total - first.amount_total, 2)
        )
        # 10 m³ more at 13 zł net is 140.40 gross, less what 3 days fewer explain.
        texts = [reason["text"] for reason in found["reasons"]]
        self.assertEqual(len(texts), 2)
        self.assertIn("28", texts[1])

    def test_use_is_told_by_the_day_where_the_days_differ(self):
        """More m³ of many more days would stand beside a lower amount."""
        _first, second, third = self.bills(110, 130, 131)
        told = [bill._compared_with_previous()["reasons"] for bill in (second, third)]
        texts = ["\n".join(reason["text"] for reason in found) for found in told]
        # 10 m³ in 31 days, 20 in 28; 1 in 31.
        for text, figures in zip(texts, (("714", "323"), ("32", "714")), strict=True):
            for figure in figures:
                self.assertIn(figure, text)

    def test_fee_that_changes_is_a_reason_of_its_own(self):
        self.tariff.action_close()
        self.make.tariff(self.prices, until="2026-01-31")
        self.make.tariff(
            self.prices | {"subscription_both": (6, "month")}, since="2026-02-01"
        )
        _first, second = self.bills(110, 110)
        found = self.reasons(second)
        fees = [r["amount"] for r in found["reasons"] if r["amount"] == 2.16]
        self.assertEqual(len(fees), 1)

    def test_corrected_bill_still_shows_its_meter(self):
        first, _second = self.bills(110, 130)
        first.usage_ids.reading_to_id._replace(112, "x")
        newest = (first | _second)._correct("x")
        self.assertEqual(first.usage_ids.value_to, 110)
        # What is compared is what holds now.
        self.assertEqual(newest[1]._previous(), newest[0])

    def test_printed_bill_tells_it(self):
        _first, second = self.bills(110, 130)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", second.move_id.ids
        )[0]
        page = etree.HTML(html).find(".//div[@class='article wb']")
        text = " ".join("".join(page.itertext()).replace("\xa0", " ").split())
        text = text.replace("\ufeff", "")
        for reason in second._compared_with_previous()["reasons"]:
            self.assertIn(f"{reason['amount']:.2f}".replace(".", ","), text)

    def test_a_usual_bill_with_its_comparison_is_one_page(self):
        """Two meters and a longer comparison fit; a second sheet costs postage."""
        contract = self.make.household(100)
        point = contract.point_ids
        self.make.read(point, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        self.env["water.meter.exchange"].create(
            {
                "point_id": point.id,
                "date": "2026-02-10",
                "final_value": 114,
                "new_meter_id": self.make.meter().id,
            }
        ).action_exchange()
        self.make.read(point, 9, "2026-02-25")
        bill = self.make.settle(contract, "2026-02-28").move_id
        printed = self.env["ir.actions.report"]._render_water_bill(bill)
        self.assertEqual(len(pypdf.PdfReader(io.BytesIO(printed)).pages), 1)
