import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ibok_water.models.law_day import law_today

from ..models.ibok_contract_signature import WAYS
from ..tools.signed_file import scan_file, signed_file
from ..tools.upload import Refused


class IbokContractSign(models.TransientModel):
    """The office notes a signature, signs itself, or sends back what is not good."""

    _name = "ibok.contract.sign"
    _description = "Signature to Note"

    document_id = fields.Many2one(
        "ibok.contract.document", required=True, readonly=True
    )
    step = fields.Selection(
        [
            ("customer", "The customer signed"),
            ("office", "The municipality signed"),
            ("back", "Send back"),
        ],
        required=True,
        readonly=True,
    )
    way = fields.Selection(
        WAYS, string="How", compute="_compute_way", store=True, readonly=False
    )
    signed_on = fields.Date(default=law_today)
    file = fields.Binary(
        string="Scan or Signed File",
        attachment=False,
        help="Of a paper its scan or photo, if there is one. Of an electronic "
        "signature the signed file: PDF (PAdES), XML (XAdES), .p7s or a container "
        "(ASiC-E); it is kept as it is.",
    )
    filename = fields.Char()
    place = fields.Char(string="Where the Paper Is", help="e.g. the file or its number")
    why = fields.Char(help="The customer reads it on the portal.")

    @api.depends("document_id", "step")
    def _compute_way(self):
        """The municipality signs as the customer did, unless it says otherwise."""
        for wizard in self:
            given = wizard.document_id.signature_ids.filtered(
                lambda one: one.party == "customer" and not one.refused_on
            )
            wizard.way = wizard.way or given[:1].way or "paper"

    def action_confirm(self):
        """Keep it.

        :raise UserError: what is missing, or a file that is not what it should be
        """
        self.ensure_one()
        document = self.document_id
        if self.step == "back":
            if not (self.why or "").strip():
                raise UserError(self.env._("Write what is not good."))
            document._refuse_signature(self.why.strip())
        else:
            if not self.way or not self.signed_on:
                raise UserError(self.env._("Say how and on which day it was signed."))
            document._sign(
                self.step, self.way, self.signed_on, self._found(), self.place
            )
        return {"type": "ir.actions.act_window_close"}

    def _found(self):
        """The file: (name, content, kind), or None without one."""
        if not self.file:
            if self.way != "paper":
                raise UserError(
                    self.env._("Add the file that was signed electronically.")
                )
            return None
        content = base64.b64decode(self.with_context(bin_size=False).file)
        read = scan_file if self.way == "paper" else signed_file
        try:
            return read(self.env, self.filename or "", content)
        except Refused as refused:
            raise UserError(str(refused)) from refused
