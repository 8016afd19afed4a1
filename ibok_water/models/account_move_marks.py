from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from .account_move_interest import MAKERS
from .law_day import law_today
from .water_point import OFFICE


class AccountMove(models.Model):
    """A document that the customer objects to; set by a clerk, with a note of why."""

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
    _water_disputed_index = models.Index("(water_disputed_since) WHERE water_disputed")

    def action_water_mark(self):
        """Ask what to mark these documents with, and why."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Objection"),
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
