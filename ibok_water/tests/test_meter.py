from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


class TestMeter(common.WaterCase):
    """Meters, where they hang, and their exchange."""

    def refused(self, attempt):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                attempt()
                self.env.flush_all()

    def test_number_is_unique_in_a_company(self):
        self.make.meter("A-1")
        self.refused(lambda: self.make.meter("A-1"))
        other = self.env["res.company"].create({"name": "Other"})
        self.make.meter("A-1", company_id=other.id)

    def test_installations_of_a_meter_or_point_may_not_overlap(self):
        meter, point = self.make.meter(), self.make.point()
        self.make.install(point, 0, "2026-01-01", meter)
        self.refused(
            lambda: self.make.install(self.make.point(), 0, "2026-02-01", meter)
        )
        self.refused(lambda: self.make.install(point, 0, "2026-02-01"))

    def test_the_database_refuses_overlaps_by_itself(self):
        meter, point = self.make.meter(), self.make.point()
        self.make.install(point, 0, "2026-01-01", meter)
        insert = """INSERT INTO water_meter_installation
                        (meter_id, point_id, date_from, initial_value)
                    VALUES (%s, %s, '2026-02-01', 0)"""
        other_meter, other_point = self.make.meter(), self.make.point()
        self.env.flush_all()
        for ids in ((meter.id, other_point.id), (other_meter.id, point.id)):
            self.refused(lambda ids=ids: self.env.cr.execute(insert, ids))
        self.env.cr.execute(insert, (other_meter.id, other_point.id))

    def test_installing_records_the_first_state(self):
        point = self.make.metered_point(12.5, "2026-01-10")
        reading = point.reading_ids
        self.assertEqual(
            (reading.value, reading.kind, reading.state, reading.date),
            (12.5, "initial", "accepted", day("2026-01-10")),
        )
        self.assertEqual(point.meter_id.state, "installed")

    def test_exchange_makes_both_sides(self):
        point = self.make.metered_point(100, "2025-12-31")
        old = point.meter_id
        new = self.make.exchange(
            point,
            455,
            "2026-03-10",
            8,
            reason="fault",
            seal="S-77",
            fitter="Nowak",
            signature="refused",
        )
        self.assertEqual(old.state, "removed")
        self.assertEqual(point.meter_id, new.meter_id)
        self.assertEqual(
            (new.previous_id.date_to, new.previous_id.final_value, new.date_from),
            (day("2026-03-10"), 455, day("2026-03-10")),
        )
        readings = point.reading_ids.filtered(lambda r: r.date == day("2026-03-10"))
        self.assertEqual(
            {(r.meter_id, r.kind, r.value, r.state) for r in readings},
            {
                (old, "final", 455, "accepted"),
                (new.meter_id, "initial", 8, "accepted"),
            },
        )
        self.assertTrue(new.protocol.startswith("PW/2026/"))
        self.assertEqual((new.seal, new.signature), ("S-77", "refused"))

    def wizard(self, point, **vals):
        return self.env["water.meter.exchange"].create(
            {"point_id": point.id, "date": "2026-03-10", "final_value": 120, **vals}
        )

    def test_the_reason_proposed_is_that_of_the_case(self):
        point = self.make.point()
        self.assertEqual(self.wizard(point).reason, "new")
        self.make.install(point, 100)
        self.assertEqual(self.wizard(point).reason, "verification")
        self.wizard(point, removal=True, removal_reason="shut").action_exchange()
        later = self.wizard(point, date="2026-04-01", new_meter_id=self.make.meter().id)
        self.assertEqual(later.reason, "again")
        later.action_exchange()
        self.assertEqual(point.installation_id.reason, "again")

    def test_a_meter_taken_out_says_why(self):
        point = self.make.metered_point(100)
        first = point.installation_id
        second = self.make.exchange(point, 110, "2026-02-10", 0, reason="freeze")
        self.assertEqual(first.removal_reason, "freeze")
        self.wizard(
            point, final_value=5, removal=True, removal_reason="shut", note="Letter"
        ).action_exchange()
        self.assertEqual(second.removal_reason, "shut")
        told = second.message_ids[:1].body
        label = dict(second._fields["removal_reason"]._description_selection(self.env))
        self.assertIn(label["shut"], told)
        self.assertIn("Letter", told)
        self.assertFalse(point.installation_id)

    def test_an_upgrade_names_why_earlier_meters_went(self):
        point = self.make.metered_point(100)
        first = point.installation_id
        self.make.exchange(point, 110, "2026-02-10", 0, reason="freeze")
        first.removal_reason = False
        self.env.flush_all()
        first._name_removals()
        first.invalidate_recordset()
        self.assertEqual(first.removal_reason, "freeze")

    def test_a_meter_that_is_being_checked_is_put_in_nowhere(self):
        point, elsewhere = self.make.metered_point(on="2026-01-01"), self.make.point()
        meter = point.meter_id
        self.make.exchange(point, 5, "2026-02-01", reason="check")
        self.assertTrue(meter.under_check)
        offered = self.env["water.meter.exchange"]._fields["new_meter_id"].domain
        domain = safe_eval(offered, {"company_id": self.company.id})
        self.assertNotIn(meter, self.env["water.meter"].search(domain))
        told = f"{meter.number} was taken out to be checked"
        with self.assertRaisesRegex(UserError, told), self.env.cr.savepoint():
            self.make.install(elsewhere, 5, "2026-02-02", meter)
        meter.action_back_from_check()
        self.make.install(elsewhere, 5, "2026-02-02", meter)
        self.assertEqual(elsewhere.meter_id, meter)

    def test_protocol_numbers_follow_each_other_in_a_year(self):
        numbers = [
            self.make.exchange(self.make.metered_point(), 5, f"2026-0{n}-10").protocol
            for n in (2, 3)
        ]
        first, second = (int(number.rsplit("/", 1)[1]) for number in numbers)
        self.assertEqual(second, first + 1)

    def test_exchange_below_the_last_reading_is_refused(self):
        contract = self.make.household(100)
        point = contract.point_ids
        self.make.read(point, 120, "2026-01-31")
        with self.assertRaisesRegex(UserError, "119"):
            self.make.exchange(point, 119, "2026-02-10")
        self.assertEqual(len(point.installation_ids), 1)

    def test_a_register_may_pass_zero_before_its_exchange(self):
        self.make.tariff()
        contract = self.make.household(99990)
        self.make.exchange(contract.point_ids, 8, "2026-01-20", initial=1)
        self.make.read(contract.point_ids, 6, "2026-01-31")
        made = self.make.settle(contract, "2026-01-31")
        self.assertEqual(made.volume_water, 18 + 5)
        self.assertIn("rollover", made.flags)

    def test_a_meter_is_not_taken_out_at_an_impossible_state(self):
        contract = self.make.household(150)
        installation = contract.point_ids.installation_id
        for final in ({}, {"final_value": 149}, {"final_value": 100150}):
            with self.subTest(**final), self.assertRaises(UserError):
                installation.write({"date_to": day("2026-01-31"), **final})
        self.assertFalse(installation.date_to)

    def test_exchange_before_an_accepted_reading_is_refused(self):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 120, "2026-01-31")
        with self.assertRaisesRegex(UserError, self.said("2026-01-31")):
            self.make.exchange(contract.point_ids, 121, "2026-01-30")

    def test_exchange_on_the_day_of_installation_is_refused(self):
        point = self.make.metered_point(100, "2026-01-10")
        with self.assertRaisesRegex(UserError, self.said("2026-01-10")):
            self.make.exchange(point, 100, "2026-01-10")

    def test_a_used_installation_keeps_its_facts(self):
        contract = self.make.household(100)
        installation = contract.point_ids.installation_ids
        self.make.read(contract.point_ids, 120, "2026-01-31")
        for vals in (
            {"initial_value": 1},
            {"date_from": "2025-12-01"},
            {"meter_id": self.make.meter().id},
        ):
            with self.subTest(**vals), self.assertRaises(UserError):
                installation.write(vals)

    def test_a_removed_meter_is_not_removed_again(self):
        contract = self.make.household(100)
        installation = contract.point_ids.installation_ids
        self.make.exchange(contract.point_ids, 120, "2026-02-10")
        with self.assertRaisesRegex(UserError, "already been removed"):
            installation.write({"date_to": "2026-02-20"})

    def test_verification_is_due_by_kind_and_year_of_the_mark(self):
        cases = {
            ("mid", 2021): "2026-12-01",
            ("legalization", 2021): "2026-12-31",
            ("mid", 2024): "2029-12-01",
        }
        for (kind, year), due in cases.items():
            with self.subTest(kind=kind, year=year):
                meter = self.make.meter(mark_kind=kind, mark_year=year)
                self.assertEqual(meter.verification_due, day(due))
        self.assertFalse(self.make.meter(mark_year=False).verification_due)

    def test_register_digits_come_from_the_type_and_can_be_set(self):
        kind = self.make.meter_type(digits=6)
        self.assertEqual(self.make.meter(type_id=kind.id).digits, 6)
        self.assertEqual(self.make.meter(type_id=kind.id, digits=4).digits, 4)
