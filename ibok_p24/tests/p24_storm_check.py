"""What must be true after the storm (see p24_storm.py)."""

import hashlib
from collections import Counter, defaultdict
from decimal import Decimal


class Check:
    """Compares the stand-in's books with Odoo's."""

    def __init__(self, storm):
        self.storm = storm
        self.problems = []

    def problem(self, text):
        """Something is wrong."""
        self.problems.append(text)

    def figures(self, plans):
        """What there is in the end.

        :raise AssertionError: when anything is wrong
        """
        with self.storm.session() as env:
            transactions = {
                tx.id: tx
                for tx in env["payment.transaction"].browse(
                    [plan.transaction_id for plan in plans]
                )
            }
            for plan in plans:
                self.check_payment(env, plan, transactions[plan.transaction_id])
            self.check_invoices(env, plans)
            self.check_messages(env)
            booked = self.booked(env, transactions)
        if self.problems:
            told = "\n".join(self.problems[:20])
            raise AssertionError(f"{len(self.problems)} problems:\n{told}")
        return {
            "payments": len(plans),
            "paid": len([plan for plan in plans if plan.is_paid]),
            "booked": len(booked),
            "lost": 0,
            "twice": 0,
            "invented": 0,
        }

    def booked(self, env, transactions):
        """Every posted payment of the storm."""
        payments = env["account.payment"].search(
            [("payment_transaction_id", "in", list(transactions))]
        )
        for payment in payments:
            if payment.move_id.state != "posted":
                self.problem(f"{payment.payment_transaction_id.reference}: not posted")
        return payments

    def check_payment(self, env, plan, tx):
        """One payment: booked once when it was made, else not at all."""
        theirs = self.storm.peer.payments[plan.session_id]
        booked = env["account.payment"].search([("payment_transaction_id", "=", tx.id)])
        name = f"{tx.reference} ({tx.state}, {theirs.status} at Przelewy24)"
        if not plan.is_paid:
            if booked or tx.state == "done" or theirs.status:
                self.problem(f"{name}: invented")
            if tx.state == "pending":
                self.problem(f"{name}: keeps its payer from paying")
            return
        if tx.state != "done" or theirs.status != 2:
            self.problem(f"{name}: lost")
        if len(booked) != 1:
            self.problem(f"{name}: booked {len(booked)} times")
        elif booked != tx.payment_id or grosze(booked.amount) != theirs.amount:
            self.problem(f"{name}: {booked.amount} booked of {theirs.amount} grosze")
        if tx.provider_reference != str(theirs.order_id):
            self.problem(f"{name}: another order")

    def check_invoices(self, env, plans):
        """Every invoice is paid by what was paid for it, and no more."""
        paid = defaultdict(int)
        for plan in plans:
            paid[plan.invoice_id] += grosze(plan.amount) if plan.is_paid else 0
        invoices = env["account.move"].browse(list(paid))
        for invoice in invoices:
            expected = max(0, grosze(invoice.amount_total) - paid[invoice.id])
            if grosze(invoice.amount_residual) != expected:
                self.problem(
                    f"{invoice.name}: {invoice.amount_residual} open of "
                    f"{invoice.amount_total}, {paid[invoice.id]} grosze were paid"
                )
        env.cr.execute(
            """SELECT partner_id, sum(amount_residual) FROM account_move_line l
                 JOIN account_account a ON a.id = l.account_id
                WHERE partner_id = ANY(%s) AND parent_state = 'posted'
                  AND account_type = 'asset_receivable' GROUP BY partner_id""",
            [invoices.partner_id.ids],
        )
        balances = dict(env.cr.fetchall())
        for invoice in invoices:
            expected = grosze(invoice.amount_total) - paid[invoice.id]
            if grosze(balances[invoice.partner_id.id]) != expected:
                self.problem(f"{invoice.name}: its customer's balance is wrong")

    def check_messages(self, env):
        """Every message that was answered is kept, as often as it came."""
        env.cr.execute(
            "SELECT digest, max(occurrence), count(*) FROM payment_p24_message "
            "GROUP BY digest"
        )
        kept = {digest: counts for digest, *counts in env.cr.fetchall()}
        answered = Counter()
        for body, times in self.storm.answered.items():
            answered[hashlib.sha256(b"payment\0" + body).hexdigest()] += times
        for digest, times in answered.items():
            highest, count = kept.get(digest, (0, 0))
            if count < times or highest != count:
                self.problem(f"message {digest}: {count} kept of {times}")


def grosze(amount):
    """An amount of the database in grosze."""
    return int((Decimal(str(amount)) * 100).to_integral_value())
