from odoo import api, models
from odoo.exceptions import UserError

from ..engine import UnreadableValue, parse_reading


class WaterReading(models.Model):
    """A reading as a person types it."""

    _inherit = "water.reading"

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
