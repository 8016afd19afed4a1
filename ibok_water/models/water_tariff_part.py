from odoo import api, models


class WaterTariffPart(models.AbstractModel):
    """Part of a tariff (period, group, rate): changes only while that is a draft."""

    _name = "water.tariff.part"
    _description = "Part of a Tariff"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.tariff_id._ensure_draft()
        return parts

    def write(self, vals):
        self.tariff_id._ensure_draft()
        result = super().write(vals)
        # Nor may a part move from a draft into a tariff in force.
        self.tariff_id._ensure_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_active(self):
        self.tariff_id._ensure_draft()
