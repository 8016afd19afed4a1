from odoo import fields, models


class IbokDocumentCategory(models.Model):
    """A heading under which published documents stand."""

    _name = "ibok.document.category"
    _description = "Category of Documents"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    note = fields.Char(
        translate=True, help="A sentence under the heading, for residents."
    )
    active = fields.Boolean(default=True)
