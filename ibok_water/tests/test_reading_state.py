"""Whether a contract was read for its cycle, as lists show it."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError

from . import common


class TestReadingState(common.WaterCase):
    """Which contracts the office still waits for."""

    def setUp(self):
        super().setUp()
        self.make.tariff()
        self.contract = self.make.household(100)
        self.point = self.contract.contract_point_ids.point_id
        self.startPatcher(self._on("2026-02-05"))

    def _on(self, today):
        return freeze_time(f"{today} 12:00:00")

    def _state(self):
        self.contract.invalidate_recordset(["reading_state", "reading_due"])
        found = self.contract.search(
            [
                ("id", "=", self.contract.id),
                ("reading_state", "=", self.contract.reading_state),
            ]
        )
        self.assertEqual(found, self.contract, "search and value must agree")
        return self.contract.reading_state

    def test_missing_while_the_window_is_open(self):
        self.assertEqual(self._state(), "missing")
        self.assertEqual(self.contract.reading_due, date(2026, 2, 14))

    def test_overdue_after_the_window(self):
        with self._on("2026-02-16"):
            self.assertEqual(self._state(), "overdue")

    def test_held_reading_waits_for_a_decision(self):
        self.make.read(self.point, 90, "2026-01-31")
        self.assertEqual(self._state(), "held")

    def test_read_waits_for_the_run_then_settled(self):
        self.make.read(self.point, 105, "2026-01-31")
        self.assertEqual(self._state(), "read")
        self.make.settle(self.contract, "2026-01-31")
        self.assertEqual(self._state(), "settled")

    def test_a_contract_with_one_meter_unread_is_missing(self):
        other = self.make.point(premise=self.point.premise_id)
        self.make.install(other)
        self.contract.contract_point_ids = [
            (0, 0, {"point_id": other.id, "date_from": "2026-01-01"})
        ]
        self.make.read(self.point, 105, "2026-01-31")
        self.assertEqual(self._state(), "missing")

    def test_nothing_is_due_before_the_first_cycle_ends_and_after_the_contract(self):
        with self._on("2026-01-10"):
            self.assertEqual(self._state(), "none")
        self.contract.write({"state": "closed", "date_to": "2026-01-31"})
        self.assertEqual(self._state(), "none")

    def test_a_held_reading_is_checked_again_when_its_contract_came_later(self):
        point = self.make.metered_point(10)
        reading = self.make.read(point, 15, "2026-01-31")
        self.assertEqual(
            (reading.state, reading.hold_codes), ("held", "outside_contract")
        )
        contract = self.make.contract([point])
        reading.action_check_again()
        self.assertEqual((reading.state, reading.contract_id), ("accepted", contract))
        with self.assertRaises(UserError):
            reading.action_check_again()

    def test_a_contract_set_aside_is_tried_again(self):
        run = self.env["water.billing.run"].create({"cycle_end": "2026-01-31"})
        run.action_start()
        line = run.line_ids.filtered(lambda row: row.contract_id == self.contract)
        line._process()
        self.assertEqual(line.state, "held")
        self.make.read(self.point, 105, "2026-01-31")
        line.action_retry()
        self.assertEqual((line.state, line.reason), ("done", False))
