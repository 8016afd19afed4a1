import random
from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import format_date

from . import common


class StatementBooks:
    """Entries of a customer's account: bills, payments, corrections."""

    def _bill(self, partner, amount, day, kind="out_invoice"):
        move = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Water", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
        move.action_post()
        return move

    def _pay(self, partner, amount, day, kind="inbound", **vals):
        payment = self.env["account.payment"].create(
            {
                "partner_id": partner.id,
                "partner_type": "customer",
                "payment_type": kind,
                "amount": amount,
                "date": day,
                **vals,
            }
        )
        payment.action_post()
        return payment.move_id

    def _match(self, *moves):
        lines = self.env["account.move.line"].union(*(m.line_ids for m in moves))
        lines.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        ).reconcile()

    def _history(self, partner, seed, count=25):
        """A customer's years as they come: what is owed, paid, returned, set off."""
        chance = random.Random(seed)
        day, moves = date(2024, 1, 1), []
        for _step in range(count):
            day += timedelta(days=chance.randint(0, 60))
            amount = chance.randint(1, 99999) / 100
            kind = chance.choice(("bill", "bill", "pay", "pay", "credit", "back"))
            if kind == "bill":
                moves.append(self._bill(partner, amount, day))
            elif kind == "credit":
                moves.append(self._bill(partner, amount, day, "out_refund"))
            else:
                way = "inbound" if kind == "pay" else "outbound"
                moves.append(self._pay(partner, amount, day, way))
            if chance.random() < 0.6:
                self._match(*chance.sample(moves, min(3, len(moves))))
        return moves

    def _ledger(self, partner, domain=()):
        """The balance as the ledger itself says."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "child_of", partner.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                *domain,
            ]
        )
        return round(sum(lines.mapped("balance")), 2)


@tagged("post_install", "-at_install")
class TestStatement(StatementBooks, common.WaterPortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_resident("anna").partner_id
        cls.company = cls.env.company

    def _statement(self, *args, **kwargs):
        return self.anna._portal_statement(self.company, *args, **kwargs)

    def test_statement_is_the_ledger_to_the_grosz(self):
        for seed in range(6):
            with self.subTest(seed):
                self.anna = self.env["res.partner"].create({"name": f"Anna {seed}"})
                moves = self._history(self.anna, seed)
                self._check_history(moves)

    def _check_history(self, moves):
        whole = self._statement()
        self.assertEqual(whole["opening"], 0)
        self.assertEqual(whole["count"], len(moves))
        self.assertEqual({r["move"] for r in whole["rows"]}, set(moves))
        self.assertEqual(whole["closing"], self._ledger(self.anna))
        balance = self.anna._portal_balance(self.company, common.BETWEEN)
        self.assertEqual(whole["closing"], balance["owed"])
        running = 0
        for row in whole["rows"]:
            running = round(running + row["amount"], 2)
            self.assertEqual(row["balance"], running)
        self.assertEqual(
            round(whole["charged"] - whole["credited"], 2), whole["closing"]
        )
        # Any days: what was before, and what is at their end, page by page.
        for first, last in (
            (date(2024, 6, 1), date(2024, 12, 31)),
            (moves[5].date, moves[5].date),
            (date(2020, 1, 1), date(2020, 2, 1)),
            (None, moves[9].date),
            (moves[9].date, None),
        ):
            part = self._statement(first, last)
            before = self._ledger(self.anna, [("date", "<", first or date.min)])
            until = self._ledger(self.anna, [("date", "<=", last or date.max)])
            self.assertEqual((part["opening"], part["closing"]), (before, until))
            self.assertEqual(
                round(part["opening"] + part["charged"] - part["credited"], 2),
                part["closing"],
            )
            paged = [
                row
                for offset in range(0, part["count"], 3)
                for row in self._statement(first, last, 3, offset)["rows"]
            ]
            self.assertEqual(paged, part["rows"])
            if part["rows"]:
                self.assertEqual(part["rows"][-1]["balance"], part["closing"])

    def test_what_a_payment_was_counted_against(self):
        day = date(2026, 3, 1)
        first, second = (self._bill(self.anna, amount, day) for amount in (100, 50.05))
        payment = self._pay(self.anna, 180, date(2026, 3, 9))
        self._match(first, payment)
        self._match(second, payment)
        statement = self._statement()
        rows = {
            row["move"]: row
            for row in self.anna._portal_statement_told(statement, self.company)
        }
        self.assertEqual(
            [(m["name"], m["amount"]) for m in rows[payment]["matched"]],
            [(first.name, 100), (second.name, 50.05)],
        )
        self.assertEqual(rows[payment]["open"], -29.95)
        self.assertEqual(rows[payment]["kind"], "Payment by transfer")
        self.assertEqual(rows[first]["kind"], "Invoice")
        self.assertEqual(rows[first]["open"], 0)
        self.assertEqual(
            [(m["name"], m["amount"]) for m in rows[second]["matched"]],
            [(f"Payment by transfer of {format_date(self.env, payment.date)}", 50.05)],
        )

    def test_what_a_document_is_in_words(self):
        day = date(2026, 3, 1)
        bill = self._bill(self.anna, 100, day)
        taken_back = bill._reverse_moves([{"invoice_date": day, "date": day}])
        taken_back.action_post()
        paid = self._pay(self.anna, 100, day)
        bounced = paid._reverse_moves([{"date": day}])
        bounced.action_post()
        back = self._pay(self.anna, 10, day, "outbound")
        office = self.env["account.journal"].create(
            {"name": "Office", "code": "OFF", "type": "cash"}
        )
        cash = self._pay(self.anna, 10, day, journal_id=office.id)
        kinds = {
            row["move"]: row["move"]._portal_statement_kind(row["amount"])
            for row in self._statement()["rows"]
        }
        self.assertEqual(
            kinds,
            {
                bill: "Invoice",
                taken_back: "Correcting invoice",
                paid: "Payment by transfer",
                bounced: f"Taken back: {paid.name}",
                back: "Money paid back to you",
                cash: "Payment in cash at the office",
            },
        )

    def test_a_document_of_somebody_else_is_not_named(self):
        """An accountant may set one customer's money off against another's bill."""
        bogdan = self._make_resident("bogdan").partner_id
        day = date(2026, 3, 1)
        bill, payment = self._bill(self.anna, 100, day), self._pay(bogdan, 100, day)
        self._match(bill, payment)
        [row] = self.anna._portal_statement_told(self._statement(), self.company)
        self.assertEqual(row["matched"][0]["name"], "another document")
        self.assertFalse(row["matched"][0]["url"])

    def test_drafts_and_cancelled_ones_are_left_out(self):
        draft = self._bill(self.anna, 100, date(2026, 3, 1))
        draft.button_draft()
        self.assertEqual(self._statement()["count"], 0)
        self.assertEqual(self._statement()["closing"], 0)

    def test_other_companies_keep_their_own_account(self):
        self._bill(self.anna, 100, date(2026, 3, 1))
        other = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(self.anna._portal_statement(other)["count"], 0)
