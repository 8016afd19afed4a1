from odoo import fields, models
from odoo.exceptions import UserError

from .ibok_application import INTERNAL

#: The office's activity of carrying an approval out.
DO = "ibok_portal.mail_activity_type_application_do"


class IbokApplication(models.Model):
    """After the approval: the step that carries it out.

    A kind's step is `_fulfil_<code>`: it returns an action that opens what is to be
    done, filled in from the answers; a person looks and confirms there. What was made
    calls `_fulfilled` of the application. A kind without a step is carried out by the
    decision itself.
    """

    _inherit = "ibok.application"

    has_step = fields.Boolean(compute="_compute_has_step", groups=INTERNAL)

    def _compute_has_step(self):
        for application in self:
            application.has_step = bool(application._fulfil_step())

    def _activities_of_person(self):
        """Override: with carrying it out."""
        return [*super()._activities_of_person(), DO]

    def _fulfil_step(self):
        """The method that opens the next step, or None."""
        self.ensure_one()
        return self.code and getattr(self, f"_fulfil_{self.code}", None)

    def action_fulfil(self):
        """Open the next step, filled in; a person confirms there."""
        self.ensure_one()
        self.check_access("write")
        self._check_approved()
        step = self._fulfil_step()
        if not step:
            raise UserError(
                self.env._("Nothing else is to be done: use “Carried Out”.")
            )
        return step()

    def action_done(self):
        """A kind whose decision is all, or whose work was done elsewhere."""
        for application in self:
            application.check_access("write")
            application._lock()
            application._check_approved()
            if application._fulfil_step():
                raise UserError(
                    self.env._(
                        "It is carried out by its next step: use “Carry Out” first."
                    )
                )
            application._finish()

    def _check_approved(self):
        if self.state != "approved":
            raise UserError(
                self.env._(
                    "Only an approved application is carried out; %(name)s is not, or "
                    "it was already.",
                    name=self.display_name,
                )
            )

    def _fulfilled(self, record):
        """The step was really carried out: keep what came of it.

        :param record: what was made: a contract, a move, a refund …
        """
        self.ensure_one()
        self._lock()
        self._check_approved()
        self._finish(result_model=record._name, result_id=record.id)

    def _finish(self, **vals):
        self.sudo().write({"state": "done", **vals})
        self.sudo().activity_unlink([DO])

    def action_view_result(self):
        """What came of it."""
        self.ensure_one()
        self.check_access("read")
        application_sudo = self.sudo()
        return {
            "type": "ir.actions.act_window",
            "res_model": application_sudo.result_model,
            "res_id": application_sudo.result_id,
            "view_mode": "form",
        }
