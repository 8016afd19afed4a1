from odoo import api, fields, models
from odoo.exceptions import UserError

#: Types of answers.
TYPES = [
    ("char", "Short text"),
    ("text", "Long text"),
    ("integer", "Whole number"),
    ("decimal", "Number"),
    ("date", "Day"),
    ("boolean", "Yes, to be ticked"),
    ("selection", "One of several"),
    ("reading", "Reading of a meter"),
    ("iban", "Bank account"),
    ("phone", "Telephone"),
    ("email", "E-mail"),
]
#: What is known already, and filled in beforehand.
PREFILLS = [
    ("name", "Customer: name"),
    ("customer_number", "Customer: number"),
    ("address", "Customer: address"),
    ("email", "Customer: e-mail"),
    ("phone", "Customer: telephone"),
    ("account", "Customer: bank account for refunds"),
    ("overpayment", "Customer: overpayment today"),
    ("contract", "Contract: number"),
    ("place", "Contract: address of the premise"),
    ("plot", "Contract: plot"),
    ("meter", "Contract: number of the main meter"),
    ("last_reading", "Contract: last reading of the main meter"),
]
#: Answers that steps after the approval start from: their questions stay.
SYSTEM_CODES = frozenset(
    {
        *("name", "address", "phone", "email", "place", "plot", "building"),
        *("services", "persons", "from_on", "handover_on", "end_on", "reading"),
        *("meter_number", "new_name", "new_address", "new_phone", "new_email"),
        *("last_address", "iban", "holder", "amount", "leak_from", "leak_to"),
        *("e_invoice", "reason", "demand_living", "tax_id", "new_tax_id"),
        *("sub_number", "sub_year", "where"),
    }
)


class IbokApplicationQuestion(models.Model):
    """A question of a form: on the portal, on paper and in the confirmation."""

    _name = "ibok.application.question"
    _description = "Question of an Application"
    _order = "sequence, id"

    kind_id = fields.Many2one(
        "ibok.application.kind", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="kind_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    section = fields.Char(
        translate=True, help="Heading above it; questions of one heading follow."
    )
    code = fields.Char(
        index=True,
        help="By which the program finds the answer. Empty: only people read it.",
    )
    name = fields.Char(string="Question", required=True, translate=True)
    help = fields.Char(string="Hint", translate=True)
    type = fields.Selection(TYPES, required=True, default="char")
    option_ids = fields.One2many(
        "ibok.application.option", "question_id", string="Options", copy=True
    )
    required = fields.Boolean(string="Must Be Answered", default=True)
    prefill = fields.Selection(PREFILLS, string="Filled In With")
    protected = fields.Boolean(compute="_compute_protected")

    _code_unique = models.UniqueIndex(
        "(kind_id, code) WHERE code IS NOT NULL",
        "Another question of this kind has the code already.",
    )

    @api.depends("code", "kind_id.code")
    def _compute_protected(self):
        for question in self:
            question.protected = bool(
                question.kind_id.code and question.code in SYSTEM_CODES
            )

    def write(self, vals):
        """Override: what the program acts on keeps its code and its type."""
        for question in self.filtered("protected"):
            changed = any(
                name in vals and vals[name] != question[name]
                for name in ("code", "type")
            )
            if changed or vals.get("active") is False or "kind_id" in vals:
                question._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_protected(self):
        """The steps after the approval need these answers."""
        for question in self.filtered("protected"):
            question._refuse_change()

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "The program acts on the answer to “%(name)s”. You may change its "
                "words and whether it must be answered.",
                name=self.name,
            )
        )
