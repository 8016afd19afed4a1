from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@tagged("post_install", "-at_install")
@freeze_time("2026-03-05 10:00:00")
class TestBillingRunPreview(common.WaterCase):
    """A preview says what the run will bill, and makes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"
        cls.make.tariff()
        cls.route = cls.env["water.route"].create({"name": "Test", "code": "PRV"})
        cls.contracts = cls.env["water.contract"]
        for number in range(4):
            premise = cls.make.premise(route_id=cls.route.id, house_number=str(number))
            point = cls.make.metered_point(100, premise=premise)
            cls.contracts |= cls.make.contract([point])
        for contract in cls.contracts:
            cls.make.read(contract.point_ids, 110, "2026-01-31")
        cls.january = cls.run_of("2026-01-31")
        cls.january.action_start()
        cls.january._process_now()
        cls.env["water.hold.rule"].create(
            {"name": "High", "code": "amount_above", "amount": 200}
        )
        # Two as usual, one high, one unread.
        for contract, value in zip(cls.contracts, (112, 113, 150), strict=False):
            reading = cls.make.read(contract.point_ids, value, "2026-02-28")
            if reading.state == "held":
                reading.action_accept()
        cls.run_ = cls.run_of("2026-02-28")

    @classmethod
    def run_of(cls, end):
        return cls.env["water.billing.run"].create(
            {"cycle_end": day(end), "route_ids": cls.route.ids}
        )

    def preview(self):
        self.run_.action_preview()
        self.assertEqual(self.run_.state, "previewing")
        self.run_._process_now()
        self.assertEqual(self.run_.state, "previewed")

    def made(self):
        return [
            self.env[model].search_count([])
            for model in ("water.settlement", "account.move", "water.reading")
        ]

    def test_nothing_is_made(self):
        before = self.made()
        self.preview()
        self.assertEqual(self.made(), before)
        self.assertEqual(set(self.run_.line_ids.mapped("state")), {"pending"})

    def test_who_is_billed_held_and_unread(self):
        self.preview()
        by_contract = {line.contract_id: line for line in self.run_.line_ids}
        states = [by_contract[contract].preview_state for contract in self.contracts]
        self.assertEqual(states, ["ready", "ready", "held", "missing"])
        self.assertRegex(by_contract[self.contracts[2]].preview_reason, r"200[.,]00")
        unread = self.contracts[3].point_ids.code
        self.assertIn(unread, by_contract[self.contracts[3]].preview_reason)
        self.assertEqual(
            (
                self.run_.preview_ready_count,
                self.run_.preview_held_count,
                self.run_.preview_missing_count,
                self.run_.preview_problem_count,
            ),
            (2, 1, 1, 0),
        )

    def test_a_held_reading_is_named_where_one_is_missing(self):
        held = self.make.read(self.contracts[3].point_ids, 105, "2026-02-27")
        self.assertEqual(held.state, "held")
        self.preview()
        line = self.run_.line_ids.filtered(
            lambda line: line.contract_id == self.contracts[3]
        )
        self.assertEqual(line.preview_state, "missing")
        self.assertRegex(line.preview_reason, r"of 27\.02\.2026 is held \(105 m³\)")
        for other in self.run_.line_ids - line:
            self.assertNotIn("is held", other.preview_reason or "")

    def test_totals_beside_the_last_run(self):
        self.preview()
        self.assertEqual(self.run_.compared_run_id, self.january)
        totals = {total.component: total for total in self.run_.total_ids}
        water = totals["water"]
        self.assertEqual((water.quantity, water.amount_net), (45, 225))
        self.assertEqual((water.previous_quantity, water.previous_net), (40, 200))
        self.assertAlmostEqual(water.change, 12.5)
        self.assertEqual(totals["sewage"].amount_net, 360)

    def test_a_route_is_compared_with_its_part_of_a_run_over_all(self):
        elsewhere = self.make.household(100)
        self.make.read(elsewhere.point_ids, 190, "2026-01-31")
        self.january.route_ids = False  # as if it had billed everybody
        line = self.january.line_ids.create(
            {"run_id": self.january.id, "contract_id": elsewhere.id}
        )
        line._process()
        self.assertEqual(line.settlement_id.volume_water, 90)
        self.preview()
        self.assertEqual(self.run_.compared_run_id, self.january)
        water = self.run_.total_ids.filtered(lambda t: t.component == "water")
        self.assertEqual((water.previous_quantity, water.previous_net), (40, 200))

    def test_all_routes_are_not_compared_with_one(self):
        self.run_.route_ids = False
        self.preview()
        self.assertNotEqual(self.run_.compared_run_id, self.january)

    def test_the_run_bills_what_the_preview_said(self):
        self.preview()
        expected = self.run_.preview_amount
        lines = self.run_.line_ids
        self.run_.action_start()
        self.run_._process_now()
        self.assertEqual(self.run_.line_ids, lines)
        self.assertEqual(self.run_.state, "done")
        self.assertAlmostEqual(
            sum(self.run_.settlement_ids.mapped("amount_total")), expected
        )
        self.assertEqual(
            sorted(self.run_.settlement_ids.mapped("state")), ["done", "done", "held"]
        )

    def test_preview_again_sees_what_was_mended(self):
        self.preview()
        self.make.read(self.contracts[3].point_ids, 114, "2026-02-28")
        self.preview()
        self.assertEqual(self.run_.preview_missing_count, 0)
        self.assertEqual(self.run_.line_count, 4)
        self.assertEqual(len(self.run_.total_ids.filtered("quantity")), 3)

    def test_back_to_draft_and_cancelled(self):
        self.preview()
        self.run_.action_draft()
        self.assertEqual(self.run_.state, "draft")
        self.assertFalse(self.run_.line_ids | self.run_.line_ids)
        self.assertFalse(self.run_.total_ids)
        self.preview()
        self.run_.action_cancel()
        self.assertEqual(self.run_.state, "cancelled")
        with self.assertRaises(UserError):
            self.run_.action_preview()

    def test_a_preview_may_be_deleted_a_run_not(self):
        self.preview()
        self.run_.unlink()
        with self.assertRaises(UserError):
            self.january.unlink()

    def test_a_month_is_not_compared_with_a_quarter(self):
        quarterly = self.env["water.contract"].union(
            *(self.make.household(100, billing_months="3") for _number in range(5))
        )
        self.january.line_ids.create(
            [
                {"run_id": self.january.id, "contract_id": contract.id}
                for contract in quarterly
            ]
        )
        self.preview()
        self.assertFalse(self.run_.compared_run_id)

    def test_remaining_time_by_the_rate_so_far(self):
        self.run_.action_start()
        self.assertIn("waits", self.run_.remaining)
        self.run_.started_on = fields.Datetime.now() - timedelta(minutes=10)
        self.run_.line_ids[0].state = "done"
        self.run_.invalidate_recordset()
        self.assertEqual(self.run_.remaining, "about 30 min")
        self.assertEqual(self.run_.progress, 25)
        self.run_._process_now()
        self.assertFalse(self.run_.remaining)

    def test_a_clerk_previews_and_the_form_shows_it(self):
        clerk = common.user(self.env, "clerk-preview", "ibok_water.group_water_clerk")
        self.run_.with_user(clerk).action_preview()
        self.run_._process_now()
        form = Form(self.run_.with_user(clerk))
        self.assertEqual(form.preview_held_count, 1)
        self.run_.with_user(clerk).action_preview()
        self.run_._process_now()
        self.run_.with_user(clerk).action_draft()
        self.assertFalse(self.run_.total_ids)

    def test_what_is_estimated_is_in_the_totals(self):
        """What the run estimates the preview estimates, and takes it back."""
        unread = self.contracts[3]
        unread.allow_forecast = True
        made = self.made()
        with freeze_time("2026-03-20 10:00:00"):
            self.preview()
            self.assertEqual(self.made(), made)
            line = self.run_.line_ids.filtered(lambda ln: ln.contract_id == unread)
            self.assertEqual(line.preview_state, "ready", line.preview_reason)
            self.assertRegex(line.preview_reason, "estimate")
            expected = (line.preview_volume, line.preview_total)
            self.run_.action_start()
            self.run_._process_now()
        bill = line.settlement_id
        self.assertEqual((bill.volume_water, bill.amount_total), expected)

    def test_what_was_estimated_too_high_is_in_the_totals(self):
        unread = self.contracts[3]
        unread.allow_forecast = True
        with freeze_time("2026-03-20 10:00:00"):
            self.run_.action_start()
            self.run_._process_now()
        with freeze_time("2026-04-20 10:00:00"):
            self.make.read(unread.point_ids, 111, "2026-03-31")
            made = self.made()
            self.run_ = self.run_of("2026-03-31")
            self.preview()
            self.assertEqual(self.made(), made)
            line = self.run_.line_ids.filtered(lambda ln: ln.contract_id == unread)
            self.assertEqual(line.preview_state, "ready", line.preview_reason)
            self.run_.action_start()
            self.run_._process_now()
        self.assertEqual(line.preview_volume, line.settlement_id.volume_water)
