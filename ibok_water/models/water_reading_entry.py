from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import UnreadableValue, parse_reading
from .law_day import law_today


class WaterReading(models.Model):
    """A reading as a person types it."""

    _inherit = "water.reading"

    entry_outlook = fields.Text(
        string="Outlook",
        compute="_compute_entry_outlook",
        groups="base.group_user",
        help="The last reading of the point, and what would become of this one.",
    )
    entry_is_held = fields.Boolean(
        compute="_compute_entry_outlook", groups="base.group_user"
    )

    @api.depends("point_id", "date", "value")
    @api.depends_context("lang")
    def _compute_entry_outlook(self):
        for reading in self:
            lines, held = [], False
            if reading.point_id and not reading._origin:
                last = self._last_accepted(reading.point_id).get(reading.point_id.id)
                if last:
                    lines.append(
                        self.env._(
                            "Last reading: %(value)s m³ on %(day)s.",
                            value=self._volume_text(last.value),
                            day=format_date(self.env, last.date),
                        )
                    )
                if reading.value:
                    told, held = reading._entry_judgement()
                    lines += told
            reading.entry_outlook = "\n".join(lines)
            reading.entry_is_held = held

    def _entry_judgement(self):
        """What the checks say of a value before it is saved.

        :return: (sentences, whether it would be held)
        """
        self.ensure_one()
        day = self.date or law_today(self)
        judged, found = self._judge(self.point_id._origin, self.value, day)
        if found:
            told = [self._finding_sentence(*finding) for finding in found.items()]
            return [self.env._("It would be held:"), *told], True
        told = judged._takeover_outlook()
        before, _after = judged._neighbours()
        if before:
            use, days = self.value - before.value, (judged.date - before.date).days
            told = [self._use_sentence(use, days), *told]
        return told, False

    def action_entered(self):
        """Tell who entered the reading what became of it, and close the dialog."""
        self.ensure_one()
        accepted = self.state == "accepted"
        told = [self.env._("The reading is accepted."), *self._takeover_told()]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if accepted else "warning",
                "sticky": not accepted or len(told) > 1,
                "message": (
                    "\n".join(told)
                    if accepted
                    else self.env._("The reading is held: %s", self.hold_reason or "")
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _parse_value(self, text):
        """The register value in a text typed by a resident, a reader or a clerk.

        :return: Decimal, m³
        :raise UserError: the text is no register value; says what to type instead
        """
        try:
            return parse_reading(text)
        except UnreadableValue as refused:
            raise UserError(self._unreadable_message(refused)) from refused

    @api.model
    def _unreadable_message(self, refused):
        """What was wrong with the text typed, in words a resident understands."""
        typed = refused.params["text"][:40]
        if refused.code == "empty":
            return self.env._(
                "Please type the number your meter shows, for example 352."
            )
        if refused.code == "negative":
            return self.env._(
                "“%(typed)s” is below zero. A meter never shows less than 0. Please "
                "type the number without a minus.",
                typed=typed,
            )
        if refused.code == "too_many_digits":
            return self.env._(
                "“%(typed)s” has too many digits. Please type the black digits, and if "
                "you like a comma and up to three red ones, for example 352,418.",
                typed=typed,
            )
        return self.env._(
            "“%(typed)s” is not a number. Please type only digits and at most one "
            "comma, for example 352 or 352,4.",
            typed=typed,
        )
