from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-02-01")
class TestContractTerms(common.WaterCase):
    """What chooses the tariff group changes with time, and never backwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tariff = cls.make.tariff(active=False)
        prices = {"water": 5, "sewage": 8, "subscription_both": (3, "month")}
        cls.make.group(tariff, prices, "E", invoice_form="electronic")
        tariff.action_activate()

    def rows(self, contract):
        return [
            (row.date_from, row.invoice_form)
            for row in contract.terms_ids.sorted("date_from")
        ]

    def fee(self, settlement):
        line = settlement.line_ids.filtered(lambda x: x.unit == "month")
        return line.price_net

    def test_before_the_first_bill_a_change_mends_the_entry(self):
        contract = self.make.household(100, invoice_form="paper")
        contract.invoice_form = "electronic"
        self.assertEqual(self.rows(contract), [(day("2026-01-01"), "electronic")])

    def test_draft_contract_has_no_terms_yet(self):
        point = self.make.metered_point()
        contract = self.make.contract([point], opened=False)
        contract.invoice_form = "electronic"
        self.assertFalse(contract.terms_ids)

    def test_first_terms_of_a_contract_still_to_begin_are_no_new_ones(self):
        with freeze_time("2026-02-10"):
            contract = self.make.household(
                100, since="2026-02-11", invoice_form="paper"
            )
            self.assertFalse(contract.next_terms_date)

    def test_consent_to_electronic_bills_counts_from_the_next_period(self):
        contract = self.make.household(100, invoice_form="paper")
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        with freeze_time("2026-02-10"):
            contract.invoice_form = "electronic"
        self.assertEqual(
            self.rows(contract),
            [(day("2026-01-01"), "paper"), (day("2026-03-01"), "electronic")],
        )
        self.assertEqual(contract.next_terms_date, day("2026-03-01"))
        fees = []
        for end in ("2026-02-28", "2026-03-31"):
            with freeze_time(end):
                self.make.read(contract.point_ids, 120, end)
                fees.append(self.fee(self.make.settle(contract, end)))
        self.assertEqual(fees, [4, 3])

    def test_a_change_taken_back_before_it_holds_leaves_the_old_terms(self):
        contract = self.make.household(100, invoice_form="paper")
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        with freeze_time("2026-02-10"):
            contract.invoice_form = "electronic"
            contract.invoice_form = "paper"
        self.assertEqual(contract._terms_on(day("2026-04-01")).invoice_form, "paper")

    def test_longer_cycles_begin_after_the_present_one(self):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        with freeze_time("2026-02-10"):
            contract.write({"billing_months": "3", "cycle_offset": 2})
        ends = [
            contract._cycle_of(day(on)).date_to for on in ("2026-02-15", "2026-03-15")
        ]
        self.assertEqual(ends, [day("2026-02-28"), day("2026-05-31")])
        contracts = self.env["water.contract"]
        kinds = contracts._reading_kinds(day("2026-02-27"))
        self.assertLessEqual({(1, 0), (3, 2)}, {kind[:2] for kind in kinds})

    def test_norm_takes_the_persons_of_the_days_it_bills(self):
        norm = self.env.ref("ibok_water.norm_4_sewered")
        contract = self.make.contract(
            metering="norm", norm_id=norm.id, persons=2, billing_months="1"
        )
        with freeze_time("2026-02-01"):
            first = self.make.settle(contract, "2026-01-31")
            contract.persons = 3
        with freeze_time("2026-04-01"):
            volumes = [
                self.make.settle(contract, end).volume_water
                for end in ("2026-02-28", "2026-03-31")
            ]
        unit = first.volume_water / 2
        self.assertEqual(volumes, [2 * unit, 3 * unit])

    def test_terms_are_written_by_the_process_alone(self):
        contract = self.make.household(100)
        clerk = common.user(self.env, "terms-clerk", "ibok_water.group_water_clerk")
        row = contract.terms_ids.with_user(clerk)
        self.assertEqual(row.recipients, "household")
        with self.assertRaises(AccessError):
            row.invoice_form = "electronic"
        with self.assertRaises(AccessError):
            row.copy({"date_from": "2027-01-01"})
