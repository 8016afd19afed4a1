from odoo import fields, models


class WaterContract(models.Model):
    """Smart buttons: from a contract to all that hangs on it."""

    _inherit = "water.contract"

    reading_count = fields.Integer(compute="_compute_reading_count")
    settlement_count = fields.Integer(compute="_compute_bill_counts")
    invoice_count = fields.Integer(compute="_compute_bill_counts")
    point_count = fields.Integer(compute="_compute_meter_count")
    meter_count = fields.Integer(compute="_compute_meter_count")

    def _compute_reading_count(self):
        counts = dict(
            self.env["water.reading"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.reading_count = counts.get(contract, 0)

    def _compute_bill_counts(self):
        """Counts of what readers may not see, apart from those they may."""
        counts = dict(
            self.env["water.settlement"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        moves = dict(
            self.env["water.settlement"]._read_group(
                [("contract_id", "in", self.ids), ("move_id", "!=", False)],
                ["contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.settlement_count = counts.get(contract, 0)
            contract.invoice_count = moves.get(contract, 0)

    def _compute_meter_count(self):
        for contract in self:
            points = contract.contract_point_ids.point_id
            contract.point_count = len(points)
            contract.meter_count = len(points.meter_id)

    def _action_view(self, name, model, domain, view_mode="list,form"):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": view_mode,
            "domain": domain,
        }

    def action_view_readings(self):
        return self._action_view(
            self.env._("Readings"),
            "water.reading",
            [("contract_id", "=", self.id)],
            "list,form,graph,pivot",
        )

    def action_view_use(self):
        """Graph of use over time."""
        return self._action_view(
            self.env._("Use"),
            "water.reading",
            [
                ("contract_id", "=", self.id),
                ("state", "=", "accepted"),
                ("days", ">", 0),
            ],
            "graph,list",
        )

    def action_view_settlements(self):
        return self._action_view(
            self.env._("Settlements"),
            "water.settlement",
            [("contract_id", "=", self.id)],
        )

    def action_view_points(self):
        return self._action_view(
            self.env._("Points"),
            "water.point",
            [("id", "in", self.contract_point_ids.point_id.ids)],
        )

    def action_view_meters(self):
        return self._action_view(
            self.env._("Meters"),
            "water.meter",
            [("id", "in", self.contract_point_ids.point_id.meter_id.ids)],
        )

    def action_view_invoices(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        # A collective bill names only the first of its contracts.
        action["domain"] = [
            "|",
            ("water_contract_id", "=", self.id),
            ("water_settlement_ids.contract_id", "=", self.id),
        ]
        action["context"] = {"default_move_type": "out_invoice", "create": False}
        return action
