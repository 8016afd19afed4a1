from contextlib import suppress

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common

REFUSED = (UserError, AccessError)


@freeze_time("2026-02-05 10:00:00")
class TestBillKept(common.WaterCase):
    """An issued bill stays as it was issued, whoever asks and in whatever way.

    Settlement and invoice say the same; whoever changes the invoice alone makes the
    next correction give money back twice. Calls are those of a client by RPC, with the
    rights of an accountant that may do most.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(345)
        cls.make.read(cls.contract.point_ids, 357, "2026-01-31")
        cls.bill = cls.make.settle(cls.contract, "2026-01-31").move_id
        cls.accountant = common.user(
            cls.env,
            "accountant-kept",
            "account.group_account_manager",
            "base.group_user",
        )

    def call(self, records, method, *args, context=None, **kwargs):
        """A client's call by RPC, as the accountant."""
        model = self.env[records._name].with_user(self.accountant)
        kwargs["context"] = context or {}
        return call_kw(model, method, [records.ids, *args], kwargs)

    def facts(self, move=None):
        """What the bill states, as the database has it."""
        move = move or self.bill
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            move.exists().mapped(
                lambda m: (
                    (m.name, m.state, m.partner_id, m.invoice_date, m.journal_id),
                    (m.amount_untaxed, m.amount_tax, m.amount_total),
                    (m.water_settlement_id, m.water_contract_id),
                )
            ),
            move.line_ids.sorted("id").mapped(
                lambda line: (line.name, line.quantity, line.price_unit, line.balance)
            ),
        )

    def refused(self, records, method, *args, says=None, **kwargs):
        before = self.facts()
        with self.assertRaisesRegex(REFUSED, says or self.bill.name):
            with self.env.cr.savepoint():
                self.call(records, method, *args, **kwargs)
        self.assertEqual(self.facts(), before)

    def test_it_is_not_reversed_by_code(self):
        for cancel in (False, True):
            with self.assertRaisesRegex(UserError, "Correct"):
                self.bill._reverse_moves(cancel=cancel)
        self.assertFalse(self.bill.reversal_move_ids)

    def test_the_button_of_odoo_is_refused_at_once(self):
        self.refused(self.bill, "action_reverse", says="Correct")

    def test_it_is_not_duplicated(self):
        """A copy has no settlement: the same water would be billed twice."""
        count = self.env["account.move"].search_count([])
        self.refused(self.bill, "copy", says="duplicated")
        self.refused(self.bill, "copy", {"name": "/"}, says="duplicated")
        with self.assertRaisesRegex(UserError, "duplicated"):
            self.bill.sudo().copy()
        self.assertEqual(self.env["account.move"].search_count([]), count)

    def test_the_refusal_says_whom_to_ask(self):
        self.refused(self.bill, "button_draft", says="the office mends")

    def test_it_is_neither_reopened_nor_cancelled_nor_deleted(self):
        for method in ("button_draft", "button_cancel"):
            with self.subTest(method):
                self.refused(self.bill, method)
        for context in ({}, {"force_delete": True}):
            with self.subTest(context):
                self.refused(self.bill, "unlink", says=".", context=context)
                lines = self.bill.line_ids
                self.refused(lines, "unlink", says=".", context=context)
        for state in ("draft", "cancel"):
            with self.subTest(state):
                self.refused(self.bill, "write", {"state": state})

    def test_its_link_to_the_settlement_is_not_undone(self):
        """Without it none of the other refusals would know the bill."""
        for name in ("water_settlement_id", "water_contract_id"):
            with self.subTest(name):
                self.refused(self.bill, "write", {name: False}, says=".")
        self.refused(self.bill, "write", {"water_credit": 5.0}, says=".")
        self.refused(
            self.bill, "write", {"water_corrected_move_id": self.bill.id}, says="."
        )

    def test_what_it_states_is_not_rewritten(self):
        other = self.make.partner("Another")
        first = self.bill.invoice_line_ids[:1]
        by_head = Command.update(first.id, {"price_unit": 1})
        for vals in (
            {"name": "X/2026/1"},
            {"partner_id": other.id},
            {"invoice_date": "2026-01-02"},
            {"invoice_line_ids": [by_head]},
            {"line_ids": [Command.delete(first.id)]},
            {"invoice_line_ids": [Command.create({"name": "More", "price_unit": 5})]},
        ):
            for context in ({}, {"skip_readonly_check": True, "force_delete": True}):
                with self.subTest(vals=vals, context=context):
                    self.refused(
                        self.bill, "write", dict(vals), says=".", context=context
                    )

    def test_its_lines_are_not_rewritten(self):
        line = self.bill.invoice_line_ids[:1]
        tax = self.bill.line_ids.filtered("tax_line_id")
        due = self.bill.line_ids.filtered(
            lambda row: row.account_type == "asset_receivable"
        )
        for row, vals in (
            (line, {"price_unit": 1.0}),
            (line, {"quantity": 1.0}),
            (line, {"discount": 50.0}),
            (line, {"name": "Something else"}),
            (line, {"tax_ids": [Command.clear()]}),
            (line, {"balance": -1.0}),
            (line, {"credit": 1.0}),
            (line, {"move_id": False}),
            (tax, {"amount_currency": -1.0}),
            (due, {"debit": 1.0}),
            (due, {"partner_id": self.make.partner("Another").id}),
            (line, {"water_settlement_id": False}),
        ):
            with self.subTest(vals):
                before = self.facts()
                self.refused_or_same(row, vals, before)

    def refused_or_same(self, row, vals, before):
        """Refused, or nothing that the bill states has changed by it."""
        with suppress(*REFUSED), self.env.cr.savepoint():
            self.call(row, "write", dict(vals))
        self.assertEqual(self.facts(), before)

    def test_no_line_is_added(self):
        lines = self.env["account.move.line"].with_user(self.accountant)
        account = self.bill.invoice_line_ids[:1].account_id
        before = self.facts()
        with self.assertRaisesRegex(UserError, self.bill.name):
            with self.env.cr.savepoint():
                call_kw(
                    lines,
                    "create",
                    [
                        [
                            {
                                "move_id": self.bill.id,
                                "name": "More",
                                "account_id": account.id,
                                "quantity": 1,
                                "price_unit": price,
                            }
                            for price in (5, -5)
                        ]
                    ],
                    {"context": {}},
                )
        self.assertEqual(self.facts(), before)

    def test_no_credit_note_by_hand_refers_to_it(self):
        vals = {
            "move_type": "out_refund",
            "partner_id": self.bill.partner_id.id,
            "reversed_entry_id": self.bill.id,
        }
        moves = self.env["account.move"].with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "Correct"):
            call_kw(moves, "create", [[vals]], {"context": {}})
        granted = dict(vals, reversed_entry_id=False)
        self.assertTrue(call_kw(moves, "create", [[granted]], {"context": {}}))

    def test_what_accountants_do_with_any_invoice_goes_on(self):
        """Another receivable account, a later term, a note, a payment."""
        due = self.bill.line_ids.filtered(
            lambda row: row.account_type == "asset_receivable"
        )
        self.call(due, "write", {"date_maturity": "2026-03-31"})
        self.call(self.bill, "write", {"narration": "Agreed by phone"})
        self.assertEqual(str(due.date_maturity), "2026-03-31")
        self.env["account.payment.register"].with_user(self.accountant).with_context(
            active_model="account.move", active_ids=self.bill.ids
        ).create({})._create_payments()
        self.assertIn(self.bill.payment_state, ("paid", "in_payment"))

    def test_a_correction_is_kept_as_well(self):
        self.bill.water_settlement_id.usage_ids.reading_to_id._replace(355, "Misread")
        made = self.bill.water_settlement_id._correct("Misread")
        refund = made.move_id
        self.assertEqual(refund.move_type, "out_refund")
        with self.assertRaisesRegex(UserError, refund.name):
            self.call(refund, "button_draft")
        with self.assertRaisesRegex(UserError, "Correct"):
            refund._reverse_moves()
        self.assertEqual(made.payment, "taken_off")
        again = made.usage_ids.reading_to_id._replace(357, "It was right")
        self.assertTrue(again)
        second = made._correct("It was right")
        total = (self.bill | refund | second.move_id).mapped("amount_total_signed")
        self.assertEqual(round(sum(total), 2), self.bill.amount_total)
