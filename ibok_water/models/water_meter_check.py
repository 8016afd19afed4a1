from odoo import api, fields, models
from odoo.exceptions import UserError

#: Why a meter is taken out that is not in stock then: it is with the expert.
CHECK = "check"


class WaterMeter(models.Model):
    """A meter that was taken out to be checked is not put in before it is back."""

    _inherit = "water.meter"

    under_check = fields.Boolean(
        string="Being Checked",
        readonly=True,
        copy=False,
        tracking=True,
        help="It was taken out for a check by an expert and has not come back yet.",
    )

    def action_back_from_check(self):
        """The meter is back: it may be put in again."""
        self.filtered("under_check").write({"under_check": False})


class WaterMeterInstallation(models.Model):
    """A meter goes to be checked with the end of its installation."""

    _inherit = "water.meter.installation"

    @api.model_create_multi
    def create(self, vals_list):
        """Override: one that is being checked is put in nowhere."""
        rows = super().create(vals_list)
        away = rows.filtered(lambda row: not row.date_to).meter_id.filtered(
            "under_check"
        )
        if away:
            raise UserError(
                self.env._(
                    "Meter %(number)s was taken out to be checked. When it has come "
                    "back, press “Back from the Check” on the meter first.",
                    number=away[:1].number,
                )
            )
        return rows

    def write(self, vals):
        """Override: what was taken out for a check is not in stock."""
        result = super().write(vals)
        if vals.get("date_to") and vals.get("removal_reason") == CHECK:
            # Who exchanges meters need not have rights on the devices.
            self.meter_id.sudo().under_check = True
        return result
