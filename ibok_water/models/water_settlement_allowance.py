from odoo import api, fields, models


class WaterSettlement(models.Model):
    """m³ of a bill that are not charged."""

    _inherit = "water.settlement"

    allowance_text = fields.Char(
        string="Not Charged", compute="_compute_allowance_text"
    )

    @api.depends("derivation")
    @api.depends_context("lang")
    def _compute_allowance_text(self):
        for settlement in self:
            settlement.allowance_text = " ".join(settlement._allowance_texts())

    def _allowance_texts(self):
        """What was let off, a sentence for each service and reason."""
        self.ensure_one()
        told = {}
        for step in self.derivation or ():
            if step["step"] == "allowance":
                key = step["service"], step["label"]
                told[key] = told.get(key, 0) + float(step["taken"])
        texts = {
            "water": self.env._("Water: %(volume)s m³ are not charged. %(reason)s."),
            "sewage": self.env._("Sewage: %(volume)s m³ are not charged. %(reason)s."),
        }
        volume_text = self.env["water.reading"]._volume_text
        return [
            texts[service]
            % {"volume": volume_text(volume), "reason": label.rstrip(" .")}
            for (service, label), volume in told.items()
        ]

    def action_allow(self):
        """Ask how many m³ are not charged, show what changes, then correct the bill."""
        self.ensure_one()
        given = self.env["water.allowance"]._of(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Allowance"),
            "res_model": "water.settlement.correct",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_settlement_ids": self.ids,
                "default_allows": True,
                "default_allowance_water": sum(given.mapped("volume_water")),
                "default_allowance_sewage": sum(given.mapped("volume_sewage")),
            },
        }
