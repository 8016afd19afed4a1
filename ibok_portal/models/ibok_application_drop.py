from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_application_fulfil import DO


class IbokApplication(models.Model):
    """Approved, and never carried out: given up by the applicant, or out of date.

    The decision stays as it was made, and so does the promise: it was kept, or not, by
    the day of the decision.
    """

    _inherit = "ibok.application"

    drop_reason = fields.Text(
        string="Why It Is Not Carried Out",
        readonly=True,
        copy=False,
        help="The applicant reads it.",
    )
    dropped_on = fields.Date(string="Closed on", readonly=True, copy=False)

    _dropped_has_reason = models.Constraint(
        "CHECK ((state = 'dropped') = (dropped_on IS NOT NULL) AND (state != 'dropped' "
        "OR btrim(COALESCE(drop_reason, '')) != ''))",
        "An approval that is not carried out has its reason and its day.",
    )

    def action_drop(self):
        """Close an approved application whose step will not be taken, and say why."""
        return self._open_decision("drop", self.env._("Not Carried Out"))

    def _drop(self, text):
        """The approval leads to nothing; both sides read why.

        :param str text: the reason
        :raise UserError: it is not approved, or something was begun
        """
        self.ensure_one()
        self.check_access("write")
        self._lock()
        self._check_approved()
        self._leave_begun()
        application_sudo = self.sudo()
        application_sudo.write(
            {"state": "dropped", "drop_reason": text, "dropped_on": law_today(self)}
        )
        application_sudo.activity_unlink([DO])
        reached = bool(application_sudo.author_id or application_sudo.email)
        self._say(text, send=reached)

    def _leave_begun(self):
        """What the step has begun is undone first; what leads nowhere is let go.

        :raise UserError: says what is to be undone
        """
        application = [("application_id", "=", self.id)]
        contracts_sudo = self.env["water.contract"].sudo().search(application)
        if contracts_sudo:
            raise UserError(
                self.env._(
                    "A contract was begun for it. Delete the draft of the contract "
                    "first."
                )
            )
        refunds_sudo = self.env["water.refund"].sudo().search(application)
        if refunds_sudo.filtered(lambda refund: refund.state != "cancelled"):
            raise UserError(
                self.env._(
                    "A refund of it waits for the bank. Cancel the refund first."
                )
            )
        refunds_sudo.application_id = False
        # The point of a garden stays in the books without its application.
        self.env["water.point"].sudo().search(application).application_id = False

    def _drop_told(self):
        """Why and since when it is closed, in words; or an empty text."""
        self.ensure_one()
        if self.state != "dropped":
            return ""
        return self.env._(
            "Closed on %(day)s: %(reason)s",
            day=format_date(self.env, self.dropped_on),
            reason=self.drop_reason,
        )
