from odoo import api, models
from odoo.fields import Domain

from ..engine import PERIODS
from .law_day import law_today
from .water_cutoff_case import BEFORE


class WaterCutoffCase(models.Model):
    """What stops a case at each step: a payment, a plan, an objection."""

    _inherit = "water.cutoff.case"

    @api.depends(
        *("ground", "state", "demand_id.state"),
        *("line_ids.amount_residual", "settlement_ids.payment_state"),
    )
    def _compute_stopped(self):
        today = law_today(self)
        lines = self.line_ids
        stops = lines._water_dunning_stops(today)
        for case in self:
            case.stopped = case._stopped_by(stops)

    def _stopped_by(self, stops):
        """Code of what took the ground away, or False.

        :param dict stops: {line id: what keeps it from being demanded}
        """
        self.ensure_one()
        if self.ground != "unpaid" or self.state not in BEFORE:
            return False
        if not self.amount_due:
            return "paid"
        # The act wants a demand that was not heeded; `_find` asks for one too.
        if self.demand_id.state in ("settled", "cancelled"):
            return "demand"
        open_lines = self.line_ids.filtered(lambda line: line.amount_residual > 0)
        reasons = {stops.get(line.id) for line in open_lines}
        if "instalments" in reasons:
            return "plan"
        if reasons & {"disputed"}:
            return "disputed"
        unpaid = self._unpaid_settlements()
        periods = {(bill.date_from, bill.date_to) for bill in unpaid}
        return "periods" if len(periods) < PERIODS else False

    def _unpaid_settlements(self):
        """Of the periods that made the case, those not paid for today."""
        open_lines = self.line_ids.filtered(lambda line: line.amount_residual > 0)
        return self.settlement_ids.filtered(lambda s: s.move_id in open_lines.move_id)

    @api.model
    def _search_stopped(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search([("state", "in", BEFORE), ("ground", "=", "unpaid")])
        found = Domain.FALSE
        for wanted in value:
            cases = waiting.filtered(
                lambda case, wanted=wanted: case.stopped == (wanted or False)
            )
            domain = Domain("id", "in", cases.ids)
            if not wanted:
                domain = Domain("id", "not in", (waiting - cases).ids)
            found |= domain
        return found
