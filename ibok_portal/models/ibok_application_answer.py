from odoo import api, fields, models
from odoo.exceptions import UserError


class IbokApplicationAnswer(models.Model):
    """An answer: its canonical value, and the words as they were on submission.

    The words are kept in every language: the applicant reads his own, the office its
    own. Canonical: days as ISO, numbers with a point, ``1`` for a tick, the code of an
    option, accounts as 26 digits. Empty: not answered.
    """

    _name = "ibok.application.answer"
    _description = "Answer in an Application"
    _order = "sequence, id"

    application_id = fields.Many2one(
        "ibok.application", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="application_id.company_id", store=True)
    question_id = fields.Many2one(
        "ibok.application.question", index=True, ondelete="set null"
    )
    code = fields.Char(help="Of the question, copied with it.")
    sequence = fields.Integer()
    section = fields.Char(translate=True, help="As it was on submission.")
    label = fields.Char(
        string="Question",
        required=True,
        translate=True,
        help="As it was on submission.",
    )
    value = fields.Text(string="Answer")
    shown = fields.Text(
        string="In Words",
        translate=True,
        readonly=True,
        help="The answer as people read it.",
    )
    type = fields.Selection(related="question_id.type")
    option_id = fields.Many2one(
        "ibok.application.option",
        compute="_compute_option_id",
        inverse="_inverse_option_id",
    )

    _question_unique = models.UniqueIndex(
        "(application_id, question_id) WHERE question_id IS NOT NULL",
        "Each question has one answer.",
    )

    @api.depends("value", "question_id")
    def _compute_option_id(self):
        for answer in self:
            answer.option_id = answer.question_id.option_ids.filtered(
                lambda o, value=answer.value: o.code == value
            )[:1]

    def _inverse_option_id(self):
        for answer in self:
            answer.value = answer.option_id.code
            answer.shown = answer.option_id.name

    @api.onchange("option_id")
    def _onchange_option_id(self):
        if self.type == "selection":
            self.value = self.option_id.code

    def write(self, vals):
        """Override: what was sent is not changed; a clerk fills his own draft in."""
        if not self.env.su and any(a.application_id.state != "draft" for a in self):
            raise UserError(
                self.env._("An application that was sent is not changed. Ask instead.")
            )
        if not self.env.su and {"application_id", "question_id", "code"} & set(vals):
            # Else a row of a draft would go over into what was sent.
            raise UserError(
                self.env._("An answer stays with its question and its application.")
            )
        return super().write(vals)

    @api.onchange("value")
    def _onchange_value(self):
        """What a clerk writes as people do becomes canonical."""
        if self.value != self._origin.value:
            # Another number is confirmed anew.
            self.confirmed = False
        if self.question_id and self.value:
            value, fault = self.question_id._canonical(self.value)
            if fault:
                told = f"{self.label}: {fault}"
                raise UserError(told)
            self.value = value
            self.shown = self.question_id._in_words(value)
