import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from .law_day import law_today
from .water_instalment_plan_flow import ACTIVITY

_logger = logging.getLogger(__name__)


class WaterInstalmentPlan(models.Model):
    """Each night: plans that are paid, that were missed, that nobody accepted."""

    _inherit = "water.instalment.plan"

    @api.model
    def _cron_watch(self):
        """End what is over; one plan a transaction, a bad one stops no other."""
        today = law_today(self)
        waiting = self.search(
            Domain("state", "=", "running")
            | (Domain("state", "=", "offered") & Domain("offered_until", "<", today))
        )
        # What is left of each is computed for all of them together.
        over = waiting.filtered(lambda plan: plan._outcome(today))
        self.env["ir.cron"]._commit_progress(remaining=len(over))
        for plan in over:
            try:
                plan._lock()
                plan._conclude(today)
            except OperationalError:
                self.env.cr.rollback()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Instalment plan %s is not watched", plan.id)
            self.env["ir.cron"]._commit_progress(1)

    def _outcome(self, today):
        """How the plan ends today, or None."""
        self.ensure_one()
        if self.state == "offered" and self.offered_until < today:
            return "withdrawn"
        if self.state == "running" and not self.left:
            return "done"
        if self.state == "running" and self._missed(today):
            return "broken"
        return None

    def _conclude(self, today):
        """End the plan if it is over."""
        outcome = self._outcome(today)
        if outcome == "withdrawn":
            told = self.with_context(lang=self.partner_id.lang)
            self.answer = told.env._("The time to accept this plan is over.")
            self._end("withdrawn")
        elif outcome == "done":
            self._end("done")
        elif outcome == "broken":
            self._break(self._missed(today))

    def _break(self, row):
        """An instalment was missed: all is due again, and dunning goes on."""
        company = self.company_id
        told = self.with_context(lang=self.partner_id.lang)
        self.answer = told.env._(
            "The instalment of %(day)s was not paid in time: %(left)s is missing.",
            day=format_date(told.env, row.day),
            left=format_amount(told.env, row.left, company.currency_id),
        )
        self._end("broken")
        self.activity_schedule(
            ACTIVITY,
            date_deadline=law_today(self),
            user_id=self._clerk().id,
            summary=self.env._("A plan is broken: dunning goes on"),
        )
