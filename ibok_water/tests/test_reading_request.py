from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.ibok_water.gateways import Refused, register
from odoo.addons.ibok_water.tests import common, gateway_case

RUN = "odoo.addons.ibok_water.models.water_reading_request_run"


class RequestCase(common.WaterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(100)
        cls.point = cls.contract.point_ids
        cls.meter = cls.point.meter_id
        cls.Request = cls.env["water.reading.request"]

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2026-01-31 12:00:00"))
        self.driver = self.enterContext(gateway_case.installed())
        self.gateway = gateway_case.serve(self.env, self.meter)

    def ask(self):
        return self.Request._ask(self.contract, self.point)

    def run_job(self, commit=lambda *_args: 1):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", side_effect=commit
        ):
            self.Request._cron_read()


@tagged("post_install", "-at_install")
class TestReadingRequest(RequestCase):
    """A meter that a gateway serves is asked from afar."""

    def test_the_answer_becomes_a_reading_and_a_bill(self):
        self.driver.answer("112.3456", "2026-01-31 11:58:00")
        self.meter.radio_address = "12345678"
        request = self.ask()
        self.assertEqual(request.state, "queued")
        self.assertFalse(self.driver.asked, "never while the page waits")
        self.run_job()
        self.assertEqual(self.driver.asked, [("192.0.2.5:10001", 20, "12345678")])
        self.assertEqual(request.state, "done")
        reading = request.reading_id
        # Whole litres, and never more than the register showed.
        self.assertEqual((reading.value, reading.source), (112.345, "radio"))
        self.assertEqual((reading.state, str(reading.date)), ("accepted", "2026-01-31"))
        self.assertEqual(request.raw, "raw 112.3456")
        [settlement] = self.contract.settlement_ids
        self.assertEqual((settlement.state, settlement.volume_water), ("done", 12))

    def test_a_strange_answer_is_held_and_billed_when_a_clerk_accepts_it(self):
        self.driver.answer("95", "2026-01-31 11:58:00")
        request = self.ask()
        self.run_job()
        self.assertEqual((request.state, request.reading_id.state), ("done", "held"))
        self.assertFalse(self.contract.settlement_ids)
        self.driver.answer("900", "2026-01-31 12:08:00")
        with freeze_time("2026-01-31 12:16:00"):
            again = self.ask()
            self.assertNotEqual(again, request)
            self.run_job()
        self.assertEqual(again.reading_id.state, "held")
        again.reading_id.action_accept()
        self.assertEqual(self.contract.settlement_ids.state, "done")

    def test_each_refusal_is_kept_with_what_was_said(self):
        for code in ("unreachable", "no_answer", "other_meter", "bad_answer", "stale"):
            with self.subTest(code):
                self.Request.search([]).unlink()
                self.driver.reply = Refused(code, "E5h missing")
                request = self.ask()
                self.run_job()
                self.assertEqual(
                    (request.state, request.refusal, request.detail),
                    ("failed", code, "E5h missing"),
                )
                self.assertFalse(request.reading_id)

    def test_answers_that_are_no_state_of_now(self):
        for value, at, refusal in (
            ("-1", "2026-01-31 11:58:00", "bad_answer"),
            ("NaN", "2026-01-31 11:58:00", "bad_answer"),
            ("100000", "2026-01-31 11:58:00", "bad_answer"),
            ("112", "2026-01-31 12:11:00", "bad_answer"),
            ("112", "2026-01-30 11:59:00", "stale"),
        ):
            with self.subTest(value=value, at=at):
                self.Request.search([]).unlink()
                self.driver.answer(value, at)
                request = self.ask()
                self.run_job()
                self.assertEqual((request.state, request.refusal), ("failed", refusal))
                self.assertTrue(request.raw, "kept as received")
        self.assertFalse(self.contract.reading_ids.filtered(lambda r: r.value >= 112))

    def test_a_state_of_yesterday_is_a_reading_of_yesterday(self):
        self.gateway.fresh_hours = 48
        self.driver.answer("112", "2026-01-30 22:59:00")
        request = self.ask()
        self.run_job()
        self.assertEqual(str(request.reading_id.date), "2026-01-30")
        self.driver.answer("113", "2026-01-30 23:30:00")
        with freeze_time("2026-01-31 12:16:00"):
            request = self.ask()
            self.run_job()
        # Half past midnight in Poland.
        self.assertEqual(str(request.reading_id.date), "2026-01-31")

    def test_a_state_of_the_tenant_before_is_refused(self):
        self.gateway.fresh_hours = 744
        self.driver.answer("100", "2025-12-31 12:00:00")
        request = self.ask()
        with freeze_time("2026-01-20 12:00:00"):
            self.run_job()
        self.assertEqual((request.state, request.refusal), ("failed", "stale"))

    def test_a_meter_exchanged_meanwhile(self):
        self.driver.answer("112", "2026-01-31 11:58:00")
        request = self.ask()
        self.make.exchange(self.point, 110, "2026-01-31")
        self.run_job()
        self.assertEqual((request.state, request.refusal), ("failed", "other_meter"))

    def test_an_accepted_reading_of_the_day_stays(self):
        self.make.read(self.point, 111, "2026-01-31")
        self.driver.answer("112", "2026-01-31 11:58:00")
        request = self.ask()
        self.run_job()
        self.assertEqual((request.state, request.refusal), ("failed", "not_taken"))
        self.assertIn("already accepted", request.detail)

    def test_a_broken_driver_stops_no_other_meter(self):
        other = self.make.household(50)
        gateway_case.serve(self.env, other.point_ids.meter_id)
        first = self.ask()
        second = self.Request._ask(other, other.point_ids)
        replies = [ZeroDivisionError("x"), Refused("no_answer")]
        with (
            patch.object(self.driver, "read_now", side_effect=replies),
            mute_logger(RUN),
        ):
            self.run_job()
        self.assertEqual((first.refusal, second.refusal), ("broken", "no_answer"))

    def test_asked_twice_is_one_request(self):
        request = self.ask()
        self.assertEqual(self.ask(), request)
        self.run_job()
        with freeze_time("2026-01-31 12:14:00"):
            self.assertEqual(self.ask(), request)
        with freeze_time("2026-01-31 12:16:00"):
            self.assertNotEqual(self.ask(), request)

    def test_the_database_keeps_one_open_request_of_a_meter(self):
        request = self.ask()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            request.copy()

    def test_left_by_a_worker_that_died(self):
        self.driver.answer("112", "2026-01-31 11:58:00")
        request = self.ask()
        request.write({"state": "running", "tries": 1})
        self.run_job()
        self.assertEqual((request.state, request.tries), ("done", 2))
        with freeze_time("2026-01-31 12:16:00"):
            again = self.ask()
            again.write({"state": "running", "tries": 3})
            self.run_job()
        self.assertEqual((again.state, again.refusal), ("failed", "broken"))

    def test_claimed_before_the_meter_is_asked(self):
        """Committed with nothing locked, and again after each meter."""
        request, states = self.ask(), []
        self.run_job(lambda *_args: states.append(request.state) or 1)
        self.assertEqual(states, ["running", "failed"])

    def test_no_time_left_leaves_the_rest_for_the_next_run(self):
        other = self.make.household(50)
        gateway_case.serve(self.env, other.point_ids.meter_id)
        first, second = self.ask(), self.Request._ask(other, other.point_ids)
        self.run_job(lambda *_args: 0)
        self.assertEqual((first.state, second.state), ("failed", "queued"))

    def test_who_asks_needs_a_gateway_that_serves(self):
        def refused():
            with self.assertRaises(UserError):
                self.ask()

        self.gateway.active = False
        refused()
        self.gateway.active = True
        self.meter.gateway_id = False
        refused()
        self.meter.gateway_id = self.gateway
        with patch.dict(gateway_case.DRIVERS, clear=True):
            refused()
        self.assertEqual(self.ask().state, "queued")

    def test_switched_off_while_it_waits(self):
        request = self.ask()
        self.gateway.active = False
        self.run_job()
        self.assertEqual((request.state, request.refusal), ("failed", "unreachable"))
        self.assertFalse(self.driver.asked)

    def test_the_manager_enters_gateways_and_nobody_writes_requests(self):
        request = self.ask()
        users = {
            name: common.user(
                self.env, f"remote-{name}", f"ibok_water.group_water_{name}"
            )
            for name in ("reader", "clerk", "manager")
        }
        self.gateway.with_user(users["manager"]).timeout = 30
        for name in ("reader", "clerk"):
            with self.assertRaises(AccessError):
                self.gateway.with_user(users[name]).timeout = 40
        self.assertTrue(request.with_user(users["clerk"]).read(["raw", "detail"]))
        for user in users.values():
            for change in (
                lambda r: r.write({"state": "failed", "refusal": "stale"}),
                lambda r: r.unlink(),
                lambda r: r.copy(),
            ):
                with self.assertRaises(AccessError):
                    change(request.with_user(user))

    def test_menus_come_with_the_first_driver(self):
        manager = common.user(
            self.env, "remote-menus", "base.group_user,ibok_water.group_water_manager"
        )
        menus = self.env["ir.ui.menu"].with_user(manager)
        ids = {
            self.env.ref(f"ibok_water.{name}").id
            for name in ("water_gateway_menu", "water_reading_request_menu")
        }
        self.assertFalse(ids & set(menus._load_menus_blacklist()))
        self.assertTrue(self.meter.remote_possible)
        with patch.dict(gateway_case.DRIVERS, clear=True):
            self.assertLessEqual(ids, set(menus._load_menus_blacklist()))
            self.env.invalidate_all()
            self.assertFalse(self.meter.remote_possible)

    def test_a_driver_is_registered_under_its_code(self):
        with patch.dict(gateway_case.DRIVERS):

            @register("mine")
            class Mine(gateway_case.TestGateway):
                label = "Mine"

            kinds = dict(self.env["water.gateway"]._selection_kind())
        self.assertEqual(kinds, {"mine": "Mine", "test": "Test gateway"})
        with self.assertRaises(ValueError):
            Refused("whatever")
