from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, plaintext2html

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_contract_document import PENDING

ACTIVITY = "ibok_portal.mail_activity_type_contract"
#: Documents that the daily job follows in one transaction.
AT_ONCE = 200


class IbokContractDocument(models.Model):
    """From a draft to what is in force; who comes second starts over."""

    _inherit = "ibok.contract.document"

    def _lock(self, *states):
        """Only what stands where it should goes on, and one hand at a time.

        :raise UserError: it stands elsewhere by now
        """
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
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Document %(name)s: this cannot be done while it is “%(state)s”.",
                    name=self.name,
                    state=labels[self.state],
                )
            )

    # -- buttons ----------------------------------------------------------------

    def action_fill(self):
        """Fill the wording in anew, from the contract as it is now."""
        for document in self:
            document._lock("draft")
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
            document._lock("draft", *PENDING)
            document._set_process({"state": "dropped"})
            document.sudo().activity_unlink([ACTIVITY])

    def action_new_version(self):
        """Other words in place of what was sent: the old one stays as it was.

        One that is in force holds until the new one is signed by both.
        """
        self.ensure_one()
        self._lock(*PENDING, "force", "dropped")
        if self.state in PENDING:
            self.action_drop()
        # The database compares versions: the old one must be out of the way there.
        self.env.flush_all()
        new_sudo = self.sudo().create(
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

    # -- signatures ---------------------------------------------------------------

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

    def _ask_office(self):
        """The office looks at what came back, and signs."""
        self.activity_unlink([ACTIVITY])
        self.activity_schedule(
            ACTIVITY,
            date_deadline=law_today(self),
            user_id=(
                self.create_uid
                if self.create_uid._is_internal()
                and self.create_uid.active
                and not self.create_uid._is_superuser()
                else self.company_id._portal_clerk()
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

    # -- what follows --------------------------------------------------------------

    def _follow(self, today):
        """In force from its day on, ended after its last; called in `sudo`."""
        for document in self:
            if document.state == "office" and document.date_from <= today:
                document._come_into_force(today)
            if document.state == "force" and document._is_over(today):
                document.write({"state": "ended", "ended_on": today})

    def _come_into_force(self, today):
        self.ensure_one()
        contract = self.contract_id
        self.write({"state": "force", "in_force_on": max(self.date_from, self.sent_on)})
        earlier = contract.document_ids.filtered(
            lambda one: (
                one.number == self.number and one.state == "force" and one != self
            )
        )
        earlier.write({"state": "ended", "ended_on": today})
        if self.kind == "contract":
            if not contract.date_signed:
                contract.date_signed = self.office_signed_on
        elif self.topic == "extension" and contract.state != "closed":
            contract.date_to = self.date_to

    def _is_over(self, today):
        """Whether its last day has passed, or its contract has ended."""
        contract = self.contract_id
        if contract.state == "closed" and contract.date_to and contract.date_to < today:
            return True
        last = contract.date_to if self.kind == "contract" else self.date_to
        return self.topic != "extension" and bool(last) and last < today

    @api.model
    def _cron_follow(self):
        """What both signed comes into force on its day, and ends after its last."""
        today = law_today(self)
        waiting = self.sudo().search(
            [
                "|",
                "&",
                ("state", "=", "office"),
                ("date_from", "<=", today),
                "&",
                ("state", "=", "force"),
                "|",
                ("date_to", "<", today),
                ("contract_id.date_to", "<", today),
            ]
        )
        for start in range(0, len(waiting), AT_ONCE):
            waiting[start : start + AT_ONCE]._follow(today)
            self.env["ir.cron"]._commit_progress(1)


class WaterContract(models.Model):
    """The documents of a contract."""

    _inherit = "water.contract"

    document_ids = fields.One2many(
        "ibok.contract.document",
        "contract_id",
        string="Documents",
        groups="ibok_water.group_water_clerk",
    )
    document_count = fields.Integer(
        compute="_compute_document_count", groups="ibok_water.group_water_clerk"
    )

    @api.depends("document_ids")
    def _compute_document_count(self):
        for contract in self:
            contract.document_count = len(contract.document_ids)

    def _lock_documents(self):
        """Numbers of annexes are given one after the other."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE water_contract SET write_date = write_date WHERE id = %s",
                self.id,
            )
        )

    def action_view_documents(self):
        """The contract and its annexes as documents."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ibok.contract.document",
            "view_mode": "list,form",
            "domain": f"[('contract_id', '=', {self.id})]",
            "context": {"default_contract_id": self.id},
            "name": self.env._("Documents"),
        }
