from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .law_day import law_today


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
        moves_sudo = self.env["account.move"].sudo().with_company(self.company_id)
        credits = moves_sudo._water_open_credits(self.partner_id, self.company_id)
        # A clerk makes no bills by hand; this one is the process's.
        move_sudo = moves_sudo.create(self._prepare_fee_vals())
        move_sudo.action_post()
        move_sudo._water_set_off(credits)
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

    def _prepare_fee_vals(self):
        """Values of the bill; its line says when the water runs again, and where."""
        company_sudo = self.company_id.sudo()
        template_sudo = self.env.ref("ibok_water.product_reconnection").sudo()
        told = template_sudo.with_context(lang=self.partner_id.lang or self.env.lang)
        contract_sudo = self.contract_id.sudo()
        return {
            "move_type": "out_invoice",
            "journal_id": company_sudo.water_journal_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "invoice_user_id": False,
            "invoice_date": law_today(self),
            "delivery_date": self.reconnected_on,
            "invoice_payment_term_id": contract_sudo.payment_term_id.id
            or company_sudo.water_payment_term_id.id,
            "water_contract_id": self.contract_id.id,
            "ref": self.name,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": template_sudo.product_variant_id.id,
                        "name": f"{told.name}, {self.sudo().premise_id.address or ''}",
                        "quantity": 1.0,
                        "price_unit": company_sudo.water_reconnection_fee,
                        "tax_ids": [
                            Command.set(company_sudo.water_reconnection_tax_id.ids)
                        ],
                    }
                )
            ],
        }
