from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

#: A hundred years: an answer that is a day and has no other bounds.
FAR = 36500


class IbokApplicationQuestion(models.Model):
    """Between which days an answer lies, and which readings are compared."""

    _inherit = "ibok.application.question"

    first_days = fields.Integer(
        string="Earliest Day",
        default=-FAR,
        help="Days from the day of the application: 0 is that day, -90 are 90 days "
        "before it.",
    )
    last_days = fields.Integer(
        string="Latest Day",
        default=FAR,
        help="Days from the day of the application: 0 is that day, 365 is in a year.",
    )
    not_before = fields.Char(
        string="Not Before the Answer To",
        help="Code of another question of this kind; its day is not later than this "
        "one's.",
    )
    compares = fields.Boolean(
        string="Compared with the Last Reading",
        help="A reading below the last one that somebody read on the contract's meter "
        "has to be corrected, or confirmed. Not for a meter that is not in place yet.",
    )

    _days_in_order = models.Constraint(
        "CHECK (first_days <= last_days)",
        "The earliest day is not after the latest one.",
    )

    @api.constrains("not_before", "code", "kind_id")
    def _check_not_before(self):
        """A code that no question has would bound nothing."""
        for question in self.filtered("not_before"):
            others = question.kind_id.question_ids - question
            if question.not_before not in others.mapped("code"):
                raise ValidationError(
                    self.env._(
                        "No other question of this kind has the code %(code)s.",
                        code=question.not_before,
                    )
                )

    def _bounds(self, day):
        """The first and the last day an answer may be.

        :param date day: of the application
        """
        self.ensure_one()
        return (
            day + timedelta(days=self.first_days),
            day + timedelta(days=self.last_days),
        )

    def _day_fault(self, value, day, before=None):
        """What is wrong with a day, in words, or None.

        :param str value: canonical
        :param date day: of the application
        :param before: answer to the question of `not_before`
        """
        self.ensure_one()
        if self.type != "date" or not value:
            return None
        told, (first, last) = fields.Date.to_date(value), self._bounds(day)
        if told < first:
            return self.env._(
                "This day is too early. The earliest one possible is %(day)s.",
                day=format_date(self.env, first),
            )
        if told > last:
            return self.env._(
                "This day is too late. The latest one possible is %(day)s.",
                day=format_date(self.env, last),
            )
        # ISO days are in order as texts are; what is no day has its own fault.
        if before and value < before.value and before.question_id.type == "date":
            return self.env._(
                "This day is before the one under “%(question)s”.",
                question=before.question_id.name,
            )
        return None
