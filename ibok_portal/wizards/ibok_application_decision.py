from odoo import api, fields, models
from odoo.exceptions import UserError


class IbokApplicationDecision(models.TransientModel):
    """The office's question, its decision, or why it takes longer."""

    _name = "ibok.application.decision"
    _description = "Decide on an Application"
    _inherit = "ibok.application.words.mixin"

    kind = fields.Selection(
        [
            ("ask", "Question"),
            ("approve", "Approval"),
            ("refuse", "Refusal"),
            ("extend", "Longer time"),
            ("drop", "Not carried out"),
        ],
        required=True,
        default="approve",
    )
    remark = fields.Char(compute="_compute_remark")
    remedy = fields.Text(related="application_id.kind_id.remedy")

    @api.depends("application_id", "kind")
    def _compute_remark(self):
        """Before an approval: why nothing could come of it today."""
        for wizard in self:
            approving = wizard.kind == "approve" and wizard.application_id
            wizard.remark = approving and approving._approval_remark()

    def action_send(self):
        """Send it, or note it."""
        self.ensure_one()
        application = self.application_id
        application.check_access("write")
        text = self._checked_text()
        if self.kind == "ask":
            application._ask_resident(text)
        elif self.kind == "extend":
            application._extend_time(text)
        elif self.kind == "drop":
            application._drop(text)
        else:
            if self.road == "electronic" and not (
                application.author_id or application.email
            ):
                raise UserError(
                    self.env._(
                        "There is no account and no e-mail address to send it to. "
                        "Answer by telephone or in writing, and note it here."
                    )
                )
            state = "approved" if self.kind == "approve" else "refused"
            application._decide_on(state, text, self.road)
        return {"type": "ir.actions.act_window_close"}
