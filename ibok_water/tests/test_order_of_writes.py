from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-11-22")
class TestOrderOfWrites(common.WaterCase):
    """What the database compares is there when it compares: within one transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(100)
        cls.point = cls.contract.point_ids

    def test_meter_goes_through_two_exchanges_and_to_another_point(self):
        first = self.point.meter_id
        self.make.exchange(self.point, 110, "2026-02-10", 0)
        self.make.exchange(self.point, 20, "2026-03-10", 5, meter=first)
        other = self.make.metered_point(7)
        second = other.meter_id
        self.make.exchange(other, 9, "2026-03-12", 0)
        self.make.exchange(self.point, 30, "2026-03-20", 9, meter=second)
        self.env.flush_all()
        self.assertEqual(self.point.meter_id, second)
        self.make.read(self.point, 12, "2026-03-31")
        settlement = self.make.settle(self.contract, "2026-03-31")
        # 10 + 20 + 25 + 3
        self.assertEqual(settlement.volume_water, 58)

    def test_exchange_in_the_future_is_refused(self):
        with self.assertRaisesRegex(UserError, "future"):
            self.make.exchange(self.point, 110, "2026-11-23", 0)

    def test_one_moves_out_and_another_in_at_once(self):
        self.contract.date_to = "2026-03-31"
        self.make.read(self.point, 130, "2026-03-31", kind="final")
        self.contract.action_close()
        successor = self.make.contract([self.point], "2026-04-01")
        self.env.flush_all()
        row = successor.contract_point_ids
        self.assertEqual(
            (row.initial_value, row.initial_date), (130, day("2026-03-31"))
        )

    def test_two_rows_of_a_contract_change_places(self):
        other = self.make.metered_point(50, premise=self.contract.premise_id)
        self.contract.contract_point_ids = [Command.create({"point_id": other.id})]
        one, two = self.contract.contract_point_ids
        self.contract.contract_point_ids = [
            Command.update(one.id, {"point_id": two.point_id.id}),
            Command.update(two.id, {"point_id": one.point_id.id}),
        ]
        self.env.flush_all()
        self.assertEqual(one.point_id | two.point_id, self.point | other)

    def test_point_taken_off_and_put_on_again_in_one_save(self):
        row = self.contract.contract_point_ids
        self.contract.contract_point_ids = [
            Command.create({"point_id": self.point.id, "date_from": "2026-02-01"}),
            Command.delete(row.id),
        ][::-1]
        self.env.flush_all()
        self.assertEqual(self.contract.point_ids, self.point)

    def test_settlement_cancelled_and_made_again_at_once(self):
        self.make.read(self.point, 112, "2026-01-31")
        ready, _problems = self.contract._reckon_all(day("2026-01-31"))
        first = self.env["water.settlement"].sudo().create(ready)
        first.action_cancel()
        second = self.make.settle(self.contract, "2026-01-31")
        self.env.flush_all()
        self.assertEqual((first.state, second.state), ("cancelled", "done"))
        self.assertEqual(second.volume_water, 12)

    def test_corrected_installation_has_a_new_first_reading(self):
        point = self.make.metered_point(10, "2026-04-30")
        contract = self.make.contract([point], "2026-05-01")
        point.installation_id.write({"initial_value": 13, "date_from": "2026-05-02"})
        self.env.flush_all()
        live = point.reading_ids.filtered(lambda r: r.state == "accepted")
        self.assertEqual((live.value, live.date), (13, day("2026-05-02")))
        row = contract.contract_point_ids
        self.assertEqual((row.initial_reading_id, row.initial_value), (live, 13))

    def test_meter_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Inna gmina"})
        meter = self.make.meter(company_id=company.id)
        with self.assertRaises(UserError):
            self.make.install(self.make.point(), meter=meter)

    def test_reading_belongs_to_its_contract_for_good(self):
        clerk = common.user(self.env, "clerk-write", "ibok_water.group_water_clerk")
        reading = self.make.read(self.point, 50, "2026-01-31")
        other = self.make.household(5)
        for vals in ({"contract_id": other.id}, {"value": 112}):
            with self.subTest(**vals), self.assertRaisesRegex(UserError, "kept as"):
                reading.with_user(clerk).write(vals)

    def test_reading_checked_again_finds_its_contract(self):
        self.contract.date_to = "2026-03-31"
        reading = self.make.read(self.point, 140, "2026-04-30")
        self.assertEqual(reading.hold_codes, "outside_contract")
        successor = self.make.contract([self.point], "2026-04-01")
        sequence = successor.submission_seq
        reading.action_check_again()
        self.assertEqual((reading.state, reading.contract_id), ("accepted", successor))
        self.assertGreater(successor.submission_seq, sequence)

    def test_withdrawing_waits_for_a_bill_being_made(self):
        reading = self.make.read(self.point, 112, "2026-01-31")
        sequence = self.contract.submission_seq
        reading._reject("Misread")
        self.assertGreater(self.contract.submission_seq, sequence)

    def test_search_of_what_is_current(self):
        rows = self.env["water.contract.point"]
        self.contract.date_to = "2026-03-31"
        row = self.contract.contract_point_ids
        self.assertIn(row, rows.search([("is_current", "=", False)]))
        self.assertIn(row, rows.search([("is_current", "!=", True)]))
        self.assertNotIn(row, rows.search([("is_current", "=", True)]))
        points = self.env["water.point"]
        self.assertIn(self.point, points.search([("contract_id", "=", False)]))
        self.assertNotIn(self.point, points.search([("contract_id", "!=", False)]))
        taken = self.make.household(5)
        free = points.search([("contract_id", "not in", taken.ids)])
        self.assertIn(self.point, free)
        self.assertNotIn(taken.point_ids, free)
        found = points.search([("contract_id", "ilike", taken.number)])
        self.assertEqual(found, taken.point_ids)

    def test_entry_form_gives_a_reading(self):
        view = "ibok_water.water_reading_view_form_entry"
        with Form(self.env["water.reading"], view) as form:
            form.point_id = self.point
            form.date = day("2026-01-31")
            form.value = 112
        self.assertEqual(form.record.state, "accepted")

    def test_days_move_from_one_row_to_the_next(self):
        row = self.contract.contract_point_ids
        row.date_to = "2026-03-31"
        later = {"point_id": self.point.id, "date_from": "2026-04-01"}
        self.contract.contract_point_ids = [Command.create(later)]
        second = self.contract.contract_point_ids - row
        self.contract.contract_point_ids = [
            Command.update(row.id, {"date_to": "2026-05-31"}),
            Command.update(second.id, {"date_from": "2026-06-01"}),
        ]
        self.assertEqual(second.date_from, day("2026-06-01"))

    def test_rows_that_overlap_in_the_end_are_refused(self):
        later = {"point_id": self.point.id, "date_from": "2026-04-01"}
        for share in (100, 50):
            row = Command.create({**later, "share": share})
            with self.assertRaisesRegex(ValidationError, "100 %"), self.cr.savepoint():
                self.contract.contract_point_ids = [row]
