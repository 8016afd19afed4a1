from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ibok_ticket_answer import OUTCOMES


class IbokTicketAnswer(models.TransientModel):
    """The office's question, or its answer and the road it goes."""

    _name = "ibok.ticket.answer"
    _description = "Answer a Matter"
    _inherit = "ibok.ready.words.mixin"

    ticket_id = fields.Many2one("ibok.ticket", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("ask", "Question"), ("answer", "Answer")], required=True, default="answer"
    )
    canned_id = fields.Many2one(domain=[("used_for", "in", (False, "ticket"))])
    road = fields.Selection(
        [
            ("electronic", "Electronically"),
            ("phone", "By telephone"),
            ("paper", "In writing"),
        ],
        string="How",
        required=True,
        default="electronic",
        help="By telephone: write what was said. In writing: the letter goes by post.",
    )
    outcome = fields.Selection(
        OUTCOMES,
        help="Of a complaint about a bill. While a correction or a check is to come, "
        "the bill stays disputed.",
    )
    about_bill = fields.Boolean(compute="_compute_about_bill")
    joined_count = fields.Integer(compute="_compute_joined_count")

    @api.depends("ticket_id")
    def _compute_joined_count(self):
        for wizard in self:
            wizard.joined_count = len(wizard.ticket_id.joined_ids)

    @api.depends("ticket_id")
    def _compute_about_bill(self):
        for wizard in self:
            wizard.about_bill = bool(wizard.ticket_id.move_id)

    def action_send(self):
        """Send it, or note it."""
        self.ensure_one()
        ticket = self.ticket_id
        ticket.check_access("write")
        text = self._checked_text()
        # Who has deleted his account is none to send a letter to.
        author = ticket.author_id
        reached = ticket.email or author.email or author.user_ids
        if not reached and (self.kind == "ask" or self.road == "electronic"):
            raise UserError(
                self.env._(
                    "There is no account and no e-mail address to send it to. "
                    "Answer by telephone or in writing, and note it here."
                )
            )
        if self.kind == "ask":
            ticket._ask_resident(text)
        else:
            if self.about_bill and not self.outcome:
                raise UserError(self.env._("Choose what the complaint leads to."))
            outcome = self.about_bill and self.outcome
            ticket._answer(text, self.road, outcome)
        return {"type": "ir.actions.act_window_close"}
