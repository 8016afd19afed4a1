from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.law_day import law_today


class WaterReceivableDay(models.TransientModel):
    """Ask what was open on a past day, by the ledger."""

    _name = "water.receivable.day"
    _description = "Receivables as of a Day"

    day = fields.Date(
        string="As of",
        required=True,
        default=law_today,
        help="What was booked or matched later is left out.",
    )

    @api.depends("day")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Receivables as of a day")

    def action_show(self):
        """Open the receivables of that day."""
        self.ensure_one()
        if self.day > law_today(self):
            raise UserError(self.env._("Choose today or a day before."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_receivable_action"
        )
        title = self.env._(
            "Receivables as of %(day)s", day=format_date(self.env, self.day)
        )
        return action | {
            "name": title,
            "display_name": title,
            "context": {
                "water_as_of": fields.Date.to_string(self.day),
                "search_default_water": 1,
            },
        }
