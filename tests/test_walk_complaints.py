"""Complaints about bills: one refused, one corrected, one whose meter is checked."""

from datetime import timedelta

from walk_case import OPEN, WalkCase

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalkComplaints(WalkCase):
    """From the form on the phone to the letter, and to what is owed in the end."""

    OUTCOMES = ("refused", "correction", "meter_check")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("ibok_portal.ticket_category_bill")
        end = cls.month - timedelta(days=1)
        cls.bills = cls.env["account.move"]
        for _outcome in cls.OUTCOMES:
            contract = cls.make.household(
                340, end.replace(day=1), partner=cls.resident.partner_id
            )
            cls.make.read(contract.point_ids, 400, end)
            cls.bills |= contract._settle(end).move_id
        # 60 m³ at 5,72 + 8,10 and 12,39: 841,59; with VAT of 8 % 908,92.
        cls.env.flush_all()

    def form_of(self, record):
        """The action that opens a record."""
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }

    def complain(self, page, bill, text):
        """The resident complains about a bill; the number of the matter."""
        page.goto("/my/tickets")
        page.click("main a[href='/my/tickets/new']")
        page.click(f"main a[href$='category_id={self.kind_id}']")
        page.fill("#description", text)
        page.click("main form button[type=submit]")
        page.wait_for_selector("#move_id_error")
        self.snap(page, "complaint-fault")
        page.select_option("#move_id", str(bill))
        page.click("main form button[type=submit]")
        page.wait_for_url("**sent=1")
        self.snap(page, "complaint-sent")
        return page.inner_text("main .alert-success strong")

    def test_three_bills(self):
        self.kind_id = self.kind.id
        bills, numbers, letters = self.bills.ids, [], []
        for bill in self.bills:
            self.assertEqual(f"{bill.amount_total:.2f}", "908.92")
        with self.pages(self.resident) as [phone]:
            for bill in bills:
                numbers.append(self.complain(phone, bill, "Tyle nie zużyliśmy"))
        self.assertEqual(self.bills.mapped("water_disputed"), [True] * 3)
        matters = self.env["ibok.ticket"].search([("move_id", "in", bills)], order="id")
        self.assertEqual(matters.mapped("number"), numbers)
        refused, corrected, checked = self.bills
        reading = self.form_of(
            corrected._water_settlements()._last_uses().reading_to_id
        )
        bill = self.form_of(corrected)
        with self.pages(self.resident, self.clerk) as (phone, desk):
            for number, outcome in zip(numbers, self.OUTCOMES, strict=True):
                self.open_matter(desk, number, "ibok_ticket")
                self.press(desk, "action_take")
                self.wait_state(desk, "doing")
                self.say(desk, "action_answer", f"Tak: {outcome}", outcome=outcome)
                self.wait_state(desk, "done")
            self.snap(desk, "complaint-answered")
            # The correction that was promised: 20 m³ less, and the objection ends.
            desk.evaluate(OPEN, reading)
            self.press(desk, "action_correct")
            desk.fill(".modal .o_field_widget[name=value] input", "380")
            desk.fill(".modal .o_field_widget[name=reason] input", numbers[1])
            desk.click(".modal footer button[name=action_preview]")
            desk.wait_for_selector(".modal .o_field_widget[name=line_ids] .o_data_row")
            self.confirm(desk, "action_confirm")
            desk.evaluate(OPEN, bill)
            self.press(desk, "action_water_mark")
            desk.check(
                ".modal .o_field_widget[name=kind] input[data-value=dispute_over]"
            )
            desk.fill(
                ".modal .o_field_widget[name=reason] textarea >> nth=0", "Poprawiona"
            )
            self.snap(desk, "complaint-end")
            self.confirm(desk, "action_mark")
            for matter in matters.ids:
                phone.goto(f"/my/tickets/{matter}")
                with phone.expect_download() as found:
                    phone.click("#talk a[href$='.pdf']")
                letters.append(found.value.path().read_bytes())
            self.snap(phone, "complaint-answered")
        self.assertEqual(matters.mapped("outcome"), list(self.OUTCOMES))
        self.assertEqual(set(matters.mapped("state")), {"done"})
        for matter, letter in zip(matters, letters, strict=True):
            self.assertTrue(matter.answer_opened_at)
            self.check_words(letter, matter.number, f"Tak: {matter.outcome}")
        # What was refused is due again; what is to be checked is not.
        self.assertEqual(self.bills.mapped("water_disputed"), [False, False, True])
        self.assertTrue(checked.water_contract_id.activity_ids)
        # 20 m³ less: 276,40; with VAT 298,51.
        made = corrected._water_settlements().correction_ids
        self.assertEqual(f"{made.difference_total:.2f}", "-298.51")
        self.assertEqual(f"{made.move_id.amount_total:.2f}", "298.51")
        owed = [f"{bill.amount_residual:.2f}" for bill in self.bills]
        self.assertEqual(owed, ["908.92", "610.41", "908.92"])
