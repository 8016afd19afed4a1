from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from .ibok_contract_document import PENDING


class IbokContractDocument(models.Model):
    """Documents as the customer sees them: never a draft, and never a stranger's.

    Residents have no rights on the model; pages show in `sudo` what this finds. Who
    was given an access to a contract sees its bills, not its papers.
    """

    _inherit = "ibok.contract.document"

    @api.model
    def _portal_find(self, user, document_id=None, contract=None):
        """The user's documents, or one, in `sudo`; an employee has none here."""
        documents_sudo = self.sudo()
        if not user._is_portal():
            return documents_sudo
        domain = (
            Domain("partner_id", "child_of", user.sudo().commercial_partner_id.id)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("sent_on", "!=", False)
        )
        if document_id is not None:
            domain &= Domain("id", "=", document_id)
        if contract is not None:
            domain &= Domain("contract_id", "=", contract.id)
        return documents_sudo.search(domain, order="id desc")

    @api.model
    def _portal_to_sign(self, user):
        """Those that wait for the user's signature."""
        return self._portal_find(user).filtered(lambda one: one.state == "sent")

    def _portal_state(self):
        """Where it stands, in words."""
        self.ensure_one()
        return {
            "sent": self.env._("Waits for your signature"),
            "customer": self.env._("You have signed; the office looks at it"),
            "office": self.env._("Signed by both; it is not in force yet"),
            "force": self.env._("In force"),
            "ended": self.env._("Ended"),
            "dropped": self.env._("Not concluded"),
        }[self.state]

    def _portal_title(self):
        self.ensure_one()
        return self.subject or self.name

    def _portal_sent_back(self):
        """Why the last signature was not accepted, while another one is asked for."""
        self.ensure_one()
        last = self.signature_ids.filtered(lambda one: one.party == "customer")[:1]
        return self.state == "sent" and last.refused_why

    def _portal_files(self):
        """Files that came with signatures and hold, in `sudo`."""
        self.ensure_one()
        return self.signature_ids.filtered(
            lambda one: one.file_kind and not one.refused_on
        )

    @api.model
    def _portal_file_words(self, signature_sudo):
        """Whose signature, of which day, and the name of its file."""
        parties = dict(signature_sudo._fields["party"]._description_selection(self.env))
        return self.env._(
            "%(party)s, %(day)s: %(file)s",
            party=parties[signature_sudo.party],
            day=format_date(self.env, signature_sudo.signed_on),
            file=signature_sudo.filename,
        )

    def _portal_is_pending(self):
        return self.state in PENDING
