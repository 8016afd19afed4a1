from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@tagged("post_install", "-at_install")
@freeze_time("2026-05-05 10:00:00")
class TestNothingLost(common.WaterCase):
    """Slips of the office that would lose days, m³ or fees, or bill them twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(100)
        cls.point = cls.contract.point_ids
        cls.row = cls.contract.contract_point_ids
        cls.clerk = common.user(cls.env, "clerk-kept", "ibok_water.group_water_clerk")

    def settle(self, value, end):
        self.make.read(self.point, value, end)
        return self.make.settle(self.contract, end)

    def test_a_held_bill_in_the_middle_is_not_cancelled(self):
        rule = self.env["water.hold.rule"].create(
            {"name": "Above 50 zł", "code": "amount_above", "amount": 50}
        )
        held = self.settle(110, "2026-01-31")
        self.assertEqual(held.state, "held")
        rule.active = False
        later = self.settle(120, "2026-02-28")
        with self.assertRaisesRegex(UserError, later.name):
            held.with_user(self.clerk).action_cancel()
        self.assertEqual(held.state, "held")

    def test_held_bills_are_cancelled_together(self):
        self.env["water.hold.rule"].create(
            {"name": "Above 50 zł", "code": "amount_above", "amount": 50}
        )
        held = self.settle(110, "2026-01-31") | self.settle(120, "2026-02-28")
        held.action_cancel()
        self.assertEqual(set(held.mapped("state")), {"cancelled"})
        made = self.make.settle(self.contract, "2026-02-28")
        self.assertEqual((made.date_from, made.volume_water), (day("2026-01-01"), 20))

    def test_a_billed_point_stays_on_its_contract(self):
        self.settle(110, "2026-01-31")
        row = self.row.with_user(self.clerk)
        other = self.make.metered_point(premise=self.contract.premise_id)
        slips = (
            {"point_id": other.id},
            {"date_from": "2026-02-01"},
            {"date_to": "2026-01-15"},
            {"contract_id": self.make.contract(opened=False).id},
        )
        for vals in slips:
            with self.subTest(**vals), self.assertRaisesRegex(UserError, "billed"):
                row.write(vals)
        with self.assertRaisesRegex(UserError, "billed"):
            row.unlink()
        with self.assertRaisesRegex(UserError, "billed"):
            self.contract.with_user(self.clerk).contract_point_ids = [
                Command.delete(self.row.id)
            ]
        row.write({"date_to": "2026-01-31"})
        self.assertEqual(row.date_to, day("2026-01-31"))

    def test_a_billed_contract_keeps_its_customer_and_beginning(self):
        self.contract.partner_id = self.make.partner("Ewa Omyłkowa")
        self.settle(110, "2026-01-31")
        contract = self.contract.with_user(self.clerk)
        slips = (
            {"partner_id": self.make.partner("Następca").id},
            {"date_from": "2026-01-10"},
            {"date_from": "2025-12-01"},
            {"premise_id": self.make.premise(house_number="77").id},
        )
        for vals in slips:
            with self.subTest(**vals), self.assertRaisesRegex(UserError, "billed"):
                contract.write(vals)
        # The same again, as a form may send it, changes nothing.
        contract.write({"partner_id": self.contract.partner_id.id})

    def test_the_state_a_contract_begins_at_is_the_process_s(self):
        """A clerk who sent an earlier one by RPC would bill days of the one before."""
        contract = self.make.household(100)
        point = contract.point_ids
        first = contract.contract_point_ids.initial_reading_id
        self.make.read(point, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        wizard = self.env["water.contract.end"].create(
            {
                "contract_id": contract.id,
                "date": "2026-01-31",
                "change": True,
                "new_partner_id": self.make.partner("Next").id,
            }
        )
        following = self.env["water.contract"].browse(wizard.action_end()["res_id"])
        clerk = common.user(self.env, "clerk-first", "ibok_water.group_water_clerk")
        row = following.contract_point_ids.with_user(clerk)
        for vals in ({"initial_reading_id": first.id}, {"initial_value": 1.0}):
            with self.assertRaises(AccessError):
                row.write(vals)
        self.assertEqual(row.initial_value, 110)

    def test_a_withdrawn_first_reading_is_no_beginning(self):
        """A handover state typed wrongly: the right one counts, not the rejected."""
        point = self.make.metered_point(0, "2025-06-01")
        before = self.make.contract([point], "2025-06-02")
        before.date_to = "2026-01-31"
        wrong = self.make.read(point, 10, "2026-01-31", kind="final")
        successor = self.make.contract([point], "2026-02-01")
        row = successor.contract_point_ids
        self.assertEqual(row.initial_reading_id, wrong)
        wrong._reject("Misread")
        self.assertFalse(row.initial_reading_id)
        self.assertEqual((row.initial_value, row.initial_date), (0, False))
        right = self.make.read(point, 7, "2026-01-31", kind="final")
        self.assertEqual(row.initial_reading_id, right)
        self.make.read(point, 17, "2026-02-28")
        self.assertEqual(self.make.settle(successor, "2026-02-28").volume_water, 10)

    def test_the_states_of_an_exchange_are_not_withdrawn(self):
        """They are what the protocol says; the chain of bills passes through them."""
        self.make.exchange(self.point, 108, "2026-01-20", initial=3)
        ends = self.point.reading_ids.filtered(lambda r: r.date == day("2026-01-20"))
        self.assertEqual(len(ends), 2)
        for reading in ends:
            with self.assertRaisesRegex(UserError, "[Cc]orrect"):
                reading._reject("Misread")

    def test_a_month_is_charged_once_when_the_end_is_put_off(self):
        self.contract.date_to = "2026-01-15"
        first = self.settle(105, "2026-01-15")
        self.assertEqual(self.fee(first), 4)
        self.contract.date_to = False
        second = self.settle(110, "2026-01-31")
        self.assertEqual(second.date_from, day("2026-01-16"))
        self.assertEqual(self.fee(second), 0)
        self.assertEqual(self.fee(self.settle(115, "2026-02-28")), 4)

    def fee(self, settlement):
        lines = settlement.line_ids.filtered(lambda ln: ln.unit != "m3")
        return sum(lines.mapped("amount_net"))

    def test_a_contract_that_renews_is_billed_on(self):
        self.contract.write({"date_to": "2026-01-31", "renewal": "auto"})
        ending = self.make.household(5, date_to=day("2026-01-31"), renewal="none")
        self.settle(105, "2026-01-31")
        self.env["water.contract"]._cron_renew()
        self.assertFalse(self.contract.date_to)
        self.assertFalse(self.row.date_to)
        self.assertEqual(ending.date_to, day("2026-01-31"))
        self.assertEqual(self.settle(110, "2026-02-28").volume_water, 5)

    def test_a_contract_renews_on_the_day_after_its_last(self):
        self.contract.write({"date_to": "2026-05-05", "renewal": "auto"})
        self.env["water.contract"]._cron_renew()
        self.assertTrue(self.contract.date_to)
        with freeze_time("2026-05-05 22:30:00"):  # 6 May in Poland
            self.env["water.contract"]._cron_renew()
        self.assertFalse(self.contract.date_to)

    def test_a_meter_counts_after_the_days_of_a_norm(self):
        norm = self.env["water.norm"].search([], limit=1)
        vals = {"metering": "norm", "norm_id": norm.id, "persons": 2}
        point = self.make.point()
        contract = self.make.contract([point], **vals)
        with freeze_time("2026-01-25 10:00:00"):
            self.make.install(point, 0, "2026-01-20")
        by_norm = self.make.settle(contract, "2026-01-31")
        self.assertFalse(by_norm.usage_ids)
        with freeze_time("2026-01-31 10:00:00"):
            contract.metering = "main_meter"
        self.make.read(point, 20, "2026-02-28")
        with self.assertRaisesRegex(SettlementProblem, self.said("2026-01-31")):
            self.make.settle(contract, "2026-02-28")
        self.make.read(point, 6, "2026-01-31")
        made = self.make.settle(contract, "2026-02-28")
        self.assertEqual((made.date_from, made.volume_water), (day("2026-02-01"), 14))
        self.make.read(point, 25, "2026-03-31")
        self.assertEqual(self.make.settle(contract, "2026-03-31").volume_water, 5)


@tagged("post_install", "-at_install")
class TestProcessAlone(common.WaterCase):
    """What only the program sets, whatever a client sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(100)
        cls.point = cls.contract.point_ids
        cls.reader = common.user(cls.env, "reader-rpc", "ibok_water.group_water_reader")
        cls.clerk = common.user(cls.env, "clerk-rpc", "ibok_water.group_water_clerk")

    def test_a_reader_puts_no_reading_in_the_place_of_another(self):
        reading = self.make.read(self.point, 110, "2026-01-31")
        other = self.make.read(self.point, 115, "2026-02-28")
        for user in (self.reader, self.clerk):
            with self.assertRaises(AccessError):
                reading.with_user(user).write({"replaced_by_id": other.id})

    def test_a_run_settles_contracts_of_its_company_only(self):
        company = self.env["res.company"].create({"name": "Inna gmina"})
        run = (
            self.env["water.billing.run"]
            .sudo()
            .create({"cycle_end": "2026-01-31", "company_id": company.id})
        )
        with self.assertRaises(UserError):
            self.env["water.billing.run.line"].create(
                {"run_id": run.id, "contract_id": self.contract.id}
            )
            self.env.flush_all()

    def test_a_run_corrects_bills_of_its_company_only(self):
        self.make.read(self.point, 110, "2026-01-31")
        settlement = self.make.settle(self.contract, "2026-01-31")
        company = self.env["res.company"].create({"name": "Inna gmina"})
        run = self.env["water.billing.run"].create(
            {
                "cycle_end": "2026-01-31",
                "company_id": company.id,
                "kind": "correction",
            }
        )
        with self.assertRaises(UserError):
            self.env["water.billing.run.line"].create(
                {
                    "run_id": run.id,
                    "contract_id": self.contract.id,
                    "correct_ids": [Command.set(settlement.ids)],
                }
            )
