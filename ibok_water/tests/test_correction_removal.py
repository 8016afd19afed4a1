from unittest.mock import patch

from odoo.tests import freeze_time

from odoo.addons.ibok_water.models.water_contract_point_chain import (
    WaterContractPoint,
)
from odoo.addons.ibok_water.tests import common


def cut_off(_self, _reading):
    """How the last state of a meter was billed once: its fraction was dropped."""
    return {}


def without_own_fraction(self, reading):
    """How it was billed after that: the meter's own first fraction stayed in."""
    return {k: v for k, v in removal(self, reading).items() if k != "begun_from"}


removal = WaterContractPoint._removal


@freeze_time("2026-04-10")
class TestCorrectionRemoval(common.WaterCase):
    """A bill with an exchange, made when the rest of a meter was treated otherwise.

    Corrected for another reason it changes by that reason alone: what is left of a
    m³ was settled when the meter went, and nobody is told a new figure for it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prices = {"water": 5.00}
        cls.tariff = cls.make.tariff(cls.prices, services="water")

    def billed(self, way):
        """From 100.9 to 115.8, exchanged, and to 7.3 on the next; its bill.

        Cut off: 115 − 100 + 7 = 22. Rounded: 116 − 100 + 7 = 23. Less what the meter
        came with: 115.8 − 0.9 is 115.
        """
        contract = self.make.household(100.9, services="water")
        self.make.exchange(contract.point_ids, 115.8, "2026-01-15", initial=0)
        self.make.read(contract.point_ids, 7.3, "2026-01-31")
        with patch.object(WaterContractPoint, "_removal", way):
            bill = self.make.settle(contract, "2026-01-31")
        if way is not removal:
            # Nor did the bills of those days tell of it.
            bill.sudo().derivation = [
                {k: v for k, v in step.items() if k != "begun_from"}
                for step in bill.derivation
            ]
        return bill

    def books(self, settlements):
        return round(sum(settlements.move_id.mapped("amount_untaxed_signed")), 2)

    def dearer(self):
        """The tariff was wrong: the m³ costs 1 zł more."""
        self.tariff.action_close()
        self.make.tariff({"water": 6.00}, services="water")

    def test_a_wrong_price_changes_the_price_alone(self):
        for way, volume in ((cut_off, 22), (without_own_fraction, 23), (removal, 22)):
            with self.subTest(way.__name__), self.env.cr.savepoint() as point:
                bill = self.billed(way)
                self.assertEqual(bill.volume_water, volume)
                self.assertFalse(bill._correct("Nothing changed"))
                self.dearer()
                made = bill._correct("Wrong price")
                self.assertEqual(made.volume_water, volume)
                self.assertEqual(made.difference_net, volume)
                self.assertEqual(self.books(bill | made), volume * 6)
                # And so does what corrects the correction.
                made.usage_ids.filtered(
                    lambda use: use.value_to == 7.3
                ).reading_to_id._replace(9.3, "Misread")
                last = made._correct("Misread")
                self.assertEqual(last.volume_water, volume + 2)
                self.assertEqual(self.books(bill | made | last), (volume + 2) * 6)
                point.rollback()

    def test_the_removed_meters_state_itself_is_reckoned_as_now(self):
        for way in (cut_off, without_own_fraction, removal):
            with self.subTest(way.__name__), self.env.cr.savepoint() as point:
                bill = self.billed(way)
                final = bill.usage_ids.reading_to_id.filtered(
                    lambda reading: reading.kind == "final"
                )
                final._replace(118.5, "Misread")
                made = bill._correct("Misread")
                # 118.5 − 0.9 is 118 (117.6), less 100, and 7.
                self.assertEqual(made.volume_water, 25)
                self.assertEqual(self.books(bill | made), 25 * 5)
                point.rollback()
