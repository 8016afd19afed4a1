import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.ibok_water.models.law_day import law_today

INTERNAL = "base.group_user"


class IbokAnswerMixin(models.AbstractModel):
    """The office's answer: its road, its document as it was sent, its delivery."""

    _name = "ibok.answer.mixin"
    _description = "Answer of the Office"
    #: Template of the answer's document: a whole page, printed as a tagged PDF.
    _answer_report = None

    answer = fields.Text(readonly=True, copy=False)
    answer_road = fields.Selection(
        [
            ("electronic", "Electronically"),
            ("phone", "By telephone"),
            ("paper", "In writing"),
        ],
        string="Answered",
        readonly=True,
        copy=False,
        tracking=True,
        help="Terms of the portal, § 4 sec. 5.",
    )
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
    answer_posted_on = fields.Date(
        string="Letter Posted",
        copy=False,
        tracking=True,
        groups=INTERNAL,
        help="By the post's confirmation.",
    )
    answer_delivered_on = fields.Date(
        string="Letter Delivered",
        copy=False,
        tracking=True,
        groups=INTERNAL,
        help="By the confirmation of receipt, or the day of handing over.",
    )

    @api.constrains("answer_posted_on", "answer_delivered_on")
    def _check_road_of_letter(self):
        for matter in self:
            posted, delivered = matter.answer_posted_on, matter.answer_delivered_on
            days = list(filter(None, (posted, delivered)))
            if not days:
                continue
            road = [matter.answered_on, *days, law_today(matter)]
            if not matter.answered_on or road != sorted(road):
                raise ValidationError(
                    self.env._(
                        "The letter of %(name)s was posted on the day of the answer or "
                        "later, delivered on that day or later, and neither after "
                        "today.",
                        name=matter.display_name,
                    )
                )

    def _portal_outcome(self):
        """Hook: what came of it, in words, where there is more than the answer."""
        return ""

    @api.depends("number")
    def _compute_answer_pdf_name(self):
        for matter in self:
            matter.answer_pdf_name = f"{(matter.number or '').replace('/', '-')}.pdf"

    def _write_letter(self):
        """Keep the answer as a tagged PDF, as it is sent; called in `sudo`."""
        self.ensure_one()
        content = self.env["ir.actions.report"]._render_water_page(
            self._answer_report, self
        )
        self.answer_pdf = base64.b64encode(content)

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
            "url": f"/web/content/{self._name}/{self.id}/answer_pdf/"
            f"{self.answer_pdf_name}?download=true",
        }
