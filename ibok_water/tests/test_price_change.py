from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

CHANGE = "2026-03-16"


class TestPriceChange(common.WaterCase):
    """A price that changes inside a bill: a reading near it decides, else the days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tariff = cls.env["water.tariff"].create(
            {
                "name": "Two periods",
                "date_from": "2025-01-01",
                "date_to": "2027-12-31",
                "period_ids": [
                    Command.create(
                        {
                            "name": "1",
                            "date_from": "2025-01-01",
                            "date_to": "2026-03-15",
                        }
                    ),
                    Command.create(
                        {"name": "2", "date_from": CHANGE, "date_to": "2027-12-31"}
                    ),
                ],
            }
        )
        group = cls.make.group(
            tariff, {"water": 5, "subscription_water": (10, "month")}, services="water"
        )
        late = group.rate_ids.filtered(lambda r: r.period_id.name == "2")
        late.filtered(lambda r: r.component == "water").price_net = 6
        late.filtered(lambda r: r.component != "water").price_net = 20
        tariff.action_activate()

    def billed(self, *readings, value=100):
        contract = self.make.household(value, "2026-03-01", services="water")
        for shown, on in readings:
            self.make.read(contract.point_ids, shown, on)
        return self.make.settle(contract, "2026-03-31")

    def parts(self, settlement):
        lines = settlement.line_ids.filtered(lambda line: line.component == "water")
        return [(line.quantity, line.price_net) for line in lines]

    def test_without_a_reading_use_is_shared_by_days(self):
        """31 m³ of 31 days: 15 days at 5 zł, 16 at 6 zł."""
        made = self.billed((131, "2026-03-31"))
        self.assertEqual(self.parts(made), [(15, 5), (16, 6)])

    def test_a_reading_of_the_last_old_day_decides(self):
        made = self.billed((125, "2026-03-15"), (131, "2026-03-31"))
        self.assertEqual(self.parts(made), [(25, 5), (6, 6)])
        self.assertEqual(
            made.usage_ids.sorted("date_from").mapped("value_to"), [125, 131]
        )
        # The printed bill and the next one begin at the last reading alone.
        self.assertEqual(made.contract_id._last_settled_day(), day("2026-03-31"))

    def test_three_days_away_decides_and_four_do_not(self):
        made = self.billed((120, "2026-03-12"), (131, "2026-03-31"))
        self.assertEqual(self.parts(made), [(20, 5), (11, 6)])
        made = self.billed((120, "2026-03-11"), (131, "2026-03-31"))
        self.assertEqual(self.parts(made), [(15, 5), (16, 6)])
        self.assertEqual(len(made.usage_ids), 1)

    def test_the_company_says_how_near(self):
        self.company.water_tariff_change_days = 0
        made = self.billed((125, "2026-03-15"), (131, "2026-03-31"))
        self.assertEqual(self.parts(made), [(15, 5), (16, 6)])
        self.company.water_tariff_change_days = 5
        made = self.billed((120, "2026-03-11"), (131, "2026-03-31"))
        self.assertEqual(self.parts(made), [(20, 5), (11, 6)])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.company.water_tariff_change_days = 32
            self.env.flush_all()

    def test_an_estimate_decides_nothing(self):
        contract = self.make.household(100, "2026-03-01", services="water")
        self.env["water.reading"]._create_accepted(
            [
                {
                    "point_id": contract.point_ids.id,
                    "date": "2026-03-15",
                    "value": 125,
                    "source": "estimate",
                }
            ]
        )
        self.make.read(contract.point_ids, 131, "2026-03-31")
        made = self.make.settle(contract, "2026-03-31")
        self.assertEqual(self.parts(made), [(15, 5), (16, 6)])

    def test_an_estimate_that_ends_the_use_decides_nothing_either(self):
        """An actual reading of that day would: all was used before the change."""
        found = []
        for source in ("estimate", "reader"):
            contract = self.make.household(100, "2026-03-01", services="water")
            contract.date_to = "2026-03-17"
            self.env["water.reading"]._create_accepted(
                [
                    {
                        "point_id": contract.point_ids.id,
                        "date": "2026-03-17",
                        "value": 117,
                        "source": source,
                    }
                ]
            )
            made = self.make.settle(contract, "2026-03-31")
            found.append([part for part in self.parts(made) if part[0]])
        self.assertEqual(found, [[(15, 5), (2, 6)], [(17, 5)]])

    def test_parts_have_the_precision_that_was_chosen(self):
        """10 m³: 15/31 are 4.84 m³, or 5 whole ones."""
        self.assertEqual(
            self.parts(self.billed((110, "2026-03-31"))), [(4.84, 5), (5.16, 6)]
        )
        self.company.water_split_precision = "1"
        self.assertEqual(self.parts(self.billed((110, "2026-03-31"))), [(5, 5), (5, 6)])

    def test_subscription_by_the_last_day_or_by_days(self):
        def fees(settlement):
            lines = settlement.line_ids.filtered(lambda line: line.component != "water")
            return [(line.quantity, line.price_net) for line in lines]

        self.assertEqual(fees(self.billed((110, "2026-03-31"))), [(1, 20)])
        self.company.water_subscription_change = "pro_rata"
        # 15/31 and 16/31 of a month, together one.
        self.assertEqual(
            fees(self.billed((110, "2026-03-31"))), [(0.48, 10), (0.52, 20)]
        )

    def test_a_correction_keeps_the_reading_that_decided(self):
        made = self.billed((125, "2026-03-15"), (131, "2026-03-31"))
        middle = made.usage_ids.reading_to_id.filtered(lambda r: r.value == 125)
        middle._replace(121, "Digits misread")
        right = made._correct("Digits misread")
        self.assertEqual(self.parts(right), [(21, 5), (10, 6)])
        # 21 × 5 + 10 × 6 + 20 = 185 instead of 125 + 36 + 20 = 181.
        self.assertEqual((made.amount_net, right.difference_net), (181, 4))

    def test_groups_that_change_their_names_keep_their_subsidies(self):
        """The old tariff's group has its subsidy up to the change, the new one its."""
        common.quiet_company(self.company)
        spans = (("2024-01-01", "2026-01-15", 1), ("2026-01-16", "2028-12-31", 0.5))
        for place, (first, last, amount) in enumerate(spans):
            code = f"S{place}"
            self.make.tariff({"water": 5}, first, last, services="water", code=code)
            self.env["water.tariff.subsidy"].create(
                {
                    "name": code,
                    "component": "water",
                    "amount_net": amount,
                    "date_from": first,
                    "date_to": last,
                    "group_codes": code,
                }
            )
        contract = self.make.household(0, services="water")
        self.make.read(contract.point_ids, 31, "2026-01-31")
        made = self.make.settle(contract, "2026-01-31")
        self.assertEqual(
            [(ln.quantity, ln.subsidy_net, ln.price_net) for ln in made.line_ids],
            [(15, 1, 4), (16, 0.5, 4.5)],
        )

    def test_many_contracts_find_their_own_reading(self):
        contracts = self.env["water.contract"]
        for used in (20, 25, 30):
            contract = self.make.household(100, "2026-03-01", services="water")
            self.make.read(contract.point_ids, 100 + used, "2026-03-15")
            self.make.read(contract.point_ids, 131, "2026-03-31")
            contracts |= contract
        made = contracts._settle(day("2026-03-31"))
        self.assertEqual(
            [self.parts(s)[0][0] for s in made.sorted("contract_id.id")], [20, 25, 30]
        )
