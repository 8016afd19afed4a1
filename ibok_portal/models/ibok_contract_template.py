import re

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ibok_water.models.water_text_mixin import PLACEHOLDER

#: A part of a wording that is left out where it tells nothing.
OPTIONAL = re.compile(r"\[([^\[\]]*\{\w+\}[^\[\]]*)\]")
#: What stands for a word that is not known: a dash, or dots to write on.
DASH, DOTS = "–", "…………………"

#: What a document of a contract may be.
KINDS = [("contract", "Contract"), ("annex", "Annex")]
#: What an annex changes.
TOPICS = [
    ("recipient", "Data of the recipient"),
    ("submeter", "Garden submeter"),
    ("e_invoice", "Electronic invoices"),
    ("persons", "Persons by the norm"),
    ("extension", "Prolongation"),
    ("termination", "End of the contract"),
    ("other", "Something else"),
]


class IbokContractTemplate(models.Model):
    """Wording of a contract or of an annex, which the office edits.

    One wording makes the document that is filled in for a customer and the blank form
    that everybody may download (terms of the portal, § 4: "użytkownik ma możliwość
    ściągnąć formularze umowy wraz z załącznikami").
    """

    _name = "ibok.contract.template"
    _description = "Wording of a Contract"
    _inherit = ["mail.thread", "water.text.mixin"]
    _order = "sequence, id"
    _text_fields = ("subject", "body")

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", help="Empty: for all municipalities.")
    kind = fields.Selection(KINDS, required=True, default="contract", tracking=True)
    topic = fields.Selection(
        TOPICS,
        compute="_compute_topic",
        store=True,
        readonly=False,
        tracking=True,
        help="What an annex changes.",
    )
    public = fields.Boolean(
        string="Blank Form for Everybody",
        default=True,
        tracking=True,
        help="Stands without a customer's data on the page of forms.",
    )
    note = fields.Char(
        translate=True, help="For residents: when this form is the right one."
    )
    subject = fields.Char(string="Heading", required=True, translate=True)
    body = fields.Text(
        string="Wording",
        required=True,
        translate=True,
        help="Paragraphs with an empty line between them. A line that begins with “#” "
        "is a heading; lines that begin with “-” make a list. Words in braces are "
        "filled in, and are lines to write on in the blank form. What stands in square "
        "brackets is left out where one of its words is not known, as the tax number "
        "of a person.",
    )
    words_help = fields.Html(
        string="Words That Are Filled in", compute="_compute_words_help"
    )

    _topic_of_annex = models.Constraint(
        "CHECK ((kind = 'annex') = (topic IS NOT NULL))",
        "An annex says what it changes; a contract does not.",
    )

    @api.depends("kind")
    def _compute_topic(self):
        for template in self:
            annex = template.kind == "annex"
            template.topic = annex and (template.topic or "other")

    @api.depends_context("lang")
    def _compute_words_help(self):
        rows = self.env["ibok.contract.document"]._words()
        for template in self:
            template.words_help = self.env["ir.qweb"]._render(
                "ibok_portal.contract_words", {"rows": rows}
            )

    @api.constrains("subject", "body")
    def _check_texts(self):
        self._check_placeholders()

    def _text_words(self):
        """Override: what a document of a contract can tell."""
        return tuple(self.env["ibok.contract.document"]._words())

    @api.model
    def _fill_in(self, text, values):
        """Override: parts in brackets stand only where all their words are known."""

        def told(found):
            words = [values.get(name) for name in PLACEHOLDER.findall(found[1])]
            return found[1] if not {"", None, DASH, DOTS} & set(words) else ""

        lines = []
        for line in (text or "").split("\n"):
            kept = OPTIONAL.sub(told, line)
            # A line that told nothing else goes whole: a list stays one list.
            if kept.strip() or not line.strip():
                lines.append(kept)
        return super()._fill_in("\n".join(lines), values)

    @api.model
    def _of_company(self, company):
        """Wordings that a company uses."""
        return Domain("company_id", "in", [False, company.id])

    @api.model
    def _public_forms(self, company):
        """Wordings of which everybody may download the blank form, in `sudo`."""
        return self.sudo().search(
            self._of_company(company) & Domain("public", "=", True)
        )

    def _public_form(self, company, number):
        """One of them by its number, or none."""
        return self.sudo().search(
            Domain("id", "=", number)
            & self._of_company(company)
            & Domain("public", "=", True),
            limit=1,
        )
