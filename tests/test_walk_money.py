"""A leak's allowance and the refund of an overpayment, walked to the last grosz."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from walk_case import NRB, WalkCase

from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalkMoney(WalkCase):
    """From the form on the phone to the correcting invoice and the bank's list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.make_user(
            "walk-accountant", "Ewa Księgowa", "account.group_account_user"
        )

    def test_leak(self):
        end = self.month - timedelta(days=1)
        start = end.replace(day=1)
        contract = self.make.household(340, start, partner=self.resident.partner_id)
        self.make.read(contract.point_ids, 400, end)
        bill = contract._settle(end)
        # 60 m³ at 5,72 + 8,10 and 12,39: 841,59; with VAT of 8 % 908,92.
        self.assertEqual(f"{bill.move_id.amount_total:.2f}", "908.92")
        kind = self.questions_of("leak")
        known = {
            **self.KNOWN,
            "place": contract.premise_id.address,
            "meter_number": contract.point_ids.meter_id.number,
        }
        answers = {
            "leak_from": (end - timedelta(days=9)).isoformat(),
            "leak_to": (end - timedelta(days=2)).isoformat(),
            "reason": "Pękła rura w ogrodzie; naprawił hydraulik",
            "drained": "",
            "reading": "402",
        }
        with self.pages(self.resident, self.clerk) as (phone, desk):
            phone.goto("/my/applications")
            record, number = self.apply(
                phone, kind, known, answers, {"drained": "ground"}
            )
            self.decide(desk, number, "action_approve", "Odliczymy 20 m³.")
            self.press(desk, "action_fulfil")
            for service in ("water", "sewage"):
                field = f"allowance_{service}"
                self.given(desk, field, "0,000")
                desk.fill(f".modal .o_field_widget[name={field}] input", "20")
            self.snap(desk, "leak-step")
            desk.click(".modal footer button[name=action_preview]")
            desk.wait_for_selector(".modal .o_field_widget[name=line_ids] .o_data_row")
            self.snap(desk, "leak-preview")
            self.confirm(desk, "action_confirm")
            self.wait_form(desk, "difference_total")
            self.snap(desk, "leak-result")
            self.back_to(desk, number)
            self.wait_state(desk, "done")
            letter = self.decision(phone, record, "Odliczymy 20 m³.")
        made = self.came_of(record, "water.settlement")
        self.assertEqual(made, bill.correction_ids)
        # 20 m³ less: 276,40; with VAT 298,51. What is left: 910,92 - 298,51.
        self.assertEqual(f"{made.difference_total:.2f}", "-298.51")
        self.assertEqual(made.move_id.move_type, "out_refund")
        self.assertEqual(f"{made.move_id.amount_total:.2f}", "298.51")
        self.assertEqual(made.move_id.state, "posted")
        # The meter stands where it was read: nothing of it comes with the next bill.
        self.assertEqual(made.usage_ids.value_to, 400)
        self.assertIn(number, made.move_id.ref or made.reason or "")
        self.check_words(letter, number, "Odliczymy 20 m³.")

    def pay_too_much(self, amount):
        """Money of the resident's at the bank that no bill is there for."""
        journal = self.env["account.journal"].create(
            {"name": "Bank spaceru", "code": "BWALK", "type": "bank"}
        )
        partner = self.resident.partner_id
        lines = [
            {
                "account_id": partner.property_account_receivable_id.id,
                "partner_id": partner.id,
                "credit": amount,
            },
            {"account_id": journal.default_account_id.id, "debit": amount},
        ]
        self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": self.today - relativedelta(days=1),
                "line_ids": [Command.create(line) for line in lines],
            }
        ).action_post()

    def test_refund(self):
        self.pay_too_much(80.05)
        kind = self.questions_of("refund")
        known = {**self.KNOWN, "amount": "80,05", "holder": "Anna Kowal"}
        people = (self.resident, self.clerk, self.accountant)
        with self.pages(*people) as (phone, desk, books):
            phone.goto("/my/applications")
            record, number = self.apply(
                phone, kind, known, {"amount": "50,03", "iban": NRB[:-1]}, {"iban": NRB}
            )
            self.decide(desk, number, "action_approve", "Zwracamy 50,03 zł.")
            self.press(desk, "action_fulfil")
            self.wait_form(desk, "nrb")
            self.given(desk, "amount", "50,03")
            self.snap(desk, "refund-step")
            desk.click(".o_form_view .o_form_statusbar button[special=save]")
            desk.wait_for_selector(
                ".o_form_statusbar button[special=save]", state="detached"
            )
            books.goto("/odoo/action-ibok_water.water_refund_action")
            books.locator(".o_data_row", has_text="Anna Kowal").locator(
                ".o_data_cell[name=partner_id]"
            ).click()
            self.press(books, "action_send")
            self.wait_state(books, "sent")
            self.snap(books, "refund-sent")
            self.back_to(desk, number)
            self.wait_state(desk, "done")
            letter = self.decision(phone, record, "Zwracamy 50,03 zł.")
        refund = self.came_of(record, "water.refund")
        self.assertEqual(refund.state, "sent")
        self.assertEqual(refund.partner_id, self.resident.partner_id)
        self.assertEqual(f"{refund.amount:.2f}", "50.03")
        self.assertEqual(refund.nrb.replace(" ", ""), NRB)
        self.check_words(letter, number, "Zwracamy 50,03 zł.")
