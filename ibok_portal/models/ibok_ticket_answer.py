import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ibok_ticket import INTERNAL

LETTER = "ibok_portal.report_ticket_answer"
OUTCOMES = [
    ("explained", "Explained: the bill is right"),
    ("correction", "Accepted: the bill is to be corrected"),
    ("meter_check", "The meter is to be checked"),
    ("refused", "Refused"),
]


class IbokTicket(models.Model):
    """The answer as a document, and when it was delivered."""

    _inherit = "ibok.ticket"

    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False, tracking=True)
    answer_pdf = fields.Binary(
        string="Letter", readonly=True, copy=False, attachment=True, groups=INTERNAL
    )
    answer_pdf_name = fields.Char(compute="_compute_answer_pdf_name", groups=INTERNAL)
    answer_opened_at = fields.Datetime(
        string="Read on the Portal",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="When who reported first opened the matter after the answer.",
    )
    answer_delivered_on = fields.Date(
        string="Letter Delivered",
        copy=False,
        tracking=True,
        groups=INTERNAL,
        help="By the confirmation of receipt, or the day of handing over.",
    )

    @api.depends("number")
    def _compute_answer_pdf_name(self):
        for ticket in self:
            ticket.answer_pdf_name = f"{(ticket.number or '').replace('/', '-')}.pdf"

    def _write_letter(self):
        """Keep the answer as a tagged PDF, as it is sent; called in `sudo`."""
        self.ensure_one()
        content = self.env["ir.actions.report"]._render_water_page(LETTER, self)
        self.answer_pdf = base64.b64encode(content)

    def _follow_outcome(self):
        """What a complaint leads to is somebody's work; else the bill is due again."""
        self.ensure_one()
        steps = {
            "correction": self.env._("Correct the bill"),
            "meter_check": self.env._("Check the meter"),
        }
        if self.outcome not in steps:
            return self._end_dispute()
        target = self.contract_id or self.move_id
        return target.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{steps[self.outcome]}: {self.display_name}",
            user_id=self._promise_person().id,
        )

    def _note_read(self):
        """The resident opened his answered matter; called in `sudo`."""
        if self.answered_on and not self.answer_opened_at:
            self.answer_opened_at = fields.Datetime.now()

    def action_print_answer(self):
        """The letter, to print and to send."""
        self.ensure_one()
        self.check_access("read")
        if not self.answer_pdf:
            raise UserError(self.env._("There is no letter: it was answered shortly."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/ibok.ticket/{self.id}/answer_pdf/"
            f"{self.answer_pdf_name}?download=true",
        }
