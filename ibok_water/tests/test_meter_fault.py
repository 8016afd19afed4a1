from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-06-20")
class TestMeterFault(common.WaterCase):
    """A broken or missing meter: regulation of 27.02.2018 (Dz.U. 2018 poz. 472)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff = cls.make.tariff(
            {"water": 5.72, "subscription_water": (12.39, "month")}, services="water"
        )

    def household(self, *readings, start=300, since="2025-01-01", **vals):
        contract = self.make.household(start, since, services="water", **vals)
        for value, on in readings:
            self.make.read(contract.point_ids, value, on)
        return contract

    def fault(self, contract, detected, **vals):
        return self.env["water.meter.fault"].create(
            {"point_id": contract.point_ids.id, "detected_on": day(detected), **vals}
        )

    def reading(self, wizard):
        return self.env["water.reading"].browse(wizard.action_confirm()["res_id"])

    def broken_in_april(self):
        """11, 12 and 10 m³ in the three months before a fault found on 30 April."""
        return self.household(
            (311, "2026-01-31"),
            (323, "2026-02-28"),
            (333, "2026-03-31"),
            since="2026-01-01",
        )

    def test_mean_of_the_three_months_before(self):
        """Case B23: (11 + 12 + 10) ÷ 3 = 11 m³ for a month."""
        contract = self.broken_in_april()
        wizard = self.fault(contract, "2026-04-30", note="Glass broken")
        self.assertFalse(wizard.problem)
        self.assertEqual(wizard.last_reading_id.value, 333)
        self.assertEqual(
            (wizard.method, wizard.months, wizard.volume, wizard.value),
            ("mean_3_months", 1, 11, 344),
        )
        for figure in ("11 m³", "12 m³", "10 m³", "33 m³"):
            self.assertIn(figure, wizard.derivation_text)
        reading = self.reading(wizard)
        self.assertEqual(
            (reading.state, reading.kind, reading.source, reading.value),
            ("accepted", "final", "estimate", 344),
        )
        self.assertEqual(reading.note, "Does not count: Glass broken")
        message = contract.point_ids.message_ids[:1].body
        self.assertIn("344", message)
        self.assertIn("33 m³", message)

    def test_bill_shows_how_it_was_estimated(self):
        # A municipality's database knows Polish only.
        self.env["res.lang"]._activate_lang("en_US")
        contract = self.broken_in_april()
        contract.partner_id.lang = "en_US"
        self.fault(contract, "2026-04-30").action_confirm()
        bill = self.make.settle(contract, "2026-04-30")
        self.assertEqual(bill.volume_water, 44)
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", bill.move_id.ids
        )
        page = content.decode().replace("\xa0", " ")
        self.assertIn("Estimated bill.", page)
        self.assertIn(
            "Mean of the three months before: 33 m³ ÷ 3 × 1 months = 11 m³", page
        )

    def test_same_period_of_last_year(self):
        contract = self.household(
            (310, "2025-03-31"), (325, "2025-04-30"), (400, "2026-01-20")
        )
        wizard = self.fault(contract, "2026-04-30", last_reading_id=False)
        wizard.last_reading_id = wizard.last_reading_id.search(
            [("point_id", "=", contract.point_ids.id), ("value", "=", 400)]
        )
        # 2026-01-21 … 04-30 in 2025: 70 of 90 days of 10 m³, and 15 m³ of April.
        self.assertEqual(wizard.method, "same_period_last_year")
        self.assertEqual((wizard.volume, wizard.value), (23, 423))

    def test_read_on_other_days_than_the_ends_of_months(self):
        """28 December … 27 March: 90 days of 45 m³, so 17 m³ of 34 days."""
        contract = self.household(
            (310, "2025-12-27"), (333, "2026-02-10"), (355, "2026-03-27"), start=120
        )
        wizard = self.fault(contract, "2026-04-30")
        self.assertEqual(
            (wizard.method, wizard.volume, wizard.value),
            ("mean_3_months_read", 17, 372),
        )
        self.assertIn("45 m³", wizard.derivation_text)
        self.assertIn("÷ 90 × 34", wizard.derivation_text)

    def test_last_year_s_mean_month(self):
        contract = self.household(
            (312, "2025-12-31"), (315, "2026-01-20"), since="2025-07-01"
        )
        wizard = self.fault(contract, "2026-04-30")
        # 12 m³ in the six known months, 2 m³ each × (11 ÷ 31 + 1 + 1 + 1) months.
        self.assertEqual(wizard.method, "mean_month_last_year")
        self.assertEqual((wizard.volume, wizard.value), (7, 322))

    def test_nothing_known_says_what_to_do(self):
        contract = self.household((303, "2026-01-31"), since="2026-01-10")
        wizard = self.fault(contract, "2026-03-31")
        self.assertIn("Agree on the use", wizard.problem)
        with self.assertRaises(UserError):
            wizard.action_confirm()

    def test_state_passes_the_register_s_end(self):
        meter = self.make.meter(type_id=self.make.meter_type(digits=4).id)
        point = self.make.point()
        self.make.install(point, 9961, "2025-12-31", meter=meter)
        contract = self.make.contract([point], "2026-01-01", services="water")
        for value, on in (
            (9972, "2026-01-31"),
            (9984, "2026-02-28"),
            (9994, "2026-03-31"),
        ):
            self.make.read(point, value, on)
        self.assertEqual(self.reading(self.fault(contract, "2026-04-30")).value, 5)
        self.assertEqual(self.make.settle(contract, "2026-04-30").volume_water, 44)

    def test_exchange_on_the_same_day_takes_the_estimate(self):
        contract = self.broken_in_april()
        action = self.fault(contract, "2026-04-30").action_exchange()
        self.assertEqual(action["res_model"], "water.meter.exchange")
        new = self.make.exchange(
            contract.point_ids, 0, "2026-04-30", initial=3, found_value="00333"
        )
        old = new.previous_id
        self.assertEqual((old.final_value, old.date_to), (344, day("2026-04-30")))
        self.assertIn("Register as found: 00333.", new.note)
        finals = self.env["water.reading"].search(
            [("installation_id", "=", old.id), ("kind", "=", "final")]
        )
        self.assertEqual(finals.mapped("source"), ["estimate"])
        self.make.read(contract.point_ids, 12, "2026-05-31")
        bill = self.make.settle(contract, "2026-05-31")
        self.assertEqual(bill.volume_water, 44 + 9)

    def test_exchange_later_estimates_up_to_its_day(self):
        contract = self.broken_in_april()
        self.fault(contract, "2026-04-30").action_confirm()
        new = self.make.exchange(contract.point_ids, 0, "2026-05-31")
        # Two months × 11 m³; the months before the finding stay the basis.
        self.assertEqual(new.previous_id.final_value, 355)

    def test_exchange_after_the_bill_on_the_estimate(self):
        contract = self.broken_in_april()
        self.fault(contract, "2026-04-30").action_confirm()
        first = self.make.settle(contract, "2026-04-30")
        self.make.exchange(contract.point_ids, 0, "2026-04-30")
        self.make.read(contract.point_ids, 8, "2026-05-31")
        second = self.make.settle(contract, "2026-05-31")
        self.assertEqual((first.volume_water, second.volume_water), (44, 8))

    def test_readings_of_the_broken_meter_stay_below_the_estimate(self):
        contract = self.broken_in_april()
        self.make.read(contract.point_ids, 333, "2026-04-20")
        good = self.env["water.reading"].search(
            [("point_id", "=", contract.point_ids.id), ("date", "=", "2026-03-31")]
        )
        wizard = self.fault(contract, "2026-04-30", last_reading_id=good.id)
        self.assertEqual(self.reading(wizard).value, 344)
        later = self.make.read(contract.point_ids, 333, "2026-05-31")
        # The state by the regulation is no forecast: nobody takes it back unseen.
        self.assertEqual(later.hold_codes, "below_previous")

    def test_what_was_read_since_is_not_taken_back(self):
        contract = self.broken_in_april()
        self.make.read(contract.point_ids, 350, "2026-04-20")
        good = self.env["water.reading"].search(
            [("point_id", "=", contract.point_ids.id), ("date", "=", "2026-03-31")]
        )
        wizard = self.fault(contract, "2026-04-30", last_reading_id=good.id)
        self.assertIn("shows more than the estimate", wizard.problem)

    def test_reading_of_the_day_is_in_the_way(self):
        contract = self.broken_in_april()
        wizard = self.fault(contract, "2026-04-30")
        self.make.read(contract.point_ids, 335, "2026-05-10")
        with self.assertRaises(UserError):
            wizard.action_confirm()

    def test_only_a_clerk(self):
        contract = self.broken_in_april()
        wizard = self.fault(contract, "2026-04-30")
        reader = common.user(self.env, "fault-reader", "ibok_water.group_water_reader")
        with self.assertRaises(AccessError):
            wizard.with_user(reader).action_confirm()
        clerk = common.user(self.env, "fault-clerk", "ibok_water.group_water_clerk")
        own = (
            self.env["water.meter.fault"]
            .with_user(clerk)
            .create(
                {"point_id": contract.point_ids.id, "detected_on": day("2026-04-30")}
            )
        )
        self.assertEqual(self.reading(own).value, 344)
