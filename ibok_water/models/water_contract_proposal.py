from odoo import api, models
from odoo.fields import Command, Domain

from .law_day import law_today


class WaterContract(models.Model):
    """What the form of a new contract fills in by itself."""

    _inherit = "water.contract"

    @api.onchange("premise_id", "metering")
    def _onchange_premise_id(self):
        """Points of another premise leave a draft, those of this one are proposed."""
        if self.state != "draft":
            return
        self.contract_point_ids = self.contract_point_ids.filtered(
            lambda row: row.point_id.premise_id == self.premise_id
        )
        self._propose_points()

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """A firm is no household; a farmer with a tax number may well be one."""
        if self.state == "draft" and self.partner_id.is_company:
            self.recipients = "other"

    @api.onchange("date_from")
    def _onchange_date_from(self):
        """Points of a draft begin with it, and some are free only from that day on."""
        if self.state != "draft":
            return
        for row in self.contract_point_ids:
            row.date_from = self.date_from
        self._propose_points()

    def _propose_points(self):
        """Enter the premise's points that no other contract has, unless some are in."""
        if self.metering == "norm" or self.contract_point_ids or not self.premise_id:
            return
        since = self.date_from or law_today(self)
        points = self.env["water.point"].search(
            [("premise_id", "=", self.premise_id._origin.id)], order="kind desc, id"
        )
        taken = self.env["water.contract.point"].search(
            Domain("point_id", "in", points.ids)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", since))
        )
        self.contract_point_ids = [
            Command.create({"point_id": point.id, "date_from": self.date_from})
            for point in points - taken.point_id
        ]
