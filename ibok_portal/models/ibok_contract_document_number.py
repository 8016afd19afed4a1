from odoo import api, models
from odoo.exceptions import AccessError


class IbokContractDocument(models.Model):
    """Its number within its contract, and what it is called."""

    _inherit = "ibok.contract.document"

    @api.depends("name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Override: the paper of a contract is not taken for the contract itself."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            parts = (kinds.get(document.kind), document.name)
            document.display_name = " ".join(filter(None, parts))

    def _has_no_number(self):
        """An annex that is only being written: it is numbered when it is saved."""
        self.ensure_one()
        return self.template_id.kind == "annex" and not self.number

    def _refuse_number(self, vals):
        """Numbers are given by the program alone, when a document is made."""
        if "number" in vals and not self.env.su:
            raise AccessError(self.env._("The program numbers documents itself."))

    @api.model
    def _next_number(self, vals, counted):
        """0 for the contract itself; annexes are counted from 1.

        :param dict vals: of the new document
        :param dict counted: numbers given in this call, by contract
        """
        template = self.env["ibok.contract.template"].browse(vals.get("template_id"))
        if template.kind == "contract":
            return 0
        contract = self.env["water.contract"].browse(vals.get("contract_id"))
        if contract not in counted:
            contract._lock_documents()
            found = self.sudo().search([("contract_id", "=", contract.id)])
            counted[contract] = max(found.mapped("number"), default=0)
        counted[contract] += 1
        return counted[contract]
