from odoo import api, fields, models

from .law_day import law_today


class WaterBillingRun(models.Model):
    """How far a run in the background is, and how long it will take."""

    _inherit = "water.billing.run"

    started_on = fields.Datetime(
        readonly=True, copy=False, help="When the present work was begun."
    )
    started_count = fields.Integer(
        readonly=True, copy=False, help="Contracts that were done before it."
    )
    remaining = fields.Char(
        string="Remaining Time",
        compute="_compute_remaining",
        help="By how quickly it went so far.",
    )

    def _begin(self, state):
        """Let the background work, and remember when it began."""
        if state == "running":
            self._date_bills_no_earlier_than_today()
        for run in self:
            run.write(
                {
                    "state": state,
                    "started_on": fields.Datetime.now(),
                    "started_count": run.line_count - run._count_left(state),
                }
            )
        self._enqueue()

    def _date_bills_no_earlier_than_today(self):
        """A run made days ago would bill with what is left of the term, or none."""
        today = law_today(self)
        self.filtered(lambda run: run.invoice_date < today).invoice_date = today

    def _left_domain(self, state=None):
        """Lines that the present work has still to do."""
        self.ensure_one()
        todo = (
            ("preview_state", "=", False)
            if (state or self.state) == "previewing"
            else ("state", "=", "pending")
        )
        return [("run_id", "=", self.id), todo]

    def _left(self, limit=None):
        """Lines that the present work has still to do, in their order."""
        return self.env["water.billing.run.line"].search(
            self._left_domain(), limit=limit, order="id"
        )

    def _count_left(self, state=None):
        return self.env["water.billing.run.line"].search_count(self._left_domain(state))

    @api.depends("state", "line_ids.state", "line_ids.preview_state", "started_on")
    def _compute_remaining(self):
        now = fields.Datetime.now()
        for run in self:
            run.remaining = False
            if run.state not in ("previewing", "running") or not run.started_on:
                continue
            left = run._count_left()
            done = run.line_count - left - run.started_count
            passed = (now - run.started_on).total_seconds()
            run.remaining = (
                run._time_text(passed / done * left)
                if done > 0
                else self.env._("waits for the background job")
            )

    @api.model
    def _time_text(self, seconds):
        """A time to come in words, as exact as it can be known."""
        if seconds < 60:
            return self.env._("less than a minute")
        minutes = round(seconds / 60)
        if minutes < 60:
            return self.env._("about %(minutes)s min", minutes=minutes)
        return self.env._(
            "about %(hours)s h %(minutes)s min",
            hours=minutes // 60,
            minutes=minutes % 60,
        )
