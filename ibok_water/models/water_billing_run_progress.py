from odoo import api, models

from .law_day import law_today


class WaterBillingRun(models.Model):
    """What a billing run adds to how work in the background begins and goes on."""

    _inherit = "water.billing.run"

    def _begin(self, state):
        """Override: no bill is dated before the day it is made."""
        if state == "running":
            self._date_bills_no_earlier_than_today()
        return super()._begin(state)

    def _date_bills_no_earlier_than_today(self):
        """A run made days ago would bill with what is left of the term, or none."""
        today = law_today(self)
        self.filtered(lambda run: run.invoice_date < today).invoice_date = today

    @api.depends("line_ids.state", "line_ids.preview_state")
    def _compute_remaining(self):
        """Override: it changes with the lines."""
        return super()._compute_remaining()
