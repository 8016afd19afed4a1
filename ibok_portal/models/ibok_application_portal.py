import base64
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from .ibok_application import OPEN
from .ibok_application_decision import DRAFT_DAYS


class IbokApplication(models.Model):
    """Applications as residents see them: see `ibok.talk.mixin`."""

    _inherit = "ibok.application"

    @api.model
    def _portal_domain(self, user):
        """One's own customer's applications; a draft is of who writes it alone."""
        return (
            Domain("partner_id", "child_of", user.sudo().commercial_partner_id.id)
            & Domain("company_id", "=", self.env.company.id)
            & (Domain("state", "!=", "draft") | Domain("user_account_id", "=", user.id))
        )

    @api.model
    def _portal_find(self, user, application_id=None, **limits):
        """The user's applications, or one, in `sudo`; an employee has none here."""
        applications_sudo = self.sudo()
        if not user._is_portal():
            return applications_sudo
        domain = self._portal_domain(user)
        if application_id is not None:
            domain &= Domain("id", "=", application_id)
        return applications_sudo.search(domain, **{"order": "id desc", **limits})

    @api.model
    def _portal_open(self):
        """The user's drafts and open applications, those that wait for him first."""
        if not self.env.user._is_portal():
            return self.sudo()
        domain = self._portal_domain(self.env.user) & Domain(
            "state", "in", ("draft", *OPEN)
        )
        return self.sudo().search(
            domain, order="promise_paused desc, id desc", limit=10
        )

    @api.model
    def _portal_under_way(self, contract, kinds):
        """The user's applications of these kinds about a contract, not done yet."""
        domain = self._portal_domain(self.env.user) & Domain(
            [
                ("contract_id", "=", contract.id),
                ("kind_id", "in", kinds.ids),
                ("state", "in", ("draft", *OPEN, "approved")),
            ]
        )
        return self.sudo().search(domain, order="id desc")

    @api.model
    def _portal_button(self):
        """Override: letters call it what its page calls it."""
        return self.env._("See the application")

    @api.model
    def _begin(self, user, kind_sudo, contract):
        """A resident's new draft, in `sudo`.

        :param user: his account
        :param kind_sudo: one of those offered
        :param contract: one of his own, or none
        """
        partner = user.partner_id
        return (
            self.sudo()
            .with_context(mail_create_nolog=True)
            .create(
                {
                    "kind_id": kind_sudo.id,
                    "contract_id": contract.id,
                    "channel": "portal",
                    "user_account_id": user.id,
                    "partner_id": partner.commercial_partner_id.id,
                    "author_id": partner.id,
                    "contact_name": partner.name,
                    "company_id": self.env.company.id,
                }
            )
        )

    def _choose_contract(self, contract):
        """Another contract for a draft: what was known of the old one goes with it."""
        self.ensure_one()
        if contract == self.contract_id:
            return
        old = self._known_values()
        for row in self.answer_ids:
            known = old.get(row.question_id.prefill)
            if (
                row.value
                and known
                and row.value == (row.question_id._canonical(known)[0])
            ):
                row.write({"value": False, "shown": False})
        self.contract_id = contract

    def _add_file(self, name, content, paper=None):
        """Keep a cleaned file; called in `sudo` after the right to it was checked.

        :param bytes content: of :func:`..tools.upload.cleaned`
        :param paper: the paper it is, or none
        """
        self.ensure_one()
        return self.env["ibok.application.file"].create(
            {
                "application_id": self.id,
                "paper_id": paper and paper.id,
                "name": name,
                "content": base64.b64encode(content),
                "size": len(content),
            }
        )

    def _kept_until(self):
        """The last day on which a draft is surely kept."""
        self.ensure_one()
        return self.touched_on + timedelta(days=DRAFT_DAYS)

    @api.model
    def _forget_account(self, user):
        """The account is gone: its drafts with it; of what was decided who to reach."""
        applications_sudo = self.sudo().search(
            [
                "|",
                ("user_account_id", "=", user.id),
                ("author_id", "=", user.partner_id.id),
            ]
        )
        drafts = applications_sudo.filtered(lambda a: a.state == "draft")
        kept = applications_sudo - drafts
        drafts.unlink()
        kept.filtered(lambda a: a.state not in OPEN)._forget_person()

    def _portal_state(self):
        """Where it stands, in words."""
        self.ensure_one()
        return {
            "draft": self.env._("Not sent yet"),
            "submitted": self.env._("Sent; the office has it"),
            "checking": self.env._("The office checks it"),
            "waiting": self.env._("The office waits for your answer"),
            "approved": (
                self.env._("Approved; the office carries it out")
                if self._fulfil_step()
                # The decision is what was asked for: conditions of connection, say.
                else self.env._("Granted")
            ),
            "refused": self.env._("Refused"),
            "done": self.env._("Approved and carried out"),
            "withdrawn": self.env._("Withdrawn"),
            "dropped": self.env._("Approved, and not carried out"),
        }[self.state]

    def _portal_may_write(self):
        """Whether a word or a file can still be added."""
        self.ensure_one()
        return self.state not in ("draft", "withdrawn")

    def _heard(self, message):
        """Override: what was asked has come; after the decision tell who had it."""
        if self.state == "waiting":
            self._go_on()
        elif self.state not in ("draft", *OPEN):
            application_sudo = self.sudo()
            application_sudo.activity_schedule(
                self._activity,
                summary=self.env._("The resident wrote after the decision"),
                user_id=application_sudo._promise_person().id,
            )
