from odoo import api, models
from odoo.exceptions import UserError

from .changed_values import changed

#: What an issued bill states; its lines have their own.
STATED = (
    "name",
    "move_type",
    "journal_id",
    "company_id",
    "partner_id",
    "invoice_date",
    "date",
    "delivery_date",
    "currency_id",
    "reversed_entry_id",
    "water_contract_id",
)
#: What a line of an issued bill says. Another account or a later term of payment are
#: bookkeeping, and the accountant's.
STATED_OF_LINE = (
    "move_id",
    "display_type",
    "currency_id",
    "amount_currency",
    "balance",
    "debit",
    "credit",
    "tax_ids",
    "tax_line_id",
    "tax_repartition_line_id",
    "product_id",
    "product_uom_id",
    "quantity",
    "price_unit",
    "discount",
)


class AccountMove(models.Model):
    """An issued water bill stays as it was issued, in whatever way it is asked for.

    The next correction is reckoned from what the settlement says. Odoo lets whoever
    keeps the books rewrite a posted invoice by RPC, and a context of the client's own
    switches its checks off; so these look at the bill and at nothing else.
    """

    _name = "account.move"
    _inherit = ["account.move", "water.process.mixin"]
    #: Without them none of these refusals would know the bill.
    _process_fields = frozenset(
        {
            "water_settlement_id",
            "water_corrected_move_id",
            "water_credit",
            "water_interest_note",
            "water_coverage_ids",
            "water_note_outdated",
            "water_disputed",
            "water_disputed_since",
            "water_dispute_reason",
        }
    )

    def _water_issued(self):
        """Those of these documents that the process issued: bills and notes."""
        return self.filtered(
            lambda m: (
                (m.water_settlement_id or m.water_interest_note) and m.state == "posted"
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `account`: a credit note by hand does not refer to a bill."""
        if not self.env.su:
            reversed_ids = filter(None, (v.get("reversed_entry_id") for v in vals_list))
            self.browse(reversed_ids)._water_issued()._water_refuse_reversal()
        return super().create(vals_list)

    def copy(self, default=None):
        """Override of `account`: a copy would bill the same water without settlement.

        Reversals, which Odoo makes as copies, are judged as such.

        :raise UserError: names the bill, and what is done instead
        """
        reversal = (default or {}).get("reversed_entry_id")
        for move in self.browse() if reversal else self.filtered("water_settlement_id"):
            raise UserError(
                self.env._(
                    "Bill %(name)s was made from a settlement and is not duplicated: "
                    "the same water would be billed twice. A contract is billed by its "
                    "readings; anything else is a new invoice.",
                    name=move.name or "",
                )
            )
        return super().copy(default)

    def write(self, vals):
        """Override of `account`: nor is a bill rewritten, or reopened by its state."""
        issued = self._water_issued()
        if vals.get("state") in ("draft", "cancel"):
            issued._water_refuse_change()
        changed(issued, vals, STATED)._water_refuse_change()
        return super().write(vals)

    def button_draft(self):
        """Override of `account`: an issued water bill is corrected, not reopened."""
        self._water_issued()._water_refuse_change()
        return super().button_draft()

    def button_cancel(self):
        """Override of `account`: an issued water bill is corrected, not cancelled."""
        self._water_issued()._water_refuse_change()
        return super().button_cancel()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._water_issued()._water_refuse_change()

    def action_reverse(self):
        """Override of `account`: say at once what the wizard would refuse."""
        self._water_issued()._water_refuse_reversal()
        return super().action_reverse()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """Override of `account`: a bill with a settlement is corrected, not reversed.

        What has only a contract stays with it.

        :raise UserError: names the bill and the button to use instead
        """
        self._water_issued()._water_refuse_reversal()
        values = default_values_list or [{} for _move in self]
        for move, default in zip(self, values, strict=True):
            if move.water_contract_id:
                default["water_contract_id"] = move.water_contract_id.id
        return super()._reverse_moves(values, cancel=cancel)

    def _compute_show_reset_to_draft_button(self):
        """Override of `account`: no button that is refused anyway."""
        result = super()._compute_show_reset_to_draft_button()
        made = self.filtered(lambda m: m.water_settlement_id or m.water_interest_note)
        made.show_reset_to_draft_button = False
        return result

    def _water_refuse_change(self):
        self._water_refuse_note()
        for move in self:
            raise UserError(
                self.env._(
                    "Bill %(name)s was made from a settlement and issued. It can "
                    "only be corrected by a correcting invoice: the office mends what "
                    "was wrong (the reading, the terms, the tariff) and presses "
                    "“Correct” on the bill.",
                    name=move.name,
                )
            )

    def _water_refuse_note(self):
        for move in self.filtered("water_interest_note"):
            raise UserError(
                self.env._(
                    "Interest note %(name)s was issued. It stays as it is and can only "
                    "be cancelled as a whole: open it and press “Cancel the Note”.",
                    name=move.name,
                )
            )

    def _water_refuse_reversal(self):
        self._water_refuse_note()
        for move in self:
            raise UserError(
                self.env._(
                    "Bill %(name)s was made from a settlement, so it is corrected "
                    "and not reversed: the office mends what was wrong (the reading, "
                    "the terms, the tariff) and presses “Correct” on the bill. What is "
                    "granted beside the bill is a credit note of its own, without "
                    "reference to the bill.",
                    name=move.name,
                )
            )


class AccountMoveLine(models.Model):
    """Lines of an issued water bill: none is rewritten, added or taken away."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "water.process.mixin"]
    _process_fields = frozenset({"water_settlement_id"})

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals["move_id"] for vals in vals_list if vals.get("move_id")}
        self.env["account.move"].browse(ids)._water_issued()._water_refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        stated = {name: vals[name] for name in STATED_OF_LINE if name in vals}
        if stated or {"name", "partner_id"} & vals.keys():
            lines = self.filtered(lambda line: line.move_id._water_issued())
            # Texts of tax and receivable lines are Odoo's own and not printed.
            told = lines.filtered(lambda line: line.display_type == "product")
            refused = changed(lines, vals, STATED_OF_LINE) | changed(
                told, vals, ("name",)
            )
            # A customer who becomes a contact of a firm takes his entries along.
            refused |= changed(lines, vals, ("partner_id",)).filtered(
                lambda line: (
                    line.move_id.commercial_partner_id.id != vals["partner_id"]
                    and line.move_id.partner_id.commercial_partner_id.id
                    != vals["partner_id"]
                )
            )
            refused.move_id._water_refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self.move_id._water_issued()._water_refuse_change()
