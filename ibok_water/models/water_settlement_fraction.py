from decimal import Decimal

from odoo import models

from .water_reading_flow import exact


class WaterSettlement(models.Model):
    """What a bill by whole cubic metres leaves on the register."""

    _inherit = "water.settlement"

    def _usages_rounded(self):
        """Use up to the day on which its meter was taken out: the rest is rounded."""
        removed = {
            (settlement.id, step["key"], step["date_to"])
            for settlement in self
            for step in settlement.derivation or []
            if step.get("removed")
        }
        return self.usage_ids.filtered(
            lambda use: (
                (use.settlement_id.id, use.installation_id.id, str(use.date_to))
                in removed
            )
        )

    def _leaves_fraction(self):
        """Whether a part of the smallest billed volume is left on some meter."""
        last = {}
        for use in (self.usage_ids - self._usages_rounded()).sorted("date_to"):
            gone = use.installation_id.date_to
            # What was agreed on for days without a meter is billed as agreed.
            if not gone or use.date_to <= gone:
                last[use.settlement_id, use.installation_id] = use
        return any(
            exact(use.value_to) % Decimal(use.company_id.water_volume_precision)
            for use in last.values()
        )
