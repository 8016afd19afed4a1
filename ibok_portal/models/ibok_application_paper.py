from odoo import fields, models


class IbokApplicationPaper(models.Model):
    """A paper that belongs to an application: a map, a title deed, a protocol."""

    _name = "ibok.application.paper"
    _description = "Paper of an Application"
    _order = "sequence, id"

    kind_id = fields.Many2one(
        "ibok.application.kind", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="kind_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(string="Paper", required=True, translate=True)
    help = fields.Char(string="Hint", translate=True)
    required = fields.Boolean(help="Without it the application cannot be sent.")
