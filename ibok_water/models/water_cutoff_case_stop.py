from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import PERIODS
from .law_day import law_today
from .water_cutoff_case import BEFORE

#: What brings the water back once it is cut off: the money is there, or a plan for it.
#: That the demand was heeded too late, or an objection, is for a person to weigh.
BACK = ("paid", "plan", "periods")


class WaterCutoffCase(models.Model):
    """What stops a case at each step: a payment, a plan, an objection.

    Once the water is cut off, the same brings it back.
    """

    _inherit = "water.cutoff.case"

    to_reconnect = fields.Boolean(
        string="To Be Reconnected",
        compute="_compute_to_reconnect",
        search="_search_to_reconnect",
        compute_sudo=True,
        help="The water is cut off, and the ground for it has fallen away.",
    )

    @api.depends(
        *("ground", "state", "demand_id.state"),
        *("line_ids.amount_residual", "settlement_ids.payment_state"),
    )
    def _compute_stopped(self):
        gone = self.filtered(lambda case: case.state in BEFORE)._ground_gone()
        for case in self:
            case.stopped = gone.get(case.id, False)

    @api.depends(
        *("ground", "state", "demand_id.state"),
        *("line_ids.amount_residual", "settlement_ids.payment_state"),
    )
    def _compute_to_reconnect(self):
        gone = self.filtered(lambda case: case.state == "executed")._ground_gone()
        for case in self:
            case.to_reconnect = gone.get(case.id) in BACK

    def _ground_gone(self):
        """{case's id: code of what took its ground away}; the others are left out."""
        cases = self.filtered(lambda case: case.ground == "unpaid")
        stops = cases.line_ids._water_dunning_stops(law_today(self))
        found = {case.id: case._gone_by(stops) for case in cases}
        return {id_: code for id_, code in found.items() if code}

    def _gone_by(self, stops):
        """Code of what took the ground away, or False.

        :param dict stops: {line id: what keeps it from being demanded}
        """
        self.ensure_one()
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
    def _search_to_reconnect(self, operator, value):
        if operator != "in":
            return NotImplemented
        cut = self.search([("state", "=", "executed"), ("ground", "=", "unpaid")])
        waiting = Domain("id", "in", cut.filtered("to_reconnect").ids)
        return Domain.OR(waiting if wanted else ~waiting for wanted in value)

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
