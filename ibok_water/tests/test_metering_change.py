from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

ENDS = ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30")


@freeze_time("2026-05-20 10:00:00")
class TestMeteringChange(common.WaterCase):
    """From a meter to a norm and back: every day is billed by one of them, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tariff = cls.make.tariff(active=False)
        prices = common.PRICES | {"water": 7}
        cls.make.group(tariff, prices, "R", metering="norm")
        tariff.action_activate()
        cls.norm = cls.env["water.norm"].create(
            {"name": "3 m³", "code": "T3", "m3_month": 3, "date_from": "2020-01-01"}
        )
        cls.by_norm = {"metering": "norm", "norm_id": cls.norm.id, "persons": 1}
        cls.metered = {"metering": "main_meter"}

    def contract(self, **terms):
        """A household whose meter shows as many m³ as days have gone by in 2026."""
        contract = self.make.household(0, services="water", **terms)
        self.point = contract.point_ids
        return contract

    # pylint: disable-next=method-required-super
    def read(self, *days):
        for on in days:
            self.make.read(self.point, (day(on) - day("2025-12-31")).days, on)

    def change(self, contract, on, terms, reason="Agreed"):
        wizard = self.env["water.contract.change"].create(
            {
                "contract_id": contract.id,
                "date_from": on,
                "reason": reason,
                **{
                    name: contract._terms_on(day(on))[name]
                    for name in ("services", "recipients", "billing_months")
                },
                "invoice_form": contract.invoice_form,
                "cycle_offset": contract.cycle_offset,
                **terms,
            }
        )
        wizard.action_confirm()

    def settle(self, contract, *ends):
        return [self.make.settle(contract, end) for end in ends]

    def days(self, contract):
        """{day: price per m³} of all live bills; no day may be there twice."""
        found = {}
        bills = contract.settlement_ids.filtered(lambda s: s.state == "done")
        for line in bills.line_ids.filtered(lambda ln: ln.unit == "m3"):
            for n in range((line.date_to - line.date_from).days + 1):
                on = line.date_from + timedelta(days=n)
                self.assertNotIn(on, found, "billed twice")
                found[on] = line.price_net
        return found

    def assert_each_day_once(self, contract, last, norm_days):
        """From the first day on without a gap; days of a norm at its group's price."""
        found = self.days(contract)
        expected = {}
        on = contract.date_from
        while on <= day(last):
            within = any(day(a) <= on <= day(b) for a, b in norm_days)
            expected[on] = 7.0 if within else 5.0
            on += timedelta(days=1)
        self.assertEqual(found, expected)
        bills = contract.settlement_ids.filtered(lambda s: s.state == "done")
        metered = sum(price == 5.0 for price in found.values())
        self.assertEqual(
            sum(bills.usage_ids.filtered("active").mapped("volume")), metered
        )

    def test_the_bill_before_a_norm_was_read_early(self):
        contract = self.contract()
        self.read("2026-01-28")
        self.settle(contract, ENDS[0])
        contract._change_terms(day("2026-02-01"), self.by_norm)
        with self.assertRaisesRegex(SettlementProblem, self.said("2026-01-31")):
            self.settle(contract, ENDS[1])
        self.read("2026-01-31")
        (bill,) = self.settle(contract, ENDS[1])
        self.assertEqual(bill.volume_water, 6)
        self.settle(contract, ENDS[2])
        self.assert_each_day_once(contract, ENDS[2], [("2026-02-01", ENDS[2])])

    def test_the_bill_before_a_norm_was_read_late(self):
        contract = self.contract()
        self.read("2026-02-03")
        self.settle(contract, ENDS[0])
        contract._change_terms(day("2026-02-01"), self.by_norm)
        self.settle(contract, *ENDS[1:3])
        self.assert_each_day_once(contract, ENDS[2], [("2026-02-04", ENDS[2])])

    def test_a_norm_from_the_middle_of_a_period(self):
        contract = self.contract()
        self.read("2026-01-29")
        self.settle(contract, ENDS[0])
        contract._change_terms(day("2026-02-15"), self.by_norm)
        with self.assertRaisesRegex(SettlementProblem, self.said("2026-02-14")):
            self.settle(contract, ENDS[1])
        self.read("2026-02-14")
        self.settle(contract, *ENDS[1:3])
        self.assert_each_day_once(contract, ENDS[2], [("2026-02-15", ENDS[2])])

    def test_a_meter_from_the_middle_of_a_period(self):
        contract = self.contract(**self.by_norm)
        self.settle(contract, ENDS[0])
        contract._change_terms(day("2026-02-11"), self.metered)
        self.read("2026-02-27")
        with self.assertRaisesRegex(SettlementProblem, self.said("2026-02-10")):
            self.settle(contract, ENDS[1])
        self.read("2026-02-10")
        self.settle(contract, ENDS[1])
        self.read("2026-04-02")
        self.settle(contract, ENDS[2])
        self.assert_each_day_once(
            contract, "2026-04-02", [("2026-01-01", "2026-02-10")]
        )

    def test_a_norm_between_inside_one_period(self):
        contract = self.contract(billing_months="3")
        contract._change_terms(day("2026-02-01"), self.by_norm)
        contract._change_terms(day("2026-03-01"), self.metered)
        self.read("2026-01-31", "2026-02-28", "2026-03-30")
        (bill,) = self.settle(contract, "2026-03-31")
        self.assertEqual(bill.volume_water, 31 + 3 + 30)
        self.assert_each_day_once(contract, "2026-03-30", [("2026-02-01", ENDS[1])])
        text = " ".join(bill.line_ids.mapped("group_code"))
        self.assertEqual(set(text.split()), {"G1", "R"})

    def test_a_norm_between_bill_by_bill(self):
        contract = self.contract()
        self.read("2026-01-27")
        self.settle(contract, ENDS[0])
        contract._change_terms(day("2026-02-01"), self.by_norm)
        contract._change_terms(day("2026-03-01"), self.metered)
        self.read("2026-01-31")
        self.settle(contract, ENDS[1])
        self.read("2026-02-28", "2026-03-29")
        self.settle(contract, ENDS[2])
        self.assert_each_day_once(contract, "2026-03-29", [("2026-02-01", ENDS[1])])

    def test_a_meter_between_two_norms(self):
        contract = self.contract(**self.by_norm)
        contract._change_terms(day("2026-02-01"), self.metered)
        contract._change_terms(day("2026-03-01"), self.by_norm)
        self.settle(contract, ENDS[0])
        self.read("2026-01-31", "2026-03-02")
        self.settle(contract, *ENDS[1:3])
        self.assert_each_day_once(
            contract, ENDS[2], [("2026-01-01", ENDS[0]), ("2026-03-03", ENDS[2])]
        )

    def test_no_meter_was_there_yet_after_a_norm(self):
        point = self.make.point()
        contract = self.make.contract([point], services="water", **self.by_norm)
        self.settle(contract, ENDS[0])
        self.make.install(point, 0, "2026-02-05")
        contract._change_terms(day("2026-02-01"), self.metered)
        self.make.read(point, 23, "2026-02-28")
        with self.assertRaisesRegex(SettlementProblem, self.said("2026-02-05")):
            self.settle(contract, ENDS[1])
        contract._change_terms(day("2026-02-01"), self.by_norm)
        contract._change_terms(day("2026-02-06"), self.metered)
        self.settle(contract, ENDS[1])
        self.assert_each_day_once(contract, ENDS[1], [("2026-01-01", "2026-02-05")])

    def billed_by_meter(self):
        contract = self.contract()
        self.read("2026-01-31", "2026-02-27", "2026-03-31", "2026-04-29")
        self.settle(contract, *ENDS)
        return contract

    def test_billed_by_the_meter_what_a_norm_was_agreed_for(self):
        for first, norm_days, read in (
            ("2026-03-01", ("2026-03-01", ENDS[3]), "2026-02-28"),
            ("2026-02-01", ("2026-02-01", ENDS[3]), None),
            ("2026-02-10", ("2026-02-10", ENDS[3]), "2026-02-09"),
            ("2026-01-01", ("2026-01-01", ENDS[3]), None),
        ):
            with self.subTest(first=first):
                contract = self.billed_by_meter()
                if read:
                    refused = self.assertRaisesRegex(UserError, self.said(read))
                    with refused, self.env.cr.savepoint():
                        self.change(contract, first, self.by_norm)
                    self.read(read)
                self.change(contract, first, self.by_norm)
                self.assert_each_day_once(contract, ENDS[3], [norm_days])

    def test_and_back_for_a_part(self):
        contract = self.billed_by_meter()
        self.read("2026-02-28")
        self.change(contract, "2026-03-01", self.by_norm)
        self.change(contract, "2026-04-01", self.metered)
        self.assert_each_day_once(contract, "2026-04-29", [("2026-03-01", ENDS[2])])
        self.change(contract, "2026-03-01", self.metered)
        self.assert_each_day_once(contract, "2026-04-29", [])

    def test_billed_by_a_norm_what_the_meter_counted(self):
        for first in ("2026-02-01", "2026-02-10", "2026-03-01", "2026-01-01"):
            with self.subTest(first=first):
                contract = self.contract(**self.by_norm)
                self.settle(contract, *ENDS)
                before = day(first) - timedelta(days=1)
                self.read(*{"2026-01-31", "2026-02-28", "2026-04-01", "2026-04-30"})
                if before > day("2025-12-31") and str(before) not in ENDS:
                    self.read(str(before))
                self.change(contract, first, self.metered)
                norms = [("2026-01-01", str(before))] if before.year == 2026 else []
                self.assert_each_day_once(contract, ENDS[3], norms)

    def test_a_forecast_is_settled_before_a_norm(self):
        """More was estimated than the reading of the last day of the meter shows."""
        contract = self.contract()
        self.read("2026-01-31")
        self.settle(contract, ENDS[0])
        self.env["water.reading"]._create_accepted(
            [
                {
                    "point_id": self.point.id,
                    "installation_id": self.point.installation_id.id,
                    "contract_id": contract.id,
                    "date": "2026-02-26",
                    "value": 90,
                    "kind": "periodic",
                    "source": "estimate",
                }
            ]
        )
        self.settle(contract, ENDS[1])
        contract._change_terms(day("2026-03-01"), self.by_norm)
        self.read("2026-02-28")
        self.settle(contract, ENDS[2])
        self.assert_each_day_once(contract, ENDS[2], [("2026-03-01", ENDS[2])])
