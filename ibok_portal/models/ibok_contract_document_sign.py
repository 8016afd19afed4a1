from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_contract_document_flow import ACTIVITY
from .ibok_contract_signature import COVERS


class IbokContractDocument(models.Model):
    """Signatures of both sides: the customer's first, then the municipality's."""

    _inherit = "ibok.contract.document"

    customer_covers = fields.Selection(
        COVERS,
        compute="_compute_customer_covers",
        help="Of what the customer's electronic signature is that now waits or holds.",
    )

    @api.depends("signature_ids.covers", "signature_ids.refused_on")
    def _compute_customer_covers(self):
        for document in self:
            given = document.signature_ids.filtered(
                lambda one: one.party == "customer" and not one.refused_on
            )
            document.customer_covers = given[:1].covers

    def _sign(self, party, way, day, found=None, place=None):
        """One of both signed; the caller checked who may.

        :param found: (name, content, kind) of `tools.signed_file`, or None
        """
        self.ensure_one()
        self._lock("sent" if party == "customer" else "customer")
        if day > law_today(self):
            raise UserError(self.env._("It was signed on a day that has not come yet."))
        document_sudo = self.sudo()
        self.env["ibok.contract.signature"].sudo()._record(
            document_sudo, party, way, day, found, place
        )
        if party == "customer":
            document_sudo.write({"state": "customer", "customer_signed_on": day})
            document_sudo._ask_office()
            return
        document_sudo.write({"state": "office", "office_signed_on": day})
        document_sudo.activity_unlink([ACTIVITY])
        document_sudo._follow(law_today(self))
        if document_sudo.state == "office":
            if document_sudo.topic == "extension":
                document_sudo.contract_id._forget_expiry()
            document_sudo._tell_customer("office")

    def _portal_sign(self, way, day, found):
        """The customer signed on the portal; called in `sudo` behind his right to it.

        :return: whether it was taken; False: it waits for his signature no more
        """
        self._lock_row()
        if self.state != "sent":
            return False
        self._sign("customer", way, day, found)
        return True

    def _ask_office(self, note=None):
        """The office looks at what came back, and signs; or at what hinders it."""
        self.activity_unlink([ACTIVITY])
        self.activity_schedule(
            ACTIVITY,
            date_deadline=law_today(self),
            note=note,
            user_id=(
                self.create_uid
                if self.create_uid._is_internal()
                and self.create_uid.active
                and not self.create_uid._is_superuser()
                else self.company_id._office_clerk()
            ).id,
        )

    def _refuse_signature(self, why):
        """What the customer gave is not good: the document waits for another one."""
        self.ensure_one()
        self._lock("customer")
        today = law_today(self)
        signature_sudo = self.sudo().signature_ids.filtered(
            lambda one: one.party == "customer" and not one.refused_on
        )[:1]
        signature_sudo.write({"refused_on": today, "refused_why": why})
        self.sudo().write({"state": "sent", "customer_signed_on": False})
        self.sudo().activity_unlink([ACTIVITY])
        self._message_log(
            body=plaintext2html(
                self.env._("Sent back to the customer: %(why)s", why=why)
            )
        )
        self._tell_customer("back", why=why)
