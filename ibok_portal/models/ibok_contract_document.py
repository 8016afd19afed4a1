from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_contract_template import KINDS, TOPICS

STATES = [
    ("draft", "Draft"),
    ("sent", "To be signed"),
    ("customer", "Signed by the customer"),
    ("office", "Signed by both"),
    ("force", "In force"),
    ("ended", "Ended"),
    ("dropped", "Not concluded"),
]
#: States in which it was sent already and is not done with.
PENDING = ("sent", "customer", "office")
#: In the wording of an annex that is not saved yet: it gets its number then.
NUMBER = "{number}"
#: What was sent stays as it was sent.
KEPT = frozenset(
    {
        *("template_id", "contract_id", "partner_id", "company_id", "date"),
        *("date_from", "date_to", "subject", "body", "previous_id"),
    }
)


class IbokContractDocument(models.Model):
    """A contract or an annex as a document: written, signed by both, in force.

    The contract of the books (`water.contract`) says how to bill; this is the paper
    about it (art. 6 of the water supply act asks for a contract in writing). What was
    sent is never changed: another wording is another version.
    """

    _name = "ibok.contract.document"
    _description = "Document of a Contract"
    _inherit = [
        *("water.process.mixin", "mail.thread", "mail.activity.mixin"),
        "ibok.letter.mixin",
    ]
    _order = "contract_id, number, version desc, id desc"
    _rec_name = "name"
    _check_company_auto = True
    _process_fields = frozenset(
        {
            *("state", "version", "previous_id", "pdf", "pdf_hash", "sent_on"),
            *("customer_signed_on", "office_signed_on", "in_force_on", "ended_on"),
            *("name", "kind", "topic", "signature_ids"),
        }
    )

    name = fields.Char(compute="_compute_name", store=True)
    number = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Of the annex of this contract; the contract itself has 0.",
    )
    version = fields.Integer(readonly=True, copy=False, default=1, aggregator=None)
    previous_id = fields.Many2one(
        "ibok.contract.document",
        string="Earlier Version",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    template_id = fields.Many2one(
        "ibok.contract.template",
        string="Wording",
        required=True,
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
    )
    kind = fields.Selection(KINDS, compute="_compute_kind", store=True)
    topic = fields.Selection(TOPICS, compute="_compute_kind", store=True)
    contract_id = fields.Many2one(
        "water.contract",
        required=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Who signs it.",
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Date(
        string="Day of the Document", required=True, default=law_today, copy=False
    )
    date_from = fields.Date(
        string="In Force From",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        string="In Force To",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        help="Empty: no fixed end. Of a prolongation the contract's new last day.",
    )
    subject = fields.Char(string="Heading", copy=False)
    body = fields.Text(
        string="Wording of This Document",
        copy=False,
        help="Filled in from the contract; what differs here is written here.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    pdf = fields.Binary(
        string="Document",
        readonly=True,
        copy=False,
        attachment=True,
        groups="base.group_user",
        help="As it was sent.",
    )
    pdf_hash = fields.Char(
        string="SHA-256", readonly=True, copy=False, help="Of the document as sent."
    )
    sent_on = fields.Date(readonly=True, copy=False)
    customer_signed_on = fields.Date(readonly=True, copy=False, tracking=True)
    office_signed_on = fields.Date(readonly=True, copy=False, tracking=True)
    in_force_on = fields.Date(readonly=True, copy=False, tracking=True)
    ended_on = fields.Date(readonly=True, copy=False, tracking=True)
    signature_ids = fields.One2many(
        "ibok.contract.signature", "document_id", string="Signatures"
    )

    _once = models.Constraint(
        "UNIQUE (contract_id, number, version)",
        "There is this version of the document already.",
    )
    _one_follows = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "There is a newer version of this document already.",
    )
    _one_wording_pending = models.UniqueIndex(
        "(contract_id, number) WHERE state IN ('draft', 'sent', 'customer', 'office')",
        "A version of this document waits for signatures already.",
    )
    _one_in_force = models.UniqueIndex(
        "(contract_id, number) WHERE state = 'force'",
        "Another version of this document is in force.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The document's last day lies before its first.",
    )
    _sent_is_kept = models.Constraint(
        "CHECK (state IN ('draft', 'dropped') OR "
        "(sent_on IS NOT NULL AND pdf_hash IS NOT NULL))",
        "What waits for signatures was sent, and is kept as it was sent.",
    )
    _signed_by_both = models.Constraint(
        "CHECK (state NOT IN ('office', 'force', 'ended') OR "
        "(customer_signed_on IS NOT NULL AND office_signed_on IS NOT NULL))",
        "A document is in force only when both have signed it.",
    )

    @api.depends("contract_id.number", "number", "version", "kind")
    def _compute_name(self):
        for document in self:
            name = document.contract_id.number or ""
            if document.kind == "annex":
                # Before it is saved an annex has no number yet.
                name += f"/A{document.number or ''}"
            if document.version > 1:
                name += f" ({document.version})"
            document.name = name

    @api.depends("template_id")
    def _compute_kind(self):
        for document in self:
            # What a wording is later does not change what was signed.
            if document.state == "draft" or not document.kind:
                document.kind = document.template_id.kind
                document.topic = document.template_id.topic

    @api.depends("contract_id")
    def _compute_partner_id(self):
        for document in self:
            document.partner_id = document.contract_id.partner_id

    @api.constrains("partner_id", "contract_id")
    def _check_same_customer(self):
        """On the portal who signs reads all of it: never somebody else's contract."""
        for document in self:
            customer = document.contract_id.partner_id.commercial_partner_id
            if document.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s is not of this customer.",
                        number=document.contract_id.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Override: number it within its contract and fill its wording in."""
        counted, numbered = {}, []
        for vals in vals_list:
            self._refuse_number(vals)
            if not vals.get("previous_id"):
                vals = {**vals, "number": self._next_number(vals, counted)}
            numbered.append(vals)
        documents = super().create(numbered)
        for document in documents:
            if not document.body:
                document._fill_from_template()
            elif NUMBER in f"{document.subject}{document.body}":
                document.subject = (document.subject or "").replace(
                    NUMBER, document.name
                )
                document.body = document.body.replace(NUMBER, document.name)
        return documents

    def write(self, vals):
        """Override: what was sent stays as it was sent."""
        self._refuse_number(vals)
        if KEPT & set(vals) and any(one.state != "draft" for one in self):
            raise UserError(
                self.env._(
                    "This document was sent: it stays as it was. Make a new version "
                    "instead."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(document.sent_on for document in self) and not self._kept_enough():
            raise UserError(
                self.env._(
                    "A document that was sent is kept. Say that it was not concluded."
                )
            )
