import base64

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from odoo.addons.ibok_water import tariff_file
from odoo.addons.ibok_water.tests import common

BLOCKS = """\
format: ibok-tariff
version: 1
name: Blocks
valid: {from: 2031-01-01, to: 2031-12-31}
periods:
  - {name: a, from: 2031-01-01, to: 2031-12-31}
groups:
  - code: G
    name: All
    services: water
    rates:
      - {component: water, per: m3, prices: [4.00]}
      - {component: water, per: m3, from_m3: 10, prices: [6.00]}
      - {component: water, per: m3, from_m3: 12.5, prices: [9.00]}
"""


class TestBlocks(common.WaterCase):
    """A tariff whose price grows with the use of a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.make.tariff({"water": 4}, active=False, services="water")
        cls.group = cls.draft.group_ids
        cls.block(10, 6)
        cls.block(20, 9)

    @classmethod
    def block(cls, from_m3, price, **vals):
        return cls.env["water.tariff.rate"].create(
            {
                "group_id": cls.group.id,
                "period_id": cls.draft.period_ids.id,
                "component": "water",
                "price_net": price,
                "per": "m3",
                "from_m3": from_m3,
                **vals,
            }
        )

    def billed(self, used, months="1"):
        self.draft.action_activate()
        contract = self.make.household(
            100, services="water", billing_months=months, partner=self.polish()
        )
        end = {"1": "2026-01-31", "2": "2026-02-28"}[months]
        self.make.read(contract.point_ids, 100 + used, end)
        return self.make.settle(contract, end)

    def polish(self):
        return self.make.partner(lang="pl_PL")

    def lines(self, settlement):
        return [
            (line.quantity, line.price_net, line.from_m3)
            for line in settlement.line_ids
        ]

    def refused(self, attempt):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                attempt()
                self.env.flush_all()

    def test_use_fills_the_blocks_from_the_lowest(self):
        """25 m³ of a month: 10 × 4 + 10 × 6 + 5 × 9 = 145 zł."""
        made = self.billed(25)
        self.assertEqual(self.lines(made), [(10, 4, 0), (10, 6, 10), (5, 9, 20)])
        self.assertEqual((made.amount_net, made.move_id.amount_untaxed), (145, 145))

    def test_limits_are_of_a_month(self):
        """25 m³ of two months: 20 × 4 + 5 × 6 = 110 zł."""
        made = self.billed(25, "2")
        self.assertEqual(self.lines(made), [(20, 4, 0), (5, 6, 10)])
        self.assertEqual(made.amount_net, 110)

    def test_the_bill_names_the_block(self):
        names = self.billed(15).move_id.invoice_line_ids.mapped("name")
        self.assertIn(", pierwszy próg zużycia", names[0])
        self.assertIn(", próg powyżej 10 m³ miesięcznie", names[1])

    def test_a_price_without_blocks_names_none(self):
        (self.group.rate_ids.filtered("from_m3")).unlink()
        made = self.billed(15)
        self.assertEqual(self.lines(made), [(15, 4, 0)])
        self.assertFalse(made.line_ids.in_block)
        self.assertNotIn("próg", made.move_id.invoice_line_ids.name)

    def test_a_correction_compares_block_with_block(self):
        """13 → 12 m³: one m³ of the second block, 6 zł, comes back."""
        wrong = self.billed(13)
        wrong.usage_ids.reading_to_id._replace(112, "Digits misread")
        right = wrong._correct("Digits misread")
        self.assertEqual(right.difference_net, -6)
        move = right.move_id
        self.assertEqual(
            [(line.quantity, line.price_unit) for line in move.invoice_line_ids],
            [(3, 6), (-2, 6)],
        )

    def test_the_first_block_begins_at_nothing(self):
        self.group.rate_ids.filtered(lambda r: not r.from_m3).from_m3 = 2
        with self.assertRaisesRegex(ValidationError, "first m³"):
            self.draft.action_activate()

    def test_blocks_of_a_meter_size_are_whole(self):
        self.block(30, 11, dn_from=50)
        with self.assertRaisesRegex(ValidationError, "first m³"):
            self.draft.action_activate()

    def test_no_block_twice_none_below_zero_none_of_a_fee(self):
        for refused in (
            lambda: self.block(10, 7),
            lambda: self.block(-1, 7),
            lambda: self.block(10, 7, component="subscription_water", per="month"),
        ):
            self.refused(refused)

    def test_a_copy_and_a_file_keep_the_blocks(self):
        content = self.draft._file_data()
        for kind in ("yaml", "json"):
            written = tariff_file.write(content, kind)
            with self.subTest(kind):
                wizard = self.env["water.tariff.import"].create(
                    {"file": base64.b64encode(written), "filename": f"t.{kind}"}
                )
                action = wizard.action_import()
                draft = self.env["water.tariff"].browse(action["res_id"])
                self.assertEqual(tariff_file.write(draft._file_data(), kind), written)
                self.assertEqual(draft.rate_ids.mapped("from_m3"), [0, 10, 20])

    def test_a_file_says_where_a_block_begins(self):
        data = tariff_file.read(BLOCKS.encode(), "yaml")
        rates = data["groups"][0]["rates"]
        self.assertEqual(
            [rate["from_m3"] and str(rate["from_m3"]) for rate in rates],
            [None, "10", "12.5"],
        )

    def test_faults_of_blocks_in_a_file(self):
        for spoiled, code in (
            (("from_m3: 12.5", "from_m3: 10"), "value_twice"),
            (("from_m3: 12.5", "from_m3: -1"), "bad_volume"),
            (("from_m3: 12.5", "from_m3: 1.234"), "bad_volume"),
            (("from_m3: 12.5", "from_m3: [1]"), "wrong_type"),
            (("per: m3, prices", "per: m3, from_m3: 5, prices"), "price_missing"),
            (
                (
                    "water, per: m3, from_m3: 12.5",
                    "subscription_water, per: month, from_m3: 12.5",
                ),
                "block_mismatch",
            ),
        ):
            with (
                self.subTest(code),
                self.assertRaises(tariff_file.TariffFileError) as caught,
            ):
                tariff_file.read(BLOCKS.replace(*spoiled, 1).encode(), "yaml")
            self.assertIn(code, [f.code for f in caught.exception.faults])
