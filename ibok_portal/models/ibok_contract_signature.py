import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.signature_cover import covered
from ..tools.signed_file import SCANS, SIGNED

PARTIES = [("customer", "The customer"), ("office", "The municipality")]
WAYS = [
    ("paper", "On paper"),
    ("qualified", "Qualified electronic signature"),
    ("trusted", "Trusted profile (profil zaufany)"),
]
FILE_KINDS = [
    ("pades", "Signed PDF (PAdES)"),
    ("xades", "Signed XML (XAdES)"),
    ("cades", "Signature file (CAdES, .p7s)"),
    ("asic", "Container (ASiC-E)"),
    ("pdf", "Scan (PDF)"),
    ("jpg", "Photo"),
]
#: Of which bytes a signature is, see `tools.signature_cover`.
COVERS = [
    ("same", "The document as sent"),
    ("seen", "The document as sent, with a mark added"),
    ("other", "Something other than what was sent"),
    ("broken", "Damaged"),
    ("unknown", "Cannot be told"),
]


class IbokContractSignature(models.Model):
    """Who signed a document, when and how, with what came in. Never changed.

    One that the office sends back stays on record, marked as not accepted.
    """

    _name = "ibok.contract.signature"
    _description = "Signature of a Contract"
    _inherit = "water.process.mixin"
    _process_fields = frozenset({"refused_on", "refused_why"})
    _order = "id desc"
    _rec_name = "document_id"

    document_id = fields.Many2one(
        "ibok.contract.document", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="document_id.company_id", store=True, precompute=True
    )
    party = fields.Selection(PARTIES, required=True)
    way = fields.Selection(WAYS, string="How", required=True)
    signed_on = fields.Date(required=True)
    file = fields.Binary(
        attachment=True, groups="base.group_user", help="As it came in."
    )
    filename = fields.Char()
    file_kind = fields.Selection(FILE_KINDS)
    file_hash = fields.Char(string="SHA-256", help="Of the file as it is kept.")
    covers = fields.Selection(
        COVERS,
        string="Signature Is of",
        help="Reckoned from the bytes that were sent and the signature in the file. "
        "It says nothing of whose the signature is, nor whether its certificate is "
        "valid: a validator of trust services tells that.",
    )
    place = fields.Char(string="Where the Paper Is", help="e.g. the file or its number")
    refused_on = fields.Date(string="Not Accepted on", readonly=True)
    refused_why = fields.Char(string="Why", readonly=True)

    _electronic_has_a_file = models.Constraint(
        "CHECK (way = 'paper' OR file_kind IN ('pades', 'xades', 'cades', 'asic'))",
        "An electronic signature is in a file: a signed PDF, XML, .p7s or a container.",
    )
    _refused_whole = models.Constraint(
        "CHECK ((refused_on IS NULL) = (refused_why IS NULL))",
        "What was not accepted has its day and its reason.",
    )

    def write(self, vals):
        """Override: what was signed stays as it came."""
        self.check_access("write")
        if set(vals) - self._process_fields:
            raise UserError(self.env._("A signature on record is not changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self._kept_enough():
            raise UserError(self.env._("A signature on record is kept."))

    @api.model
    def _record(self, document, party, way, day, found=None, place=None):
        """Keep a signature; called in `sudo` after the caller checked who may.

        :param found: (name, content, kind) of `tools.signed_file`, or None
        """
        vals = {
            "document_id": document.id,
            "party": party,
            "way": way,
            "signed_on": day,
            "place": place,
        }
        if found:
            name, content, kind = found
            sent = base64.b64decode(document.with_context(bin_size=False).pdf or b"")
            vals |= {
                "file": base64.b64encode(content),
                "filename": name,
                "file_kind": kind,
                "file_hash": hashlib.sha256(content).hexdigest(),
                "covers": kind in SIGNED and covered(kind, content, sent),
            }
        return self.create(vals)

    def _mime(self):
        """What its file is, for a download."""
        kind = self.file_kind
        return SIGNED[kind][1] if kind in SIGNED else SCANS.get(kind)
