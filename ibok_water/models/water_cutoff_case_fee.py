from odoo import fields, models
from odoo.exceptions import UserError


class WaterCutoffCase(models.Model):
    """The fee for a reconnection: a bill of its own, by a person, once."""

    _inherit = "water.cutoff.case"

    fee_move_id = fields.Many2one(
        "account.move",
        string="Bill of the Reconnection",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    fee_possible = fields.Boolean(compute="_compute_fee_possible")

    def _compute_fee_possible(self):
        for case in self:
            case.fee_possible = bool(
                case.state == "reconnected"
                and case.contract_id
                and not case.sudo().fee_move_id
                and case.company_id.sudo().water_reconnection_fee
            )

    def action_charge_fee(self):
        """Make and post the bill of the reconnection, and open it."""
        self.ensure_one()
        self._begin("reconnected")
        self._ensure_fee()
        company_sudo = self.company_id.sudo()
        move_sudo = self.contract_id._make_fee_bill(
            self.env.ref("ibok_water.product_reconnection"),
            company_sudo.water_reconnection_fee,
            company_sudo.water_reconnection_tax_id,
            self.reconnected_on,
            partner=self.partner_id,
            ref=self.name,
        )
        self._set_process({"fee_move_id": move_sudo.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": move_sudo.id,
        }

    def _ensure_fee(self):
        """Refuse what has no price, no VAT, no contract, or was charged before."""
        company_sudo = self.company_id.sudo()
        if self.sudo().fee_move_id:
            raise UserError(
                self.env._(
                    "The reconnection is charged already: %(bill)s.",
                    bill=self.sudo().fee_move_id.name,
                )
            )
        if not company_sudo.water_reconnection_fee or not self.contract_id:
            raise UserError(
                self.env._(
                    "There is no fee for a reconnection: the manager enters it in "
                    "Settings, and the case needs a contract."
                )
            )
        if not company_sudo.water_reconnection_tax_id:
            raise UserError(
                self.env._(
                    "The VAT of the reconnection fee is not chosen: the manager does "
                    "it in Settings."
                )
            )
