from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import format_date

from ..engine import (
    InterestPart,
    RateMissing,
    compensation_euro,
    compensation_rate_day,
    end_of_term,
    interest,
    to_grosz,
)
from .account_move_line_debt import Debt

DAY = timedelta(days=1)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Compensation:
    """Compensation for a document: euro, the day and the rate they are converted at."""

    euro: int
    day: date
    rate: Decimal

    @property
    def amount(self):
        """In złoty, to the grosz."""
        return to_grosz(self.euro * self.rate)


@dataclass(frozen=True, slots=True)
class Late:
    """What a debt bears that no note charges yet."""

    debt: Debt
    due: date
    parts: tuple[InterestPart, ...]
    compensation: Compensation | None = None

    @property
    def interest(self):
        """Sum of the parts [zł]."""
        return sum((part.amount for part in self.parts), ZERO)

    @property
    def amount(self):
        """Interest and compensation [zł]."""
        extra = self.compensation.amount if self.compensation else ZERO
        return self.interest + extra


class WaterInterestCoverage(models.Model):
    """What customers owe for paying late and no note charges yet."""

    _inherit = "water.interest.coverage"

    @api.model
    def _reckon(
        self,
        company,
        until,
        partners=None,
        moves=None,
        unpaid=None,
        noted_by=None,
        pursued_on=None,
    ):
        """Interest of the days that no note in force charges, up to a day.

        A fixed number of questions to the database, however many debts there are.

        :param until: last day asked for
        :param partners: customers asked for; None: all
        :param moves: documents asked for; None: all
        :param unpaid: whether debts that are still open count; None: as it is set
        :param noted_by: only notes of this day and before count; None: all
        :param pursued_on: leave out interest that is prescribed on this day; None: with
            it
        :return: ({customer's id: list of `Late`}, {customer's id: why he cannot be
            reckoned})
        """
        Lines = self.env["account.move.line"].sudo()
        lines_sudo = Lines._water_late_lines(company, until, partners, moves)
        debts = lines_sudo._water_debts()
        if pursued_on:
            for line_id in lines_sudo._water_interest_prescribed(debts, pursued_on):
                del debts[line_id]
        if unpaid is None:
            unpaid = company.sudo().water_interest_unpaid
        if not unpaid:
            debts = {key: one for key, one in debts.items() if one.paid_by(until)}
        rates = self.env["water.interest.rate"]._rates()
        covered, compensated = self._covered(debts, noted_by)
        found, problems = defaultdict(list), {}
        for debt in debts.values():
            if debt.partner_id in problems:
                continue
            try:
                late = self._reckon_debt(debt, rates, until, covered.get(debt.line_id))
            except RateMissing as problem:
                problems[debt.partner_id] = self.env[
                    "water.interest.rate"
                ]._missing_text(problem)
                found.pop(debt.partner_id, None)
                continue
            if late.parts or debt.line_id in covered:
                found[debt.partner_id].append(late)
        if company.sudo().water_interest_compensation:
            self._add_compensation(company, found, compensated, problems)
        return {
            partner_id: charged
            for partner_id, lates in found.items()
            if (charged := [one for one in lates if one.parts or one.compensation])
        }, problems

    @api.model
    def _reckon_debt(self, debt, rates, until, covered):
        """The interest of one debt on its free days."""
        due = end_of_term(debt.due)
        parts = []
        for first, last in _free(due + DAY, until, covered or ()):
            parts += interest(
                debt.amount,
                debt.due,
                debt.kind,
                rates,
                last,
                debt.payments,
                since=first,
            ).parts
        return Late(debt, due, tuple(parts))

    @api.model
    def _add_compensation(self, company, found, compensated, problems):
        """Add what traders owe once for each late document, or say why it cannot be."""
        asked = [
            late
            for lates in found.values()
            for late in lates
            if late.debt.kind != "statutory" and late.debt.move_id not in compensated
        ]
        days = {
            late.debt.line_id: compensation_rate_day(late.debt.due) for late in asked
        }
        rates = self._euro_rates(company, set(days.values()))
        done = set(compensated)
        for partner_id, lates in list(found.items()):
            own = {days.get(late.debt.line_id) for late in lates} - {None}
            if missing := own - set(rates):
                # All at once: each has to be looked up and entered.
                problems[partner_id] = self._euro_missing_text(sorted(missing))
                found.pop(partner_id)
                continue
            for place, late in enumerate(lates):
                if late.debt.line_id not in days or late.debt.move_id in done:
                    continue
                day = days[late.debt.line_id]
                done.add(late.debt.move_id)
                lates[place] = Late(
                    late.debt,
                    late.due,
                    late.parts,
                    Compensation(compensation_euro(late.debt.amount), day, rates[day]),
                )

    @api.model
    def _euro_rates(self, company, days):
        """{day: złoty for a euro}, of the days that a rate was entered for."""
        rates_sudo = (
            self.env["res.currency.rate"]
            .sudo()
            .with_company(company)
            .search(
                [
                    ("currency_id", "=", self.env.ref("base.EUR").id),
                    ("name", "in", list(days)),
                    ("company_id", "in", [False, company.root_id.id]),
                ],
            )
        )
        # The National Bank publishes four decimals; Odoo keeps the inverse.
        return {
            rate.name: Decimal(f"{rate.inverse_company_rate:.4f}")
            # What the company entered itself comes last and counts.
            for rate in rates_sudo.sorted(lambda rate: bool(rate.company_id))
        }

    @api.model
    def _euro_missing_text(self, days):
        return self.env._(
            "Compensation in euro needs the mean rates that the National Bank of "
            "Poland (NBP) published on: %(days)s. Enter each under Invoicing, "
            "Configuration, Currencies, EUR, with its very day.",
            days=", ".join(format_date(self.env, day) for day in days),
        )


def _free(first, last, covered):
    """Yield (first day, last day) of what is not covered, in order."""
    for begins, ends in sorted(covered):
        if begins > first:
            yield first, min(begins - DAY, last)
        first = max(first, ends + DAY)
        if first > last:
            return
    if first <= last:
        yield first, last
