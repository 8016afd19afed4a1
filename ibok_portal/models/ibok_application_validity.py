from dateutil.relativedelta import relativedelta

from odoo import fields, models

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_application import INTERNAL


class IbokApplicationKind(models.Model):
    """How long what is granted may be used."""

    _inherit = "ibok.application.kind"

    valid_months = fields.Integer(
        string="Months of Validity",
        help="How long an approval is valid from its day on (conditions of connection: "
        "two years, act on collective supply of water, art. 19a). 0: without an end.",
    )

    _valid_range = models.Constraint(
        "CHECK (COALESCE(valid_months, 0) BETWEEN 0 AND 1200)",
        "An approval is valid for 0 to 1200 months.",
    )


class IbokApplication(models.Model):
    """An approval that is valid for a time: its last day, kept as it was told."""

    _inherit = "ibok.application"

    valid_until = fields.Date(
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Last day on which what was granted may be used.",
    )

    def _decide(self, state, **vals):
        """Override: an approval begins to be valid on its day."""
        months = self.kind_id.valid_months
        if state == "approved" and months:
            # A time in months ends on the day of the same date (Civil Code, art. 112).
            vals["valid_until"] = law_today(self) + relativedelta(months=months)
        return super()._decide(state, **vals)
