from odoo import api, fields, models
from odoo.exceptions import AccessError


class WaterSettings(models.TransientModel):
    """The water service's settings, for its manager.

    Odoo lets administrators alone write settings and companies, and a small
    municipality has no administrator at hand when a deadline or the note on bills
    changes. This form writes the fields below, nothing else of the company, and only
    for a water manager.
    """

    _name = "water.settings"
    _description = "Water Settings"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    water_journal_id = fields.Many2one(
        related="company_id.water_journal_id", readonly=False
    )
    water_payment_term_id = fields.Many2one(
        related="company_id.water_payment_term_id", readonly=False
    )
    water_window_before = fields.Integer(
        related="company_id.water_window_before", readonly=False
    )
    water_window_after = fields.Integer(
        related="company_id.water_window_after", readonly=False
    )
    water_volume_precision = fields.Selection(
        related="company_id.water_volume_precision", readonly=False
    )
    water_subscription_mode = fields.Selection(
        related="company_id.water_subscription_mode", readonly=False
    )
    water_tariff_change_days = fields.Integer(
        related="company_id.water_tariff_change_days", readonly=False
    )
    water_split_precision = fields.Selection(
        related="company_id.water_split_precision", readonly=False
    )
    water_subscription_change = fields.Selection(
        related="company_id.water_subscription_change", readonly=False
    )
    water_bill_resident_reading = fields.Boolean(
        related="company_id.water_bill_resident_reading", readonly=False
    )
    water_allow_forecast = fields.Boolean(
        related="company_id.water_allow_forecast", readonly=False
    )
    water_spike_factor = fields.Float(
        related="company_id.water_spike_factor", readonly=False
    )
    water_spike_margin = fields.Float(
        related="company_id.water_spike_margin", readonly=False
    )
    water_rollover_limit = fields.Float(
        related="company_id.water_rollover_limit", readonly=False
    )
    water_emergency_phone = fields.Char(
        related="company_id.water_emergency_phone", readonly=False
    )
    water_bill_note = fields.Char(related="company_id.water_bill_note", readonly=False)

    @api.depends("company_id")
    def _compute_display_name(self):
        for settings in self:
            settings.display_name = self.env._("Settings")

    @api.model_create_multi
    def create(self, vals_list):
        self._ensure_manager()
        for vals in vals_list:
            vals["company_id"] = self.env.company.id
        # The manager may not write companies; what is written is checked here.
        made = super(WaterSettings, self.sudo()).create(vals_list)
        made._check_company_links()
        return made.sudo(self.env.su)

    def write(self, vals):
        self._ensure_manager()
        self.check_access("write")
        vals = {name: value for name, value in vals.items() if name != "company_id"}
        result = super(WaterSettings, self.sudo()).write(vals)
        self.sudo()._check_company_links()
        return result

    def _ensure_manager(self):
        """Refuse anybody but a manager of the water service."""
        if not self.env.su and not self.env.user.has_group(
            "ibok_water.group_water_manager"
        ):
            raise AccessError(
                self.env._("Only the manager of the water service sets this.")
            )

    def _check_company_links(self):
        """Journal and term belong to the company, as its own form would check."""
        self.company_id._check_company(["water_journal_id", "water_payment_term_id"])
