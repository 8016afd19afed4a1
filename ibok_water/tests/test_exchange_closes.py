from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common


@freeze_time("2026-11-22")
class TestExchangeCloses(common.WaterCase):
    """A meter changed inside the reading window need not be read again for the bill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()

    def bills(self, contract, *ends):
        return [self.make.settle(contract, on).volume_water for on in ends]

    def test_the_removed_meters_state_closes_the_period(self):
        contract = self.make.household(100)
        point = contract.point_ids
        self.make.exchange(point, 111.9, "2026-02-05", initial=3.4)
        self.assertEqual(self.bills(contract, "2026-01-31"), [12])
        first = contract.settlement_ids
        self.assertEqual(str(first.usage_ids.date_to), "2026-02-05")
        self.make.read(point, "8.9", "2026-02-28")
        # 11.9 with the new meter's 0.4 taken off is 11.5, 12; then 8 − 3.
        self.assertEqual(self.bills(contract, "2026-02-28"), [5])
        for bill in contract.settlement_ids:
            self.assertFalse(bill._correct("Nothing changed"))
        self.assertEqual(contract.settlement_ids.usage_ids.mapped("active"), [True] * 2)

    def test_it_is_what_one_bill_over_both_meters_would_be(self):
        apart, together = self.make.household(100), self.make.household(100)
        for contract in apart + together:
            self.make.exchange(contract.point_ids, 111.9, "2026-02-05", initial=3.4)
        self.bills(apart, "2026-01-31")
        for contract in apart + together:
            self.make.read(contract.point_ids, "20.7", "2026-02-28")
        self.bills(apart, "2026-02-28")
        self.bills(together, "2026-02-28")
        volumes = [
            sum(contract.settlement_ids.mapped("volume_water"))
            for contract in (apart, together)
        ]
        self.assertEqual(volumes, [29, 29])

    def test_a_reading_in_the_window_goes_before(self):
        for on in ("2026-01-24", "2026-02-12"):
            with self.subTest(on=on):
                contract = self.make.household(100)
                point = contract.point_ids
                if on < "2026-02-05":
                    self.make.read(point, "110", on)
                self.make.exchange(point, 112, "2026-02-05", initial=0)
                if on > "2026-02-05":
                    self.make.read(point, "4", on)
                self.bills(contract, "2026-01-31")
                last = max(contract.settlement_ids.usage_ids.mapped("date_to"))
                self.assertEqual(str(last), on)

    def test_one_outside_the_window_closes_nothing(self):
        contract = self.make.household(100)
        self.make.exchange(contract.point_ids, 112, "2026-02-16", initial=0)
        with self.assertRaises(SettlementProblem) as problem:
            self.make.settle(contract, "2026-01-31")
        self.assertEqual(problem.exception.code, "no_reading")

    def read_and_exchanged(self, value, final, **vals):
        """A meter that somebody read on the very day it went."""
        contract = self.make.household(100)
        point = contract.point_ids
        reading = self.make.read(point, value, "2026-01-31")
        wizard = self.env["water.meter.exchange"].create(
            {
                "point_id": point.id,
                "date": "2026-01-31",
                "final_value": final,
                "new_meter_id": not vals and self.make.meter().id,
                **vals,
            }
        )
        return contract, reading, wizard

    def test_a_reading_of_the_day_ends_the_meter(self):
        for vals in ({}, {"removal": True, "removal_reason": "winter"}):
            for billed in (False, True):
                with self.subTest(billed=billed, **vals):
                    contract, reading, wizard = self.read_and_exchanged(
                        112, 112, **vals
                    )
                    if billed:
                        self.make.settle(contract, "2026-01-31")
                    old = wizard.old_installation_id
                    wizard.action_exchange()
                    self.assertEqual(
                        (reading.kind, reading.state), ("final", "accepted")
                    )
                    self.assertEqual(
                        (old.date_to, old.final_value), (reading.date, 112)
                    )
                    if not billed:
                        self.make.settle(contract, "2026-01-31")
                    self.assertEqual(contract.settlement_ids.volume_water, 12)
                    self.assertFalse(contract.settlement_ids._correct("Nothing"))
                    if not vals:
                        self.make.read(contract.point_ids, 8, "2026-02-28")
                        self.assertEqual(self.bills(contract, "2026-02-28"), [8])

    def test_another_state_of_the_day_is_named(self):
        for final in (111, 113):
            contract, _reading, wizard = self.read_and_exchanged(112, final)
            point = contract.point_ids
            told = (
                f"{point.code} has a reading of {self.said('2026-01-31')} already: 112"
            )
            with self.subTest(final=final), self.assertRaisesRegex(UserError, told):
                wizard.action_exchange()
            self.assertFalse(wizard.old_installation_id.date_to)

    def test_a_held_reading_of_the_day_gives_way(self):
        contract, reading, wizard = self.read_and_exchanged(900, 112)
        self.assertEqual(reading.state, "held")
        wizard.action_exchange()
        self.assertEqual(reading.state, "rejected")
        self.assertEqual(self.bills(contract, "2026-01-31"), [12])
