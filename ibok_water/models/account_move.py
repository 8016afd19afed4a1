from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import amount_in_words


class AccountMove(models.Model):
    _inherit = "account.move"

    water_settlement_id = fields.Many2one(
        "water.settlement",
        string="Settlement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    water_contract_id = fields.Many2one(
        "water.contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    water_amount_in_words = fields.Char(compute="_compute_water_amount_in_words")

    _water_settlement_unique = models.UniqueIndex(
        "(water_settlement_id) WHERE water_settlement_id IS NOT NULL "
        "AND move_type = 'out_invoice'",
        "This settlement already has its invoice.",
    )

    @api.depends("amount_total")
    def _compute_water_amount_in_words(self):
        for move in self:
            # A string with both decimals: num2words reads an integer as grosze.
            move.water_amount_in_words = amount_in_words(f"{move.amount_total:.2f}")

    def _get_name_invoice_report(self):
        """Override of `account` to print water bills on their own form."""
        self.ensure_one()
        if self.water_settlement_id and self.move_type == "out_invoice":
            return "ibok_water.report_bill_document"
        return super()._get_name_invoice_report()

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        """Override of `account`: a bill's lines are rounded before they are summed.

        The bill shows the net of each line in grosze and VAT of their sum (art. 106e
        of the VAT act). Odoo's global rounding sums unrounded lines, and the ledger
        would differ from what is printed by a grosz.
        """
        base_line = super()._prepare_product_base_line_for_taxes_computation(
            product_line
        )
        bill = self.reversed_entry_id or self
        if bill.water_settlement_id:
            net = base_line["price_unit"] * base_line["quantity"]
            net *= 1 - base_line["discount"] / 100
            net = self.currency_id.round(net)
            base_line.update(price_unit=net, quantity=1.0, discount=0.0)
        return base_line

    def _compute_show_reset_to_draft_button(self):
        """Override of `account`: no button that is refused anyway."""
        result = super()._compute_show_reset_to_draft_button()
        self.filtered("water_settlement_id").show_reset_to_draft_button = False
        return result

    def button_draft(self):
        """Override of `account`: an issued water bill is corrected, not reopened."""
        self._water_refuse_reopening()
        return super().button_draft()

    def button_cancel(self):
        """Override of `account`: an issued water bill is corrected, not cancelled."""
        self._water_refuse_reopening()
        return super().button_cancel()

    def _water_refuse_reopening(self):
        for move in self:
            if move.water_settlement_id and move.state == "posted":
                raise UserError(
                    self.env._(
                        "Bill %(name)s was made from a settlement and issued. It can "
                        "only be corrected by a credit note.",
                        name=move.name,
                    )
                )

    def action_view_water_settlement(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.settlement",
            "view_mode": "form",
            "res_id": self.water_settlement_id.id,
        }
