"""The demo municipality's prices are published ones, and its bills follow from them."""

import ast
import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import demo_town

from odoo.tests import tagged

from odoo.addons.ibok_water.demo import plan, water_demo_network

PUBLISHED = Path(__file__).parent / "engine" / "data" / "tariffs_real.json"
GROSZ = Decimal("0.01")
#: The municipality's villages, as its own register of streets names them.
VILLAGES = {
    *("Bachorzyn", "Brodnia Dolna", "Brodnia Górna", "Buczek", "Czestków A"),
    *("Czestków B", "Czestków F", "Czestków-Osiedle", "Dąbrowa", "Gucin"),
    *("Józefatów", "Luciejów", "Malenia", "Sycanów", "Wilkowyja"),
    *("Wola Bachorska", "Wola Buczkowska"),
}


def grosze(amount):
    return amount.quantize(GROSZ, ROUND_HALF_UP)


def published_prices():
    """{address of the source: prices that stand in it}"""
    found = {}
    for tariff in json.loads(PUBLISHED.read_text(encoding="utf-8"))["tariffs"]:
        text = json.dumps(tariff)
        found[tariff["source"]] = set(text.replace('"', " ").split())
    return found


@tagged("post_install", "-at_install")
class TestDemoPrices(demo_town.DemoTown):
    """Prices, and every bill reckoned by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        text = (plan.FOLDER / "tariffs.json").read_text(encoding="utf-8")
        cls.file = json.loads(text)

    def test_prices_are_those_of_the_source_that_is_named(self):
        published = published_prices()
        for group in self.file["groups"]:
            for rate in group["rates"]:
                with self.subTest(group["code"], component=rate["component"]):
                    self.assertLessEqual(
                        set(rate["prices"]), published[group["source"]]
                    )

    def test_the_tariff_has_the_prices_of_the_file(self):
        expected = {
            (group["code"], rate["component"], rate["per"], place, Decimal(price))
            for group in self.file["groups"]
            for rate in group["rates"]
            for place, price in enumerate(rate["prices"], start=1)
        }
        found = {
            (
                rate.group_id.code,
                rate.component,
                rate.per,
                int(rate.period_id.name),
                Decimal(str(rate.price_net)),
            )
            for rate in self.tariff.rate_ids
        }
        self.assertEqual(found, expected)

    def test_villages_are_the_municipalitys_own(self):
        here = self.contracts.premise_id.village_id
        self.assertLessEqual(VILLAGES, set(here.mapped("name")))
        self.assertLessEqual(set(here.mapped("name")), set(water_demo_network.VILLAGES))
        self.assertEqual(set(here.mapped("zip")), {"98-113"})

    def test_every_bill_is_use_times_a_published_price(self):
        """Quantity times price, summed, 8 % of the sum: no engine asked."""
        prices = {
            (rate["component"], Decimal(price))
            for group in self.file["groups"]
            for rate in group["rates"]
            for price in rate["prices"]
        }
        # A bill for several houses has one VAT, of the sum of them all.
        bills = self.settlements.grouped(lambda s: s.move_id or s)
        for settlements in bills.values():
            net = sum((self.reckon(s, prices) for s in settlements), Decimal(0))
            # A note of the municipality's own unit is no invoice and has no VAT.
            vat = grosze(net * 8 / 100) if settlements.move_id else Decimal(0)
            found = (
                sum(settlements.mapped("amount_net")),
                sum(settlements.mapped("amount_tax")),
            )
            self.assertEqual(
                [Decimal(f"{amount:.2f}") for amount in found],
                [net, vat],
                settlements.mapped("name"),
            )

    def reckon(self, settlement, prices):
        """Net of a settlement: its lines have published prices and all of its use."""
        net = Decimal(0)
        use = {"water": Decimal(0), "sewage": Decimal(0)}
        for line in settlement.line_ids:
            price = Decimal(str(line.price_net))
            quantity = Decimal(str(line.quantity))
            self.assertIn((line.component, price), prices, settlement.name)
            net += grosze(price * quantity)
            if line.component in use:
                use[line.component] += quantity
        volumes = settlement.volume_water, settlement.volume_sewage
        self.assertEqual(
            [float(use["water"]), float(use["sewage"])],
            [round(volume, 3) for volume in volumes],
            settlement.name,
        )
        return net

    def test_every_settlement_says_how_it_came_about(self):
        """Made by a run or by a reading, with its derivation; none is a mere row."""
        for settlement in self.settlements:
            self.assertTrue(settlement.derivation, settlement.name)
            self.assertTrue(settlement.line_ids, settlement.name)
        readings = self.settlements.usage_ids
        ends = readings.reading_from_id | readings.reading_to_id
        self.assertEqual(set(ends.mapped("state")), {"accepted"})

    def test_the_story_asks_no_clock_and_no_luck(self):
        """The same day gives the same municipality, whatever machine builds it."""
        lucky = {"uuid1", "uuid4", "urandom", "token_hex", "shuffle", "now", "utcnow"}
        for file in plan.FOLDER.glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                self.assertNotIn(name, lucky, file.name)
                if name in ("Random", "seed"):
                    self.assertTrue(node.args, f"{file.name}: luck without a seed")
                if name in ("random", "randint", "choice", "uniform", "sample"):
                    of = getattr(node.func.value, "id", "")
                    self.assertNotEqual(of, "random", file.name)
