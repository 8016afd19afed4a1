from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import law_today


class IbokWaterSample(models.Model):
    """Water taken at a place on a day, and what a laboratory found in it."""

    _name = "ibok.water.sample"
    _description = "Sample of Water"
    _inherit = "ibok.publication.mixin"
    _preview_path = "/ibok/water-quality/preview"
    _order = "date desc, id desc"
    _check_company_auto = True

    date = fields.Date(
        string="Taken On", required=True, tracking=True, help="By Polish time."
    )
    zone_id = fields.Many2one(
        "water.zone",
        string="Supply Zone",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="What the water of the sample speaks for. A village alone, when it is not "
        "for a whole zone.",
    )
    village_id = fields.Many2one("water.village", ondelete="restrict")
    place = fields.Char(
        string="Where It Was Taken", help="e.g. school, or the pumping station."
    )
    laboratory = fields.Char(tracking=True)
    report_number = fields.Char(string="Laboratory's Report", tracking=True)
    line_ids = fields.One2many(
        "ibok.water.sample.line", "sample_id", string="Results", copy=True
    )
    met = fields.Selection(
        [("yes", "All met"), ("no", "Not met"), ("unknown", "To be judged")],
        string="Limits",
        compute="_compute_met",
        store=True,
    )

    _place_named = models.Constraint(
        "CHECK (zone_id IS NOT NULL OR village_id IS NOT NULL)",
        "Choose the supply zone or the village of the sample.",
    )
    _shown_idx = models.Index(
        "(company_id, date DESC) WHERE state = 'published' AND active"
    )

    @api.depends_context("lang")
    @api.depends("date", "zone_id", "village_id")
    def _compute_display_name(self):
        for sample in self:
            names = (
                sample._place_name(),
                sample.date and format_date(self.env, sample.date),
            )
            sample.display_name = ", ".join(filter(None, names))

    @api.depends("line_ids.met")
    def _compute_met(self):
        for sample in self:
            found = set(sample.line_ids.mapped("met"))
            sample.met = (
                "no"
                if "no" in found
                else "unknown"
                if "unknown" in found or not found
                else "yes"
            )

    @api.constrains("date")
    def _check_date(self):
        for sample in self:
            if sample.date and sample.date > law_today(sample):
                raise ValidationError(
                    self.env._("A sample cannot have been taken in the future.")
                )

    @api.model
    def get_import_templates(self):
        """A file to fill in, for Odoo's import."""
        return [
            {
                "label": self.env._("Results of water: a file to fill in"),
                "template": "/ibok_portal/static/import/water_samples.csv",
            }
        ]

    def _check_publishable(self):
        for sample in self:
            if not sample.line_ids:
                raise UserError(
                    self.env._(
                        "Enter the results of “%s” before you publish it.",
                        sample.display_name,
                    )
                )
            if sample.met == "unknown":
                raise UserError(
                    self.env._(
                        "Say of each result of “%s” whether the limit is met: what is "
                        "told in words is judged by the office.",
                        sample.display_name,
                    )
                )

    def _place_name(self):
        """The zone or the village it speaks for."""
        self.ensure_one()
        return self.zone_id.name or self.village_id.name
