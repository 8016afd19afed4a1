from odoo import api, models
from odoo.fields import Domain


class WaterCutoffCase(models.Model):
    """What the customer is told of a cut-off: no note of the office, no name."""

    _inherit = "water.cutoff.case"

    @api.model
    def _portal_open(self):
        """The notices to the user's own customer that still hold."""
        if not self.has_access("read"):
            return self.browse()
        own = Domain("partner_id", "child_of", self.env.user.commercial_partner_id.id)
        return self.search(
            own & Domain("state", "in", ("noticed", "ordered", "executed"))
        )

    def _portal_values(self):
        """What the page shows; may be read by whoever may read the case.

        :return: dict ``address``, ``currency``, ``amount``, ``stopped``, ``back`` (it
            is to be switched on again), ``places`` (substitute supply points),
            ``account``, ``title``, ``phone`` and ``bills``, names of what is left to
            pay
        """
        self.ensure_one()
        case_sudo = self.sudo()
        debts_sudo = case_sudo.line_ids.filtered(lambda line: line.amount_residual > 0)
        number = case_sudo.partner_id.commercial_partner_id.water_customer_number
        account = debts_sudo[:1].move_id
        return {
            "address": ", ".join(filter(None, case_sudo.premise_id._postal_lines())),
            "currency": case_sudo.currency_id,
            "amount": case_sudo.amount_due,
            "stopped": case_sudo.stopped,
            "back": case_sudo.to_reconnect,
            "places": case_sudo.supply_point_ids,
            "account": account and account._water_account_number(),
            "title": ", ".join(filter(None, [number, case_sudo.contract_id.number])),
            "phone": case_sudo.company_id.phone,
            "bills": debts_sudo.mapped("move_id.name"),
        }
