import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AccountMove(models.Model):
    """Bills of contracts that are opened to somebody who is not their customer.

    He sees the bills of those contracts, and nothing of the customer's others: not a
    bill for several contracts unless all of them are open to him, and not what is owed
    elsewhere.
    """

    _inherit = "account.move"

    shared_with_me = fields.Boolean(
        compute="_compute_shared_with_me",
        search="_search_shared_with_me",
        help="The user may see this bill, though it is another customer's.",
    )
    portal_can_pay = fields.Boolean(
        compute="_compute_portal_can_pay",
        help="The user may pay this bill: nobody but holders of an access that goes no "
        "further than seeing is kept from it.",
    )
    # The file as it was sent names what else the customer owes, see `_water_other_due`.
    invoice_pdf_report_file = fields.Binary(groups="base.group_user")
    invoice_pdf_report_id = fields.Many2one(groups="base.group_user")

    @api.depends_context("uid")
    def _compute_shared_with_me(self):
        contract_ids = self.env["water.contract"]._shared_ids()
        shared = self.filtered_domain(self._domain_of_contracts(contract_ids))
        for move in self:
            move.shared_with_me = move in shared

    @api.depends_context("uid")
    def _compute_portal_can_pay(self):
        user = self.env.user
        acting_sudo = self.env["ibok.access"]._held_by(user, scope="act").contract_id
        acting = self.filtered_domain(self._domain_of_contracts(acting_sudo.ids))
        for move in self:
            move.portal_can_pay = move in acting or not move._portal_by_access()

    @api.model
    def _search_shared_with_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        contract_ids = self.env["water.contract"]._shared_ids()
        shared = self._domain_of_contracts(contract_ids)
        return Domain.OR(shared if wanted else ~shared for wanted in value)

    @api.model
    def _domain_of_contracts(self, contract_ids):
        """Bills and corrections of these contracts and of no other."""
        if not contract_ids:
            return Domain.FALSE
        mixed = self._of_other_contracts_too(contract_ids)
        return (
            Domain("water_contract_id", "in", contract_ids)
            & Domain("id", "not in", mixed)
            & Domain("water_corrected_move_id", "not in", mixed)
            & Domain("reversed_entry_id", "not in", mixed)
        )

    @api.model
    def _of_other_contracts_too(self, contract_ids):
        """Ids of documents of these contracts that tell of others as well."""
        self.env["water.settlement"].flush_model(["contract_id", "move_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT other.move_id
                  FROM water_settlement own
                  JOIN water_settlement other ON other.move_id = own.move_id
                 WHERE own.contract_id = ANY(%s) AND other.contract_id != ALL(%s)
                """,
                contract_ids,
                contract_ids,
            )
        )
        return [move_id for [move_id] in rows]

    def _portal_by_access(self):
        """Whether the user sees the document by an access alone, not as his own."""
        self.ensure_one()
        user = self.env.user
        own = user.commercial_partner_id
        return (
            user.share
            and self.shared_with_me
            and self.sudo().commercial_partner_id != own
        )

    def _water_other_due(self):
        """Override of `ibok_water`: what is owed elsewhere is the customer's alone."""
        return 0.0 if self._portal_by_access() else super()._water_other_due()

    def _get_invoice_legal_documents_all(self, allow_fallback=False):
        """Override of `account`: for a holder printed anew, not as it was sent."""
        if allow_fallback and self._portal_by_access():
            return [self._get_invoice_pdf_proforma()]
        return super()._get_invoice_legal_documents_all(allow_fallback=allow_fallback)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Override of `mail`: talk with the customer is not opened with the bill."""
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        held = self.filtered(lambda move: move._portal_by_access())
        return operations | dict.fromkeys(held, "write")

    def get_portal_url(self, *args, **kwargs):
        """Override of `portal`: no key that would go on opening after the access."""
        url = super().get_portal_url(*args, **kwargs)
        if not self._portal_by_access():
            return url
        return re.sub(r"access_token=[^&#]*&?", "", url).replace("?#", "#").rstrip("?")
