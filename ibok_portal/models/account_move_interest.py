from datetime import date, timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import format_date

from odoo.addons.ibok_water.engine import RateMissing, end_of_term

#: How far ahead a resident may ask [days]: the rate of so far a day is a guess.
AHEAD = 366


class AccountMove(models.Model):
    """What a resident's bill bears for being paid late, and would until a day."""

    _inherit = "account.move"

    def _portal_interest(self, pay_on=""):
        """Interest of this bill that no note charges yet, or None where there is none.

        :param str pay_on: the day a resident asks for, as he typed it
        :return: dict ``today``, ``due`` (moved off free days), ``open`` (something is
            still to be paid), ``residual``, ``days``, ``parts`` (stretches),
            ``interest``, ``compensation``, ``total`` up to ``day``; ``typed``,
            ``error``, ``last`` (the last day one may ask for), ``problem`` (why it
            cannot be told) and ``notes`` that charge some of its days
        """
        self.ensure_one()
        # Bills for sale of something else bear interest by other rules.
        is_bill = self.move_type == "out_invoice" and self.water_contract_id
        if not is_bill or self.state != "posted" or not self.invoice_date_due:
            return None
        today = self.env["water.contract"]._portal_today()
        due = end_of_term(self.invoice_date_due)
        rows_sudo = self.env["water.interest.coverage"].sudo()
        notes_sudo = rows_sudo.search(
            [("debt_move_id", "=", self.id), ("live", "=", True)]
        ).note_id
        owed = not self.currency_id.is_zero(self.amount_residual)
        if due >= today:
            return None
        last = today + timedelta(days=AHEAD)
        day, error = self._portal_pay_day(pay_on, today, last) if owed else (today, "")
        late, problem = self._portal_late(day)
        if not (owed or late or notes_sudo):
            return None
        interest = late.interest if late else Decimal(0)
        amount = late.amount if late else Decimal(0)
        return {
            "today": today,
            "due": due,
            "open": owed,
            "day": day,
            "residual": self.amount_residual,
            "parts": late.parts if late else (),
            "days": sum(part.days for part in late.parts) if late else 0,
            "interest": float(interest),
            "compensation": float(amount - interest),
            "total": self.currency_id.round(self.amount_residual + float(amount)),
            "typed": pay_on or str(today),
            "error": error,
            "last": last,
            "problem": problem,
            "notes": notes_sudo,
            "threshold": self.company_id.sudo().water_interest_threshold,
        }

    def _portal_late(self, day):
        """What this bill bears up to a day, and why that cannot be told."""
        found, problems = (
            self.env["water.interest.coverage"]
            .sudo()
            ._reckon(self.company_id, day, moves=self, unpaid=True)
        )
        if problems:
            today = self.env["water.contract"]._portal_today()
            if day > today and not self._portal_late(today)[1]:
                return None, self.env._(
                    "The rate of interest for that day is not known yet. Choose an "
                    "earlier day or ask the office."
                )
            # No day that he may choose helps: a rate or a price of the euro of days
            # that are over is missing.
            return None, self._portal_missing_text(min(day, today))
        lates = [late for own in found.values() for late in own]
        return (lates[0] if lates else None), ""

    def _portal_missing_text(self, day):
        """Why the interest up to a day that is over cannot be told; the office hears.

        What helps a resident is what he may do; the office is told kind and day.
        """
        rates_sudo = self.env["water.interest.rate"].sudo()
        rates = rates_sudo._rates()
        for debt in self.sudo().line_ids._water_debts().values():
            try:
                self.env["water.interest.coverage"]._reckon_debt(debt, rates, day, ())
            except RateMissing as problem:
                rates_sudo._tell_missing(problem)
                return self.env._(
                    "We cannot reckon the interest now: the office has not entered "
                    "the rate of interest for %(day)s yet. We have told it. You can "
                    "pay the bill without waiting for that.",
                    day=format_date(self.env, problem.params["day"]),
                )
        return self.env._(
            "We cannot reckon the interest now, because the office has not entered "
            "the rate for all its days. Ask the office."
        )

    def _portal_pay_day(self, text, today, last):
        """The day that a resident typed; today and what is wrong where it is none."""
        if not text:
            return today, ""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return today, self.env._(
                "This is no day. Write it like %(example)s.",
                example=f"{today} ({format_date(self.env, today)})",
            )
        if not today <= day <= last:
            return today, self.env._(
                "Choose a day from %(first)s to %(last)s.",
                first=format_date(self.env, today),
                last=format_date(self.env, last),
            )
        return day, ""
