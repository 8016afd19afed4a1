from odoo import api, fields, models
from odoo.exceptions import UserError


class IbokApplicationDecision(models.TransientModel):
    """The office's question, its decision, or why it takes longer."""

    _name = "ibok.application.decision"
    _description = "Decide on an Application"
    _inherit = "ibok.ready.words.mixin"

    application_id = fields.Many2one(
        "ibok.application", required=True, ondelete="cascade"
    )
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
    application_kind_id = fields.Many2one(
        string="Kind of Application", related="application_id.kind_id"
    )
    canned_id = fields.Many2one(
        domain="[('used_for', 'in', (False, 'application')), "
        "('application_kind_ids', 'in', (False, application_kind_id))]"
    )
    road = fields.Selection(
        [
            ("electronic", "Electronically"),
            ("phone", "By telephone"),
            ("paper", "In writing"),
        ],
        string="How",
        required=True,
        compute="_compute_road",
        store=True,
        readonly=False,
        help="By telephone: write what was said. In writing: the letter goes by post.",
    )
    remark = fields.Char(compute="_compute_remark")
    remedy = fields.Text(related="application_id.kind_id.remedy")

    @api.depends("application_id")
    def _compute_road(self):
        for wizard in self:
            application = wizard.application_id
            reached = application.author_id or application.email
            wizard.road = "electronic" if reached else "paper"

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
