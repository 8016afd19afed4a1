from odoo import api, fields, models

from .water_point import OFFICE


class ResPartner(models.Model):
    _inherit = "res.partner"

    water_customer_number = fields.Char(
        string="Customer Number",
        copy=False,
        readonly=True,
        help="Number the resident finds on every bill; given with the first contract.",
    )
    water_contract_ids = fields.One2many(
        "water.contract", "partner_id", string="Water Contracts", groups=OFFICE
    )
    water_contract_count = fields.Integer(
        compute="_compute_water_contract_count", groups=OFFICE
    )

    _water_customer_number_unique = models.UniqueIndex(
        "(water_customer_number) WHERE water_customer_number IS NOT NULL",
        "This customer number is already in use.",
    )

    @api.model
    def default_get(self, fields_list):
        """Override of `base`: who is entered as a customer lives in our country.

        Odoo checks a tax number only where it knows the country.
        """
        values = super().default_get(fields_list)
        if self.env.context.get("water_customer") and "country_id" in fields_list:
            values.setdefault("country_id", self.env.company.country_id.id)
        return values

    def _compute_water_contract_count(self):
        counts = dict(
            self.env["water.contract"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.water_contract_count = counts.get(partner, 0)

    def _water_ensure_customer_number(self):
        """Number customers that have none yet."""
        sequence_sudo = self.env["ir.sequence"].sudo()
        for partner in self:
            if not partner.water_customer_number:
                partner.water_customer_number = sequence_sudo.next_by_code(
                    "water.customer"
                )

    def action_view_water_balance(self):
        """What is open of this customer: bills, payments and corrections."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("partner_id", "child_of", self.commercial_partner_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
        }

    def action_view_water_contracts(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contracts"),
            "res_model": "water.contract",
            "view_mode": "list,form",
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
