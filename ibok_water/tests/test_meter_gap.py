from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time

from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-05-20 10:00:00")
class TestMeterGap(common.WaterCase):
    """A meter taken out, the next one put in some days later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.clerk = common.user(cls.env, "clerk-gap", "ibok_water.group_water_clerk")

    def household(self, since="2026-01-01", **vals):
        """30 m³ a month of 30 days, up to the end of March."""
        contract = self.make.household(0, since, services="water", **vals)
        self.point = contract.point_ids
        for value, on in ((31, "2026-01-31"), (59, "2026-02-28"), (90, "2026-03-31")):
            self.make.read(self.point, value, on)
            self.make.settle(contract, on)
        return contract

    def take_out(self, value, on, again=None):
        self.point.installation_id.write({"date_to": on, "final_value": value})
        if again:
            self.make.install(self.point, 5, again)

    def refused(self, contract, end, *days):
        with self.assertRaises(SettlementProblem) as refusal:
            self.make.settle(contract, end)
        self.assertEqual(refusal.exception.code, "no_meter")
        for on in days:
            self.assertRegex(str(refusal.exception), self.said(on))

    def decide(self, **vals):
        action = self.point.with_user(self.clerk).action_meter_gap()
        wizard = Form(
            self.env["water.meter.gap"]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )
        for name, value in vals.items():
            wizard[name] = value
        return wizard.save()

    def test_the_bill_waits_and_says_what_to_do(self):
        contract = self.household()
        self.take_out(100, "2026-04-10", "2026-04-20")
        self.make.read(self.point, 15, "2026-04-30")
        self.assertTrue(self.point.has_gap)
        self.refused(contract, "2026-04-30", "2026-04-11", "2026-04-20")

    def test_by_the_regulation(self):
        """90 m³ in the 90 days before, so 10 m³ of ten days."""
        contract = self.household()
        self.take_out(100, "2026-04-10", "2026-04-20")
        self.make.read(self.point, 15, "2026-04-30")
        wizard = self.decide()
        self.assertEqual(
            (wizard.date_from, wizard.date_to, wizard.volume),
            (day("2026-04-11"), day("2026-04-20"), 10),
        )
        wizard.action_confirm()
        bill = self.make.settle(contract, "2026-04-30")
        self.assertEqual(bill.volume_water, 10 + 10 + 10)
        self.assertEqual(sorted(bill.usage_ids.mapped("volume")), [10, 10, 10])
        self.assertFalse(bill._correct("Nothing changed"))
        self.assertFalse(self.point.has_gap)
        with self.assertRaises(UserError):
            self.point.action_meter_gap()

    def test_as_agreed_with_a_reason(self):
        contract = self.household()
        self.take_out(100, "2026-04-10", "2026-04-20")
        self.make.read(self.point, 15, "2026-04-30")
        # The form asks for a reason; who goes past the form is asked as well.
        with self.assertRaisesRegex(AssertionError, "reason"):
            self.decide(volume=0)
        wizards = self.env["water.meter.gap"].with_user(self.clerk)
        bare = wizards.create({"point_id": self.point.id, "volume": 0})
        with self.assertRaisesRegex(UserError, "[Ss]ay why|dlaczego"):
            bare.action_confirm()
        with self.assertRaisesRegex(UserError, "units"):
            self.decide(volume=0.5, reason="Half").action_confirm()
        with self.assertRaisesRegex(UserError, "[Ss]ay why|dlaczego"):
            wizards.create(
                {"point_id": self.point.id, "volume": 0, "reason": " "}
            ).action_confirm()
        self.decide(volume=0, reason="Supply shut").action_confirm()
        bill = self.make.settle(contract, "2026-04-30")
        self.assertEqual(bill.volume_water, 20)
        self.assertIn("Supply shut", self.point.message_ids[:1].body)

    def printed(self, bill):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", bill.move_id.ids
        )
        return " ".join(html.decode().split())

    def test_the_bill_says_what_was_agreed_and_why(self):
        contract = self.household()
        self.take_out(100, "2026-04-10", "2026-04-20")
        self.make.read(self.point, 15, "2026-04-30")
        self.decide(volume=3, reason="Agreed on 20 April: a guest").action_confirm()
        bill = self.make.settle(contract, "2026-04-30")
        text = self.printed(bill)
        self.assertRegex(
            text,
            f"{self.said('2026-04-11')} (to|do) {self.said('2026-04-20')}, "
            "(agreed|ustalono): 3([.,]0+)? m³. Agreed on 20 April: a guest",
        )
        # Decided before the basis was kept: what the clerk wrote down is all there is.
        gap = bill.usage_ids.reading_to_id.filtered(lambda r: r.source == "estimate")
        gap.sudo().estimate_basis = False
        gap.note = "Agreed by letter"
        self.assertIn("Agreed by letter", self.printed(bill))

    def test_a_bill_that_ended_with_the_meter_loses_no_day_after_it(self):
        contract = self.household()
        self.take_out(118, "2026-04-28")
        self.assertEqual(self.make.settle(contract, "2026-04-30").volume_water, 28)
        self.make.install(self.point, 5, "2026-05-05")
        self.make.read(self.point, 20, "2026-05-20")
        with freeze_time("2026-06-02"):
            self.make.read(self.point, 31, "2026-05-31")
            self.refused(contract, "2026-05-31", "2026-04-29", "2026-05-05")
            self.decide(volume=7, reason="Agreed").action_confirm()
            self.assertEqual(self.make.settle(contract, "2026-05-31").volume_water, 33)

    def next_contract(self, since):
        """The contract ends with its meter; another one follows."""
        contract = self.household()
        self.take_out(100, "2026-04-10")
        self.env["water.contract.end"].create(
            {"contract_id": contract.id, "date": "2026-04-10", "confirmed": True}
        ).action_end()
        if since > "2026-04-20":
            self.make.install(self.point, 5, "2026-04-20")
        following = self.make.contract([self.point], since, services="water")
        if since <= "2026-04-20":
            self.make.install(self.point, 5, "2026-04-20")
        self.make.read(self.point, 15, "2026-04-30")
        return following

    def test_days_between_two_contracts_are_nobodys(self):
        following = self.next_contract("2026-04-21")
        self.assertFalse(self.point.has_gap)
        with self.assertRaises(UserError):
            self.point.action_meter_gap()
        self.assertEqual(self.make.settle(following, "2026-04-30").volume_water, 10)
        self.assertFalse(self.point.has_gap)

    def test_a_contract_that_began_without_a_meter_decides(self):
        following = self.next_contract("2026-04-11")
        self.assertTrue(self.point.has_gap)
        self.refused(following, "2026-04-30", "2026-04-11", "2026-04-20")
        self.decide(volume=4, reason="Agreed").action_confirm()
        self.assertEqual(self.make.settle(following, "2026-04-30").volume_water, 14)
        self.assertFalse(self.point.has_gap)

    def test_by_a_norm(self):
        norm = self.env["water.norm"].create(
            {"name": "3 m³", "code": "T3", "m3_month": 3, "date_from": "2020-01-01"}
        )
        contract = self.household()
        self.take_out(100, "2026-04-10", "2026-04-20")
        self.make.read(self.point, 15, "2026-04-30")
        by_norm = {"metering": "norm", "norm_id": norm.id, "persons": 1}
        contract._change_terms(day("2026-04-11"), by_norm)
        contract._change_terms(day("2026-04-21"), {"metering": "main_meter"})
        # Ten days of thirty, 1 m³
        self.assertEqual(self.make.settle(contract, "2026-04-30").volume_water, 21)

    def test_a_gardens_meter_taken_in_for_the_winter(self):
        main = self.make.metered_point(100)
        self.point = self.make.metered_point(20, kind="garden", main=main)
        contract = self.make.contract([main, self.point])
        self.take_out(22, "2026-01-10", "2026-01-20")
        self.make.read(main, 130, "2026-01-31")
        self.make.read(self.point, 8, "2026-01-31")
        bill = self.make.settle(contract, "2026-01-31")
        self.assertEqual((bill.volume_garden, bill.volume_sewage), (5, 25))
        self.assertFalse(bill._correct("Nothing changed"))

    def test_clerks_decide(self):
        self.household()
        self.take_out(100, "2026-04-10", "2026-04-20")
        reader = common.user(self.env, "reader-gap", "ibok_water.group_water_reader")
        with self.assertRaises(AccessError):
            self.env["water.meter.gap"].with_user(reader).create(
                {"point_id": self.point.id}
            )
