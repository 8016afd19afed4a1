from collections import defaultdict

from odoo import models
from odoo.tools import format_date


class AccountMove(models.Model):
    """A document of the ledger as the customer's statement tells it."""

    _inherit = "account.move"

    def _portal_statement_kind(self, amount):
        """What a document is, in a resident's words.

        :param float amount: what it changes of the balance; below zero: in his favour
        """
        self.ensure_one()
        if self.water_document == "interest_note":
            return self.env._("Interest note")
        if self.water_document == "note_cancelled":
            return self.env._("Cancellation of an interest note")
        if self.move_type == "out_refund" or self.water_document == "correction":
            return self.env._("Correcting invoice")
        if self.is_sale_document(include_receipts=True):
            return self.env._("Invoice")
        if self.reversed_entry_id:
            return self.env._(
                "Taken back: %(name)s", name=self.reversed_entry_id.name or ""
            )
        if self.origin_payment_id or self.statement_line_id:
            return self._portal_payment_kind(amount)
        if amount > 0:
            return self.env._("Charge")
        return self.env._("Credit in your favour")

    def _portal_payment_kind(self, amount):
        """How the money came or went."""
        if amount > 0:
            return self.env._("Money paid back to you")
        online = self.origin_payment_id.payment_transaction_id
        if online:
            return self.env._(
                "Payment on line, %(provider)s", provider=online.provider_id.name
            )
        if self.journal_id.type == "cash":
            return self.env._("Payment in cash at the office")
        return self.env._("Payment by transfer")

    def _portal_statement_numbers(self):
        """Numbers of documents where the resident has them on paper or on a page.

        A payment's number in the books tells nobody anything, but for that of a
        receipt.

        :return: {move id: number, or ""}
        """
        receipts = self.env["water.cash.receipt"].search(
            [("statement_line_id", "in", self.statement_line_ids.ids)]
        )
        given = {one.statement_line_id.move_id.id: one.number for one in receipts}
        return {
            move.id: given.get(move.id, "")
            if move.origin_payment_id or move.statement_line_id
            else move.name or ""
            for move in self
        }

    def _portal_statement_name(self, number):
        """What a document that another one was matched with is called."""
        self.ensure_one()
        if number:
            return number
        owed = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        return self.env._(
            "%(kind)s of %(day)s",
            kind=self._portal_payment_kind(sum(owed.mapped("balance"))),
            day=format_date(self.env, self.date),
        )

    def _portal_statement_urls(self):
        """{id: page of the document}, of those that the user's own rules open."""
        Move = self.sudo(False).browse()
        services = self.env["ibok.service"]._open_codes(self.env.company)
        if "invoices" not in services or not Move.has_access("read"):
            return {}
        readable = Move.search(
            [
                ("id", "in", self.ids),
                ("move_type", "in", self.get_sale_types(include_receipts=True)),
            ]
        )
        return {move_id: f"/my/invoices/{move_id}" for move_id in readable.ids}

    def _portal_statement_details(self, partner, company):
        """What was matched with what, and what of each document is left open.

        :param partner: res.partner whose statement it is
        :return: {move id: dict ``matched`` (list of dicts ``move`` (empty when it is
            not the customer's own) and ``amount``), ``open`` (left to pay above zero,
            not used yet below) and ``due``}
        """
        lines = self.env["account.move.line"].search(
            [
                *partner._portal_receivable_domain(company),
                ("move_id", "in", self.ids),
            ]
        )
        family = self.env["res.partner"].search(
            [("id", "child_of", partner.commercial_partner_id.id)]
        )
        details = {}
        for move, own in lines.grouped("move_id").items():
            details[move.id] = {
                "matched": [],
                "open": company.currency_id.round(sum(own.mapped("amount_residual"))),
                "due": min(filter(None, own.mapped("date_maturity")), default=None),
            }
        for move_id, sums in self._portal_matched_sums(lines, family).items():
            details[move_id]["matched"] = [
                {"move": other, "amount": company.currency_id.round(amount)}
                for other, amount in sums.items()
            ]
        return details

    def _portal_matched_sums(self, lines, family):
        """{move id: {document it was matched with: amount}}, oldest match first."""
        partials = self.env["account.partial.reconcile"].search(
            [
                "|",
                ("debit_move_id", "in", lines.ids),
                ("credit_move_id", "in", lines.ids),
            ],
            order="id",
        )
        sums = defaultdict(lambda: defaultdict(float))
        for partial in partials:
            sides = partial.debit_move_id, partial.credit_move_id
            for own, other in (sides, sides[::-1]):
                # A bill's own lines may be set off against each other.
                if own in lines and own.move_id != other.move_id:
                    known = other.partner_id in family
                    shown = other.move_id if known else other.move_id.browse()
                    sums[own.move_id.id][shown] += partial.amount
        return sums
