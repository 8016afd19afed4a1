from odoo import api, models
from odoo.fields import Domain

from .ibok_ticket import OPEN


class IbokTicket(models.Model):
    """Matters as residents see them.

    Residents have no rights on the model: files and notes of the office hang on the
    same record. Pages show in `sudo` what `_portal_domain` lets through.
    """

    _inherit = "ibok.ticket"

    @api.model
    def _portal_domain(self, user):
        """One's own customer's matters; employees have their own screens."""
        return (
            Domain("partner_id", "child_of", user.sudo().commercial_partner_id.id)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("state", "!=", "unconfirmed")
        )

    @api.model
    def _portal_find(self, user, ticket_id=None, **limits):
        """The user's matters, or one of them, in `sudo`; an employee has none here."""
        tickets_sudo = self.sudo()
        if not user._is_portal():
            return tickets_sudo
        domain = self._portal_domain(user)
        if ticket_id is not None:
            domain &= Domain("id", "=", ticket_id)
        return tickets_sudo.search(domain, **{"order": "id desc", **limits})

    @api.model
    def _portal_open(self):
        """The user's open matters in this office, those that wait for him first."""
        if not self.env.user._is_portal():
            return self.sudo()
        domain = self._portal_domain(self.env.user) & Domain("state", "in", OPEN)
        return self.sudo().search(
            domain, order="promise_paused desc, id desc", limit=10
        )

    @api.model
    def _open_matter(self, user, vals, files=()):
        """A resident's matter from the portal, in `sudo`.

        :param user: his account
        :param dict vals: kind, subject, words, contract, bill: checked by the caller
        :param files: [(name, content)], cleaned
        """
        partner = user.partner_id
        ticket_sudo = (
            self.sudo()
            .with_context(mail_create_nolog=True)
            .create(
                {
                    **vals,
                    "channel": "portal",
                    "partner_id": partner.commercial_partner_id.id,
                    "author_id": partner.id,
                    "contact_name": partner.name,
                    "phone": partner.phone,
                    "company_id": self.env.company.id,
                }
            )
        )
        ticket_sudo._resident_says(vals["description"], files, partner)
        return ticket_sudo

    def _portal_state(self):
        """Where it stands, in words."""
        self.ensure_one()
        if self.answered_on:
            return self.env._("Answered")
        return {
            "new": self.env._("The office has it"),
            "doing": self.env._("The office works on it"),
            "waiting": self.env._("The office waits for your answer"),
            "joined": self.env._("The office works on it, with others about the same"),
            "withdrawn": self.env._("Closed"),
        }.get(self.state, self.env._("Received"))

    def _portal_may_write(self):
        """Whether a word or a file can still be added."""
        self.ensure_one()
        return self.state in (*OPEN, "joined", "done")
