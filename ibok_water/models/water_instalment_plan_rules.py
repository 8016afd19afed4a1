from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..engine import most_instalments
from .law_day import law_today
from .water_instalment_row import zloty

#: Until when the first instalment is paid at the latest, from the day of asking.
FIRST_WITHIN = timedelta(days=31)
#: How long a broken plan counts, where it does.
BROKEN_COUNTS = relativedelta(months=12)


class WaterInstalmentPlan(models.Model):
    """What a resident may ask for by himself; the office itself may agree to more."""

    _inherit = "water.instalment.plan"

    beyond = fields.Text(
        string="Beyond the Rules",
        compute="_compute_beyond",
        help="Where the plan goes further than residents may ask for by themselves.",
    )

    @api.depends("amount", "count", "partner_id", "state")
    def _compute_beyond(self):
        for plan in self:
            plan.beyond = plan.state in ("draft", "asked") and "\n".join(
                self._refusals(
                    plan.company_id, plan.partner_id, plan.amount, plan.count
                )
            )

    @api.model
    def _most_for(self, company, amount):
        """Into how many instalments a resident may share an amount [zł]; 0: none."""
        company_sudo = company.sudo()
        return most_instalments(
            zloty(amount),
            company_sudo.water_instalment_months,
            zloty(company_sudo.water_instalment_smallest),
        )

    @api.model
    def _first_days(self):
        """The first and the last day that a resident may choose for his first one."""
        today = law_today(self)
        return today, today + FIRST_WITHIN

    @api.model
    def _refusals(self, company, partner, amount, count=None, first_day=None):
        """Why a resident may not ask for this, in words; empty: he may.

        :param amount: sum of the debts [zł]
        """
        company_sudo, found = company.sudo(), []

        def money(value):
            return format_amount(self.env, value, company.currency_id)

        least = company_sudo.water_instalment_least
        most = company_sudo.water_instalment_most
        if amount < least:
            found.append(
                self.env._(
                    "Instalments are possible from %(least)s.", least=money(least)
                )
            )
        if most and amount > most:
            found.append(
                self.env._(
                    "Up to %(most)s is agreed here; for more please come to us.",
                    most=money(most),
                )
            )
        fitting = self._most_for(company, amount)
        if count and count > fitting:
            found.append(
                self.env._(
                    "At most %(count)s instalments, none below %(smallest)s.",
                    count=fitting,
                    smallest=money(company_sudo.water_instalment_smallest),
                )
            )
        if first_day:
            earliest, latest = self._first_days()
            if not earliest <= first_day <= latest:
                found.append(
                    self.env._(
                        "The first instalment is paid by a day from %(first)s to "
                        "%(last)s.",
                        first=format_date(self.env, earliest),
                        last=format_date(self.env, latest),
                    )
                )
        if not company_sudo.water_instalment_again and self._broken_of(
            company, partner
        ):
            found.append(
                self.env._(
                    "An instalment plan was broken in the last 12 months; please come "
                    "to the office."
                )
            )
        return found

    @api.model
    def _broken_of(self, company, partner):
        """Whether a plan of the customer was broken in the last 12 months."""
        return bool(
            partner
            and self.sudo().search_count(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "=", partner.id),
                    ("state", "=", "broken"),
                    ("ended_on", ">", law_today(self) - BROKEN_COUNTS),
                ],
                limit=1,
            )
        )
