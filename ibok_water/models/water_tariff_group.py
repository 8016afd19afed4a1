from odoo import api, fields, models
from odoo.exceptions import ValidationError

RECIPIENTS = [("household", "Households"), ("other", "Other recipients")]
METERING = [
    ("main_meter", "Main meter"),
    ("norm", "Consumption norm"),
    ("sewage_meter", "Sewage meter"),
]
BILLING_MONTHS = [
    ("1", "1 month"),
    ("2", "2 months"),
    ("3", "3 months"),
    ("6", "6 months"),
    ("12", "12 months"),
]
INVOICE_FORM = [("paper", "Paper"), ("electronic", "Electronic")]
SERVICES = [("water", "Water"), ("sewage", "Sewage"), ("both", "Water and sewage")]


class WaterTariffGroup(models.Model):
    """Group of recipients with the same prices; an empty criterion fits everyone."""

    _name = "water.tariff.group"
    _inherit = ["water.tariff.part"]
    _description = "Tariff Group"
    _order = "sequence, code"

    tariff_id = fields.Many2one(
        "water.tariff", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="tariff_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(string="Symbol", required=True)
    name = fields.Char(string="Description", required=True)
    recipients = fields.Selection(RECIPIENTS)
    metering = fields.Selection(METERING)
    billing_months = fields.Selection(BILLING_MONTHS, string="Billing Cycle")
    invoice_form = fields.Selection(INVOICE_FORM, string="Invoice")
    services = fields.Selection(
        SERVICES,
        required=True,
        default="both",
        help="Services this group prices. A contract for both may be priced by one "
        "group for both, or by a water group and a sewage group.",
    )
    rate_ids = fields.One2many(
        "water.tariff.rate", "group_id", string="Rates", copy=False
    )

    _code_unique = models.Constraint(
        "UNIQUE (tariff_id, code)", "This symbol is already used in the tariff."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for group in self:
            group.display_name = f"{group.code} – {group.name}"

    def _priced_services(self):
        """The m³ components this group must price."""
        self.ensure_one()
        return ("water", "sewage") if self.services == "both" else (self.services,)

    def _check_blocks(self):
        """Where a component has blocks, each meter size has one from the first m³."""
        self.ensure_one()
        rows = self.rate_ids.filtered(lambda r: r._in_blocks()).grouped(
            lambda r: (r.period_id, r.component, r.dn_from, r.dn_to)
        )
        for (period, component, *_size), rates in rows.items():
            if any(not rate.from_m3 for rate in rates):
                continue
            labels = dict(rates._fields["component"]._description_selection(self.env))
            raise ValidationError(
                self.env._(
                    "Group %(group)s has no price from the first m³ for: "
                    "%(component)s (%(period)s). The first block begins at 0, and all "
                    "blocks of a price name the same meter sizes.",
                    group=self.code,
                    component=labels[component],
                    period=period.name,
                )
            )

    def _check_rates(self, periods):
        """Each group has exactly the m³ prices of its services in every period."""
        for group in self:
            group._check_blocks()
            priced = {(r.period_id, r.component) for r in group.rate_ids}
            missing = [
                (period.name, component)
                for period in periods
                for component in group._priced_services()
                if (period, component) not in priced
            ]
            if missing:
                labels = dict(
                    self.env["water.tariff.rate"]
                    ._fields["component"]
                    ._description_selection(self.env)
                )
                raise ValidationError(
                    self.env._(
                        "Group %(group)s has no price for: %(missing)s.",
                        group=group.code,
                        missing=", ".join(f"{labels[c]} ({p})" for p, c in missing),
                    )
                )
