from odoo import fields, models

from .law_day import law_today
from .water_point import OFFICE


class ResPartner(models.Model):
    """A customer's payment demands, and how they may reach him."""

    _inherit = "res.partner"

    water_demand_count = fields.Integer(
        string="Payment Demands", compute="_compute_water_demand_count", groups=OFFICE
    )

    def _compute_water_demand_count(self):
        counts = dict(
            self.env["water.payment.demand"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.water_demand_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_water_demands(self):
        """The demands that this customer got."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_payment_demand_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {},
        }

    def action_water_demand(self):
        """Show what this customer could be asked for, and make the demand."""
        self.ensure_one()
        return self.env["water.demand.make"]._open(self.commercial_partner_id)

    def _water_email_takers(self, company):
        """Those whom letters about money may reach by e-mail, all asked at once.

        They agreed to electronic bills and have an address.
        """
        today = law_today(self)
        reached = self.filtered("email")
        # All contracts together, so that they are read together.
        agreed = {
            contract.partner_id.commercial_partner_id.id
            for contract in reached.water_contract_ids
            if contract.company_id == company
            and contract.state != "draft"
            and contract._goes_electronically(today)
        }
        return reached.filtered(lambda partner: partner.id in agreed)

    def _water_letter_address(self):
        """Where letters to the customer go: his address for bills, else his own."""
        self.ensure_one()
        return self.browse(self.address_get(["invoice"])["invoice"]) or self
