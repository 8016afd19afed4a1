from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day
from odoo.addons.ibok_water.wizards import water_settlement_correct

MONTHS = ("2026-01-31", "2026-02-28", "2026-03-31")


@tagged("post_install", "-at_install")
@freeze_time("2026-04-10 10:00:00")
class TestContractChange(common.WaterCase):
    """Terms dated into the past, and the bills since corrected, in one go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"
        cls.tariff = cls.make.tariff(active=False)
        prices = {"water": 6, "sewage": 8, "subscription_both": (4, "month")}
        cls.make.group(cls.tariff, prices, "P", recipients="other")
        cls.tariff.action_activate()
        cls.clerk = common.user(
            cls.env, "clerk-change", "ibok_water.group_water_clerk", lang="en_US"
        )

    def billed(self, **vals):
        """A household billed for three months, 10 m³ each."""
        contract = self.make.household(100, **vals)
        for number, end in enumerate(MONTHS, start=1):
            self.make.read(contract.point_ids, 100 + 10 * number, end)
            self.make.settle(contract, end)
        return contract

    def by_norm(self, persons=2):
        norm = self.env.ref("ibok_water.norm_4_sewered")
        contract = self.make.contract(metering="norm", norm_id=norm.id, persons=persons)
        for end in MONTHS:
            self.make.settle(contract, end)
        return contract

    def wizard(self, contract, since=None, reason="Entered wrongly", **vals):
        """The wizard as a clerk fills it in; returns the form, not saved yet."""
        action = contract.with_user(self.clerk).action_change_terms()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )
        form.reason = reason
        if since:
            form.date_from = day(since)
        for name, value in vals.items():
            setattr(form, name, value)
        return form

    def rows(self, contract, name):
        rows = contract.terms_ids.sorted("date_from")
        return [(str(row.date_from), row[name]) for row in rows]

    def live(self, contract):
        return contract.settlement_ids.filtered(lambda s: s.state == "done").sorted(
            "date_from"
        )

    def test_wrong_group_is_shown_live_and_corrected_in_one_go(self):
        contract = self.billed()
        form = self.wizard(contract, "2026-02-01", recipients="other")
        self.assertEqual((form.group_before, form.group_after), ("G1", "P"))
        self.assertIn("Household", form.change_text)
        # 10 m³ × 1.00 and 8 % of it.
        self.assertEqual(
            [line["difference_total"] for line in form.line_ids._records], [10.8, 10.8]
        )
        wizard = form.save()
        self.assertEqual(
            wizard.line_ids.mapped("date_to"), [day("2026-02-28"), day("2026-03-31")]
        )
        self.assertFalse(contract.settlement_ids.correction_ids)
        wizard.action_confirm()
        self.assertEqual(self.live(contract).mapped("group_codes"), ["G1", "P", "P"])
        made = contract.settlement_ids.filtered("corrected_id")
        self.assertEqual(made.mapped("difference_total"), [10.8, 10.8])
        self.assertEqual(set(made.move_id.mapped("move_type")), {"out_invoice"})
        self.assertEqual(set(made.mapped("correction_reason")), {"Entered wrongly"})
        self.assertEqual(contract.recipients, "other")
        self.assertEqual(
            self.rows(contract, "recipients"),
            [("2026-01-01", "household"), ("2026-02-01", "other")],
        )
        newest = contract.terms_ids.sorted("date_from")[-1]
        self.assertEqual(newest.reason, "Entered wrongly")
        note = contract.message_ids[:1]
        self.assertEqual(note.author_id, self.clerk.partner_id)
        self.assertIn("Entered wrongly", note.body)

    def test_wrong_norm(self):
        contract = self.by_norm()
        before = sum(self.live(contract).mapped("volume_water"))
        form = self.wizard(contract, "2026-01-01", persons=3)
        self.assertEqual(len(form.line_ids), 3)
        form.save().action_confirm()
        self.assertAlmostEqual(
            sum(self.live(contract).mapped("volume_water")), before * 3 / 2
        )

    def test_from_the_next_period_nothing_is_corrected(self):
        contract = self.billed()
        form = self.wizard(contract, recipients="other")
        self.assertEqual(form.date_from, day("2026-05-01"))
        self.assertFalse(form.line_ids)
        form.save().action_confirm()
        self.assertFalse(contract.settlement_ids.correction_ids)
        self.assertEqual(contract.next_terms_date, day("2026-05-01"))

    def test_later_terms_keep_what_they_changed_themselves(self):
        contract = self.by_norm()
        contract._change_terms(day("2026-03-01"), {"persons": 5})
        contract._change_terms(day("2026-04-01"), {"invoice_form": "electronic"})
        form = self.wizard(contract, "2026-02-01", persons=3, recipients="other")
        self.assertIn("Later terms", form.change_text)
        form.save().action_confirm()
        self.assertEqual(
            self.rows(contract, "persons"),
            [
                ("2026-01-01", 2),
                ("2026-02-01", 3),
                ("2026-03-01", 5),
                ("2026-04-01", 5),
            ],
        )
        self.assertEqual(
            [value for _day, value in self.rows(contract, "recipients")],
            ["household", "other", "other", "other"],
        )
        self.assertEqual((contract.persons, contract.recipients), (5, "other"))
        self.assertEqual(contract.invoice_form, "electronic")

    def test_another_day_shows_its_terms_and_keeps_what_was_typed(self):
        contract = self.billed()
        contract._change_terms(day("2026-03-01"), {"invoice_form": "electronic"})
        form = self.wizard(contract, recipients="other")
        self.assertEqual(form.invoice_form, "electronic")
        form.date_from = day("2026-02-01")
        self.assertEqual((form.invoice_form, form.recipients), ("paper", "other"))
        self.assertNotIn("Electronic", form.change_text)

    def test_cycle_cannot_change_inside_settled_days(self):
        contract = self.billed()
        form = self.wizard(contract, "2026-02-01", billing_months="2")
        self.assertRegex(form.problem, common.told("2026-04-01"))
        self.assertFalse(form.line_ids)
        with self.assertRaisesRegex(UserError, "keep their days"):
            form.save().action_confirm()
        form = self.wizard(contract, "2026-04-01", billing_months="2")
        self.assertFalse(form.problem)
        form.save().action_confirm()
        # March is settled; what is left of the cycle of two months is billed.
        self.assertEqual(
            contract._cycle_of(day("2026-04-10")).date_to, day("2026-04-30")
        )

    def test_days_outside_the_contract_are_refused(self):
        contract = self.billed()
        form = self.wizard(contract, "2025-12-31", recipients="other")
        self.assertRegex(form.problem, common.told("2026-01-01"))
        with self.assertRaisesRegex(UserError, "one of its days"):
            form.save().action_confirm()

    def test_nothing_changed_is_told(self):
        contract = self.billed()
        form = self.wizard(contract, "2026-02-01")
        with self.assertRaisesRegex(UserError, "in force on that day already"):
            form.save().action_confirm()

    def test_what_cannot_be_reckoned_is_named_and_nothing_kept(self):
        contract = self.billed()
        group = self.tariff.group_ids.filtered(lambda g: g.code == "G1")
        self.env.cr.execute(
            "UPDATE water_tariff_group SET recipients = 'household' WHERE id = %s",
            [group.id],
        )
        group.invalidate_recordset()
        form = self.wizard(contract, "2026-02-01", services="sewage")
        form.recipients = "other"
        self.env.cr.execute(
            "UPDATE water_tariff_group SET metering = 'norm' WHERE code = 'P'"
        )
        self.tariff.group_ids.invalidate_recordset()
        form.recipients = "household"
        form.recipients = "other"
        self.assertTrue(form.has_problem)
        with self.assertRaises(UserError):
            form.save().action_confirm()
        self.assertEqual(set(contract.settlement_ids.mapped("state")), {"done"})

    def test_held_bill_is_settled_again(self):
        contract = self.billed()
        self.env["water.hold.rule"].create(
            {"name": "1", "code": "amount_above", "amount": 50}
        )
        with freeze_time("2026-05-05"):
            self.make.read(contract.point_ids, 140, "2026-04-30")
            held = self.make.settle(contract, "2026-04-30")
            self.assertEqual(held.state, "held")
            form = self.wizard(contract, "2026-04-01", recipients="other")
            self.assertEqual(len(form.line_ids), 1)
            form.save().action_confirm()
        now = contract.settlement_ids.filtered(lambda s: s.state == "held")
        self.assertEqual((held.state, now.group_codes), ("cancelled", "P"))

    def test_from_a_norm_to_the_meter_every_cubic_metre_once(self):
        norm = self.env.ref("ibok_water.norm_4_sewered")
        contract = self.make.household(100, metering="norm", norm_id=norm.id, persons=2)
        for number, end in enumerate(MONTHS, start=1):
            self.make.read(contract.point_ids, 100 + 10 * number, end)
            self.make.settle(contract, end)
        form = self.wizard(contract, "2026-01-01", metering="main_meter")
        shown = [line.volume_after for line in form.save().line_ids.sorted("date_from")]
        form.save().action_confirm()
        volumes = self.live(contract).mapped("volume_water")
        self.assertEqual((shown, volumes), ([10, 10, 10], [10, 10, 10]))

    def test_many_bills_go_to_a_run(self):
        contract = self.billed()
        self.startPatcher(patch.object(water_settlement_correct, "AT_ONCE", 2))
        form = self.wizard(contract, "2026-01-01", recipients="other")
        action = form.save().action_confirm()
        self.assertEqual(action["res_model"], "water.billing.run")
        run = self.env["water.billing.run"].browse(action["res_id"])
        self.assertEqual((run.kind, run.state), ("correction", "running"))
        run._process_now()
        self.assertEqual(self.live(contract).mapped("group_codes"), ["P"] * 3)

    def test_written_on_the_contract_it_goes_before_what_was_planned(self):
        contract = self.billed()
        contract._change_terms(day("2026-07-01"), {"invoice_form": "electronic"})
        contract.persons = 4
        self.assertEqual(
            self.rows(contract, "invoice_form"),
            [
                ("2026-01-01", "paper"),
                ("2026-05-01", "paper"),
                ("2026-07-01", "electronic"),
            ],
        )
        contract.invoice_form = "paper"
        self.assertEqual(contract._terms_on(day("2026-08-01")).invoice_form, "paper")

    def test_only_a_clerk(self):
        contract = self.billed()
        reader = common.user(self.env, "reader-change", "ibok_water.group_water_reader")
        with self.assertRaises(AccessError):
            contract.with_user(reader).action_change_terms()
        with self.assertRaises(AccessError):
            self.env["water.contract.change"].with_user(reader).create(
                {"contract_id": contract.id, "reason": "x"}
            )
