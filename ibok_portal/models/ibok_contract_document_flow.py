from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_contract_document import PENDING

ACTIVITY = "ibok_portal.mail_activity_type_contract"
#: In the context of a button: the state that the clerk saw.
SEEN = "ibok_seen_state"


class IbokContractDocument(models.Model):
    """The office's buttons, from a draft on; who comes second starts over."""

    _inherit = "ibok.contract.document"

    def _lock(self, *states):
        """Only what stands where it should goes on, and one hand at a time.

        :raise UserError: it stands elsewhere by now
        """
        self._lock_row()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Document %(name)s: this cannot be done while it is “%(state)s”.",
                    name=self.name,
                    state=labels[self.state],
                )
            )

    def _lock_row(self):
        """Read it as it stands now; whoever else changes it waits or starts over."""
        self.ensure_one()
        self.check_access("write")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE ibok_contract_document SET write_date = write_date"
                " WHERE id = %s",
                self.id,
            )
        )
        self.invalidate_recordset()

    # -- buttons ----------------------------------------------------------------

    def action_fill(self):
        """Fill the wording in anew, from the contract as it is now."""
        for document in self:
            document._lock("draft")
            document._take_days()
            document._fill_from_template()

    def action_send(self):
        """It is final: keep the PDF and let the customer see it on the portal."""
        for document in self:
            document._lock("draft")
            if (
                not (document.subject or "").strip()
                or not (document.body or "").strip()
            ):
                raise UserError(self.env._("Write the document before you send it."))
            document._refuse_other_end()
            document._refuse_terminated()
            document._set_process(
                {
                    **document._keep_pdf(),
                    "state": "sent",
                    "sent_on": law_today(document),
                }
            )
            document._message_log(
                body=self.env._("The document waits for the customer's signature.")
            )
            document._tell_customer("sent")

    def action_print(self):
        """The document: as it was sent, or the draft."""
        self.ensure_one()
        self.check_access("read")
        report = self.env.ref("ibok_portal.action_report_contract_document")
        return report.report_action(self)

    def action_sign_customer(self):
        """The customer signed: when, how, and the scan or file."""
        return self._open_sign("customer", self.env._("The Customer Signed"), "sent")

    def action_sign_office(self):
        """The municipality signs too."""
        return self._open_sign(
            "office", self.env._("The Municipality Signed"), "customer"
        )

    def action_send_back(self):
        """What came back is not good: tell the customer why."""
        return self._open_sign("back", self.env._("Send Back"), "customer")

    def _open_sign(self, step, name, state):
        self.ensure_one()
        self.check_access("write")
        if self.state != state:
            self._lock(state)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "ibok.contract.sign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_document_id": self.id, "default_step": step},
        }

    def action_drop(self):
        """It will not be concluded: withdrawn, or another version takes its place."""
        for document in self:
            document._refuse_unseen()
            document._drop()
            if document.sent_on:
                document._tell_customer("dropped")

    def _refuse_unseen(self):
        """Who drops it must have seen where it stands: a signature may just have come.

        The button tells which state the clerk looked at.

        :raise UserError: it stands elsewhere by now
        """
        self._lock_row()
        seen = self.env.context.get(SEEN)
        if seen and seen != self.state:
            raise UserError(
                self.env._(
                    "Something has happened with document %(name)s meanwhile. Look at "
                    "it again first.",
                    name=self.name,
                )
            )

    def _drop(self):
        self._lock("draft", *PENDING)
        if self.state == "office" and self.topic == "extension":
            self.contract_id.sudo()._forget_expiry()
        self._set_process({"state": "dropped"})
        self.sudo().activity_unlink([ACTIVITY])

    def action_new_version(self):
        """Other words in place of what was sent: the old one stays as it was.

        One that is in force holds until the new one is signed by both.
        """
        self._refuse_unseen()
        self._lock(*PENDING, "force", "dropped")
        if self.state in PENDING:
            self._drop()
        # The database compares versions: the old one must be out of the way there.
        self.env.flush_all()
        # What a client's context says of new records is not said in `sudo`.
        kept = clean_context(self.env.context)
        clean_sudo = self.sudo().with_context(kept)  # pylint: disable=context-overridden
        new_sudo = clean_sudo.create(
            {
                "contract_id": self.contract_id.id,
                "template_id": self.template_id.id,
                "partner_id": self.partner_id.id,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "previous_id": self.id,
                "number": self.number,
                "version": self.version + 1,
                "subject": self.subject,
                "body": self.body,
            }
        )
        return new_sudo.with_env(self.env)._form_action()

    def _form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self.id,
        }

    def action_end(self):
        """It holds no more, from today on."""
        for document in self:
            document._lock("force")
            document._set_process({"state": "ended", "ended_on": law_today(document)})
