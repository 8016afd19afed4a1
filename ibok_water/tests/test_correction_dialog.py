from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools.safe_eval import safe_eval

from odoo.addons.ibok_water.tests import common, correction_case


def printed(env, move):
    """The words of a printed document, a blank between each."""
    content, _kind = env["ir.actions.report"]._render_qweb_html(
        "account.account_invoices", move.ids
    )
    page = etree.HTML(content).find(".//div[@class='article wb']")
    text = " ".join("".join(page.itertext()).replace("\xa0", " ").split())
    return text.replace("\ufeff", "")


@freeze_time("2026-04-10")
class TestCorrectionDialog(correction_case.CorrectionCase):
    """What a clerk sees before and after a correction, and what the customer reads."""

    def wizard(self, settlements=None, **vals):
        if settlements:
            vals["settlement_ids"] = [Command.set(settlements.ids)]
        return self.env["water.settlement.correct"].create(
            {"reason": "Digits misread", **vals}
        )

    def test_wizard_shows_what_changes_and_keeps_nothing_of_it(self):
        first, second = self.billed(357, 370)
        reading = self.reading(first)
        wizard = self.wizard(reading_id=reading.id, value=354)
        wizard.action_preview()
        self.assertEqual(
            [(x.settlement_id, x.difference_total) for x in wizard.line_ids],
            [(first, -18.53), (second, 18.53)],
        )
        self.assertEqual(wizard.difference_total, 0)
        self.assertEqual((reading.state, first.state), ("accepted", "done"))
        self.assertFalse(first.correction_ids)
        wizard.action_confirm()
        self.assertEqual(
            (first._newest().amount_total, second._newest().volume_water), (68.98, 16)
        )
        self.assertEqual(first._newest().correction_reason, "Digits misread")

    def test_wizard_shows_the_volume_of_each_service(self):
        self.tariff.action_close()
        self.env.flush_all()
        self.make.tariff({"water": 5, "sewage": 8})
        points = self.make.point(kind="intake")
        self.make.install(points, 100)
        own = self.make.contract([points], services="sewage")
        both = self.make.household(100)
        for contract, name in ((own, "sewage"), (both, "both")):
            self.make.read(contract.point_ids, 120, "2026-01-31")
            bill = self.make.settle(contract, "2026-01-31")
            wizard = self.wizard(reading_id=self.reading(bill).id, value=115)
            wizard.action_preview()
            line = wizard.line_ids
            self.assertEqual((line.sewage_before, line.sewage_after), (20, 15), name)
            water = (20, 15) if name == "both" else (0, 0)
            self.assertEqual((line.volume_before, line.volume_after), water, name)
            self.assertIn("20 → 15", line.volume_text)
            self.assertNotIn("0 → 0", line.volume_text.replace("20 → 15", ""))

    def test_a_run_that_corrects_shows_the_volume_of_sewage(self):
        self.tariff.action_close()
        self.env.flush_all()
        self.make.tariff({"sewage": 8}, services="sewage")
        point = self.make.point(kind="intake")
        self.make.install(point, 100)
        contract = self.make.contract([point], services="sewage")
        self.make.read(point, 120, "2026-01-31")
        bill = self.make.settle(contract, "2026-01-31")
        self.reading(bill)._replace(115, "x")
        run = self.env["water.billing.run"]._make_correction_run(bill, "x")
        run.line_ids._preview()
        self.assertEqual(
            (run.line_ids.preview_volume, run.line_ids.preview_sewage), (0, -5)
        )

    def offered(self, wizard):
        """What the dialog's buttons that do it are called now."""
        self.env.user.lang = "en_US"
        arch = etree.fromstring(wizard.get_view(view_type="form")["arch"])
        now = {
            name: wizard[name].ids if field.relational else wizard[name]
            for name, field in wizard._fields.items()
        }
        return [
            button.get("string")
            for button in arch.findall(".//button[@name='action_confirm']")
            if not safe_eval(button.get("invisible"), dict(now))
        ]

    def test_no_correction_is_promised_for_a_bill_never_issued(self):
        bill = self.billed(357)
        contract = bill.contract_id
        rule = {"name": "Limit", "code": "amount_above", "amount": 1}
        self.env["water.hold.rule"].create(rule)
        self.make.read(contract.point_ids, 370, "2026-02-28")
        held = self.make.settle(contract, "2026-02-28")
        self.assertEqual(held.state, "held")
        wizard = self.wizard(reading_id=self.reading(held).id, value=365)
        wizard.action_preview()
        self.assertEqual(self.offered(wizard), ["Correct Reading"])
        self.assertEqual(wizard.line_ids.settlement_id, held)
        wizard.action_confirm()
        self.assertEqual(held.state, "cancelled")
        self.assertFalse(contract.settlement_ids.filtered("corrected_id"))
        wizard = self.wizard(reading_id=self.reading(bill).id, value=354)
        wizard.action_preview()
        self.assertEqual(self.offered(wizard), ["Correct"])

    def test_wizard_names_what_cannot_be_reckoned(self):
        bill = self.billed(357)
        self.tariff.action_close()
        wizard = self.wizard(bill)
        wizard.action_preview()
        self.assertTrue(wizard.has_problem)
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertEqual(bill.state, "done")

    def test_clerk_corrects_a_reading_and_its_bill(self):
        bill = self.billed(357)
        clerk = common.user(self.env, "correct-clerk", "ibok_water.group_water_clerk")
        reading = self.reading(bill).with_user(clerk)
        action = reading.action_correct()
        wizard = self.env[action["res_model"]].with_user(clerk)
        wizard = wizard.with_context(**action["context"]).create(
            {"value": 354, "reason": "Digits misread"}
        )
        wizard.action_preview()
        opened = wizard.action_confirm()
        made = self.env[opened["res_model"]].browse(opened["res_id"])
        self.assertEqual((made.corrected_id, made.volume_water), (bill, 9))
        self.assertEqual(made.move_id.state, "posted")
        made.with_user(clerk).read(["correction_reason", "difference_total"])

    def test_reader_may_not_correct(self):
        bill = self.billed(357)
        reader = common.user(
            self.env, "correct-reader", "ibok_water.group_water_reader"
        )
        with self.assertRaises(AccessError):
            self.wizard(bill).with_user(reader).action_confirm()

    def test_the_history_tells_who_corrected_and_why(self):
        bill = self.billed(357)
        self.reading(bill)._replace(354, "Digits misread")
        clerk = common.user(self.env, "clerk-told", "ibok_water.group_water_clerk")
        messages = bill.with_user(clerk)._correct("Digits misread").message_ids
        self.assertEqual(messages.author_id, clerk.partner_id)
        self.assertIn("Digits misread", messages.body)
        self.assertIn(bill.move_id.name, messages.body)

    def test_printed_correction_shows_both_sides_and_the_difference(self):
        bill = self.billed(357)
        self.reading(bill)._replace(354, "Digits misread")
        move = bill._correct("Digits misread").move_id
        text = printed(self.env, move)
        for wanted in (
            bill.move_id.name,
            "Digits misread",
            "345,000 357,000 12,00",
            "345,000 354,000 9,00",
            "81,03 zł 63,87 zł -17,16 zł",
            "6,48 zł 5,11 zł -1,37 zł",
            "87,51 zł 68,98 zł -18,53 zł",
        ):
            self.assertIn(wanted, text)
        self.assertEqual(move.invoice_line_ids.mapped("water_unit"), ["m³", "m³"])
        self.assertEqual(
            move.action_water_correct()["context"]["default_settlement_ids"],
            bill._newest().ids,
        )
