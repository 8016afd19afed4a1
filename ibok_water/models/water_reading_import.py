from odoo import api, models
from odoo.exceptions import UserError


class WaterReading(models.Model):
    """Readings from a file, through Odoo's own import of records."""

    _inherit = "water.reading"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse rows of a file without a value: an empty cell is not a zero."""
        if self.env.context.get("import_file"):
            for vals in vals_list:
                value = vals.get("value")
                if value is None or value is False:
                    raise UserError(
                        self.env._(
                            "The value is missing. Fill it in or delete the row."
                        )
                    )
                if not (vals.get("meter_id") or vals.get("point_id")):
                    raise UserError(
                        self.env._(
                            "The meter is missing. Fill it in or delete the row."
                        )
                    )
        return super().create(vals_list)
