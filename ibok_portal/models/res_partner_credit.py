from odoo import models

from odoo.addons.ibok_water.models.water_refund import OPEN


class ResPartner(models.Model):
    """Where the money goes that a customer paid too much."""

    _inherit = "res.partner"

    def _portal_credit_road(self, company, today):
        """What is done with what was overpaid; called in `sudo`.

        :return: ``refund``: it is being paid back; ``asked``: the customer asked for
            it; ``bill``: the next bill takes it; ``none``: no bill comes any more, the
            customer asks for it
        """
        self.ensure_one()
        family = self.commercial_partner_id
        if self._portal_refunds(company):
            return "refund"
        asked = self.env["ibok.application"].search_count(
            [
                ("partner_id", "child_of", family.id),
                ("company_id", "=", company.id),
                ("kind_id.code", "=", "refund"),
                ("state", "in", ("submitted", "checking", "waiting", "approved")),
            ],
            limit=1,
        )
        if asked:
            return "asked"
        contracts = self.env["water.contract"].search_count(
            [
                ("partner_id", "child_of", family.id),
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today),
            ],
            limit=1,
        )
        return "bill" if contracts else "none"

    def _portal_refunds(self, company):
        """Refunds that are on their way to the customer; called in `sudo`."""
        return self.env["water.refund"].search(
            [
                ("partner_id", "child_of", self.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("state", "in", OPEN),
            ]
        )
