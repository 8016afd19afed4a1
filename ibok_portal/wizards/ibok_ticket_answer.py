from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ibok_ticket_answer import OUTCOMES

#: What ready words leave to be filled in begins with this.
BLANK = "[["


class IbokTicketAnswer(models.TransientModel):
    """The office's question, or its answer and the road it goes."""

    _name = "ibok.ticket.answer"
    _description = "Answer a Matter"

    ticket_id = fields.Many2one("ibok.ticket", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("ask", "Question"), ("answer", "Answer")], required=True, default="answer"
    )
    canned_id = fields.Many2one(
        "mail.canned.response",
        string="Ready Words",
        help="Texts that the office keeps (also by :: in a message).",
    )
    text = fields.Text(required=True)
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

    @api.onchange("canned_id")
    def _onchange_canned_id(self):
        if self.canned_id:
            words = (self.text, self.canned_id.substitution)
            self.text = "\n".join(filter(None, words))

    def action_send(self):
        """Send it, or note it."""
        self.ensure_one()
        ticket = self.ticket_id
        ticket.check_access("write")
        text = (self.text or "").strip()
        if not text:
            raise UserError(self.env._("Write the text first."))
        if BLANK in text:
            raise UserError(
                self.env._("Fill in what stands in [[ ]] in the text first.")
            )
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
