from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_application import OPEN

CONFIRMATION = "ibok_portal.report_application_confirmation"


class IbokApplication(models.Model):
    """From the draft to the decision; who comes second starts over (`_lock`)."""

    _inherit = "ibok.application"

    def write(self, vals):
        """Override: a card that was dragged goes where dragging is enough."""
        if "state" not in vals or self.env.su:
            return super().write(vals)
        rest = {name: value for name, value in vals.items() if name != "state"}
        result = super().write(rest) if rest else True
        for application in self:
            application._drag_to(vals["state"])
        return result

    def _drag_to(self, state):
        """Take it, or go on with it; all else needs words, so a button.

        :raise UserError: says which button
        """
        self.ensure_one()
        if state == self.state:
            return None
        if state == "checking" and self.state == "submitted":
            return self.action_take()
        if state == "checking" and self.state == "waiting":
            return self.action_go_on()
        if state == "done" and self.state == "approved":
            return self.action_done()
        raise UserError(
            {
                "waiting": self.env._(
                    "What is the applicant asked for? Open the application and use "
                    "“Ask the Resident”."
                ),
                "approved": self.env._(
                    "A decision needs its words. Open the application and "
                    "use “Approve”."
                ),
                "refused": self.env._(
                    "A refusal needs its grounds. Open the application and "
                    "use “Refuse”."
                ),
                "dropped": self.env._(
                    "Why is it not carried out? Open the application and use “Not "
                    "Carried Out”."
                ),
            }.get(
                state,
                self.env._(
                    "An application does not go back or past the decision. Open it and "
                    "use its buttons."
                ),
            )
        )

    def action_submit(self):
        """A clerk's draft is complete: it is received."""
        for application in self:
            application.check_access("write")
            application._submit()
        return True

    def _submit(self):
        """It is here: a number, a promised day, somebody who has it, a confirmation.

        :return: whether it was received now; False: it was already
        :raise UserError: something is missing
        """
        self.ensure_one()
        self._lock()
        application_sudo = self.sudo()
        if application_sudo.state != "draft":
            return False
        faults = application_sudo._faults()
        if faults:
            raise UserError("\n".join(application_sudo._fault_lines(faults)))
        today = law_today(self)
        came_on = application_sudo.came_on or today
        if came_on > today:
            raise UserError(self.env._("It cannot have come in after today."))
        application_sudo._freeze_words()
        partner = application_sudo.author_id or application_sudo.partner_id
        vals = {
            name: application_sudo[field] or application_sudo._value(code) or known
            for name, field, code, known in (
                ("contact_name", "contact_name", "name", partner.name),
                ("email", "email", "email", partner.email),
                ("phone", "phone", "phone", partner.phone),
            )
        }
        application_sudo.write(
            vals
            | {
                "number": self.env["ir.sequence"]
                .sudo()
                .with_company(self.company_id)
                .next_by_code("ibok.application", sequence_date=came_on),
            }
        )
        application_sudo._begin_promise(came_on)
        application_sudo.write(
            {
                "state": "submitted",
                "came_on": came_on,
                "user_id": application_sudo._promise_person().id,
            }
        )
        # The office reads it in its language, whoever applied.
        lang = application_sudo.company_id.partner_id.lang or self.env.lang
        application_sudo.with_context(lang=lang)._ask_office()
        if application_sudo.author_id:
            application_sudo.message_subscribe(application_sudo.author_id.ids)
        application_sudo._write_confirmation()
        if application_sudo.email:
            application_sudo._send_letter(
                "letter_application_received", application_sudo.email
            )
        return True

    def _ask_office(self):
        """Override: an activity of who has it."""
        self.activity_schedule(
            self._activity,
            date_deadline=self.deadline,
            user_id=self._promise_person().id,
        )

    def _freeze_words(self):
        """Questions and answers as they read on submission; later changes of the kind
        change nothing of what was sent.

        In every language: the office reads its own, whoever applied, and in which.
        """
        for lang, _name in self.env["res.lang"].get_installed():
            application = self.with_context(lang=lang)
            for row in application.answer_ids:
                question = row.question_id
                if question:
                    row.write(
                        {
                            "label": question.name,
                            "section": question.section,
                            "sequence": question.sequence,
                            "shown": question._in_words(row.value),
                            "remark": row._told_remark(),
                        }
                    )
            for file in application.file_ids.filtered("paper_id"):
                file.label = file.paper_id.name

    def _withdraw(self):
        """The applicant takes it back; called in `sudo` after his right was checked.

        :return: whether it was still open
        """
        self.ensure_one()
        self._lock()
        if self.state not in OPEN:
            return False
        self._close("withdrawn")
        self.message_post(body=self.env._("The applicant withdrew the application."))
        return True

    def _discard(self):
        """Delete a draft; called in `sudo` after the right to it was checked."""
        self.ensure_one()
        self._lock()
        if self.state == "draft":
            self.unlink()
