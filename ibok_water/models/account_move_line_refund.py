from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    """From the list of overpayments to refunds."""

    _inherit = "account.move.line"

    water_overpaid = fields.Monetary(
        string="Overpaid",
        compute="_compute_water_overpaid",
        currency_field="company_currency_id",
        help="What the customer paid too much, as a person says it: above zero.",
    )

    @api.depends("amount_residual")
    def _compute_water_overpaid(self):
        for line in self:
            line.water_overpaid = max(-line.amount_residual, 0.0)

    def action_water_refund(self):
        """Prepare a refund for each customer of these overpayments.

        :raise UserError: nobody of them has anything too much
        """
        refunds = self.env["water.refund"]
        for company, lines in self.grouped("company_id").items():
            for customer in lines.partner_id.commercial_partner_id:
                draft = refunds.new(
                    {"partner_id": customer.id, "company_id": company.id}
                )
                if company.currency_id.compare_amounts(draft.credit, 0) > 0:
                    refunds |= refunds.create(
                        {
                            "partner_id": customer.id,
                            "company_id": company.id,
                            "amount": draft.credit,
                        }
                    )
        if not refunds:
            raise UserError(
                self.env._(
                    "None of these customers has anything too much: they owe as much, "
                    "or a refund waits already."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_refund_action"
        )
        return action | {"domain": [("id", "in", refunds.ids)], "context": {}}
