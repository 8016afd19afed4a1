from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from .account_move_interest import MAKERS
from .law_day import law_today
from .water_point import OFFICE


class AccountMove(models.Model):
    """What keeps a document from being demanded, or from being prescribed.

    A clerk sets the marks with a note of why, by `_water_mark`.
    """

    _inherit = "account.move"

    water_disputed = fields.Boolean(
        string="Disputed",
        readonly=True,
        copy=False,
        groups=OFFICE,
        help="The customer objects: nothing is demanded until a clerk has decided.",
    )
    water_disputed_since = fields.Date(
        string="Disputed Since", readonly=True, copy=False, groups=OFFICE
    )
    water_dispute_reason = fields.Text(
        string="What Is Disputed", readonly=True, copy=False, groups=OFFICE
    )
    water_interrupted_on = fields.Date(
        string="Prescription Interrupted on",
        readonly=True,
        copy=False,
        groups=OFFICE,
        help="From this day the years run anew (art. 124 of the Civil Code). A "
        "reminder does not interrupt them.",
    )
    water_interruption = fields.Selection(
        [
            ("acknowledged", "The debtor acknowledged the debt"),
            ("part_payment", "The debtor paid a part of this debt"),
            ("court", "A case in court has ended"),
            ("enforcement", "Enforcement was begun"),
        ],
        string="Interrupted by",
        readonly=True,
        copy=False,
        groups=OFFICE,
    )
    water_in_court = fields.Boolean(
        string="In Court",
        readonly=True,
        copy=False,
        groups=OFFICE,
        help="A case is under way: the years do not run until it has ended "
        "(art. 124 § 2 of the Civil Code).",
    )

    _water_disputed_index = models.Index("(water_disputed_since) WHERE water_disputed")

    def action_water_mark(self):
        """Ask what to mark these documents with, and why."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mark the Debt"),
            "res_model": "water.debt.mark",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": self.ids},
        }

    def _water_dispute(self, reason, since=None):
        """The customer objects to these documents: stop demanding them."""
        since = since or law_today(self)
        told = self.env._(
            "Disputed since %(day)s: %(reason)s",
            day=format_date(self.env, since),
            reason=reason,
        )
        self._water_mark(
            told,
            water_disputed=True,
            water_disputed_since=since,
            water_dispute_reason=reason,
        )

    def _water_end_dispute(self, reason):
        """The objection is decided: what is left is demanded again."""
        self._water_mark(
            self.env._("No longer disputed: %(reason)s", reason=reason),
            water_disputed=False,
            water_disputed_since=False,
            water_dispute_reason=False,
        )

    def _water_to_court(self, reason):
        """A case is under way; it ends with `_water_interrupt`."""
        self._water_mark(
            self.env._("In court: %(reason)s", reason=reason), water_in_court=True
        )

    def _water_interrupt(self, interruption, day, reason):
        """The years of prescription run anew from a day.

        :param interruption: what did it, a key of ``water_interruption``
        """
        told = self.env._(
            "Prescription interrupted on %(day)s: %(reason)s",
            day=format_date(self.env, day),
            reason=reason,
        )
        self._water_mark(
            told,
            water_interrupted_on=day,
            water_interruption=interruption,
            water_in_court=False,
        )

    def _water_mark(self, note, **marks):
        """Set marks on documents that the user may change, and say why on each."""
        self._water_ensure_dunner()
        self.check_access("write")
        # The fields are the process's own; who may was asked.
        self.sudo().write(marks)
        for move in self:
            move.message_post(body=note)

    @api.model
    def _water_ensure_dunner(self):
        """Refuse whoever neither works at the counter nor keeps the books."""
        if not self.env.su and not any(map(self.env.user.has_group, MAKERS)):
            raise AccessError(
                self.env._(
                    "What customers owe is demanded by clerks and accountants alone."
                )
            )
