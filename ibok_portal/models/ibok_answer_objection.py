from datetime import timedelta

from odoo import models
from odoo.tools import format_date

from odoo.addons.ibok_water.models.law_day import law_today


class IbokAnswerMixin(models.AbstractModel):
    """A refusal tells how, and till when, one may object to it at the office.

    The law sets no time for that: the kind's number of days is the office's own rule.
    """

    _inherit = "ibok.answer.mixin"

    def _is_refused(self):
        """Hook: whether what was asked for is refused."""
        return False

    def _objection_days(self):
        """Hook: days in which one may object; 0: nothing is said of it."""
        return 0

    def _remedy_words(self):
        """Hook: who else helps against a refusal, as its letter says; or nothing."""
        return ""

    def _objection_words(self):
        """How and till when one may object to a refusal, or an empty text.

        A letter by post counts from the day on which it comes, which the office does
        not know when it is printed; what is sent or said comes on the same day.
        """
        self.ensure_one()
        days = self._objection_days() if self._is_refused() else 0
        if not days:
            return ""
        company_sudo = self.company_id.sudo()
        office = ", ".join(
            filter(
                None,
                (company_sudo.name, company_sudo._portal_address(), company_sudo.email),
            )
        )
        if self.answer_road == "paper":
            return self.env._(
                "If you do not agree, you may object within %(days)s days of the day "
                "on which you receive this letter: in writing or by e-mail (%(office)s)"
                ", or on the portal.",
                days=days,
                office=office,
            )
        last = (self.answered_on or law_today(self)) + timedelta(days=days)
        return self.env._(
            "If you do not agree, you may object by %(day)s: in writing or by e-mail "
            "(%(office)s), or on the portal.",
            day=format_date(self.env, last),
            office=office,
        )
