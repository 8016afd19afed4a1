from odoo import fields, models


class IbokApplicationOption(models.Model):
    """One of several answers to a question."""

    _name = "ibok.application.option"
    _description = "Option of a Question"
    _order = "sequence, id"

    question_id = fields.Many2one(
        "ibok.application.question", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="question_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="By which the program knows it.")
    name = fields.Char(required=True, translate=True)
    long_promise = fields.Boolean(
        string="Harder Case",
        help="Where it was chosen the longer time for the decision counts.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (question_id, code)", "Another option of the question has this code."
    )
