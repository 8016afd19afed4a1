from odoo import fields, models


class WaterZone(models.Model):
    """Supply zone: what one intake or pumping station feeds."""

    _name = "water.zone"
    _description = "Supply Zone"
    _order = "name"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    note = fields.Text()

    _name_unique = models.Constraint(
        "UNIQUE (company_id, name)", "A supply zone of this name is already there."
    )
