from dataclasses import replace
from datetime import timedelta

from odoo import models

from ..engine import cycle_of, reading_window, settling_cycle
from .water_settlement import SETTLED


class WaterContract(models.Model):
    """Billing cycles of a contract: which is settled, which comes next."""

    _inherit = "water.contract"

    def _cycle_of(self, day):
        """The billing cycle that contains the day."""
        self.ensure_one()
        terms = self._terms_on(day)
        return cycle_of(day, int(terms.billing_months), terms.cycle_offset)

    def _settling_cycle(self, day):
        """The cycle whose reading window holds the day, or None."""
        self.ensure_one()
        terms = self._terms_on(day)
        cycle = settling_cycle(
            day,
            int(terms.billing_months),
            self.window_before,
            self.window_after,
            terms.cycle_offset,
        )
        if cycle and self.date_to and cycle.date_to > self.date_to:
            return None if cycle.date_from > self.date_to else cycle
        return cycle

    def _last_settled_day(self):
        """Last day of the contract that has a settlement, or False."""
        self.ensure_one()
        if history := self._history():
            return history.settled.get(self.id, False)
        last = (
            self.env["water.settlement"]
            .sudo()
            .search(
                [("contract_id", "=", self.id), ("state", "in", SETTLED)],
                order="date_to desc",
                limit=1,
            )
        )
        return last.date_to

    def _settlement_on(self, day):
        """The settlement that covers this day, or the last one before it."""
        self.ensure_one()
        return (
            self.env["water.settlement"]
            .sudo()
            .search(
                [
                    ("contract_id", "=", self.id),
                    ("state", "in", SETTLED),
                    ("date_from", "<=", day),
                ],
                order="date_to desc",
                limit=1,
            )
            .with_env(self.env)
        )

    def _settled_days(self):
        """{contract id: last day that is settled}, in one query.

        A contract without a settlement has no entry.
        """
        groups = (
            self.env["water.settlement"]
            .sudo()
            ._read_group(
                [("contract_id", "in", self.ids), ("state", "in", SETTLED)],
                ["contract_id"],
                ["date_to:max"],
            )
        )
        return {contract.id: last for contract, last in groups}

    def _next_due(self, today, settled=None):
        """What a resident is told about the next bill.

        :param date settled: last day that is settled or False, where `_settled_days`
            was asked for many contracts
        :return: dict with the first unsettled ``cycle``, its ``window`` (first and
            last day) and whether it is ``open`` today; ``ends`` tells that the
            contract's last day comes before that of the cycle or of its window
        """
        self.ensure_one()
        if settled is None:
            # A page shows several contracts: their settlements are loaded together.
            settled = max(
                self.settlement_ids.filtered(lambda s: s.state in SETTLED).mapped(
                    "date_to"
                ),
                default=False,
            )
        start = settled + timedelta(days=1) if settled else self.date_from
        cycle = self._cycle_of(start)
        window = reading_window(cycle, self.window_before, self.window_after)
        while window[1] < today:
            cycle = self._cycle_of(cycle.date_to + timedelta(days=1))
            window = reading_window(cycle, self.window_before, self.window_after)
        # What is read after its last day is of the contract no more.
        last = self.date_to if self.renewal != "auto" else False
        ends = bool(last) and window[1] > last
        if ends and cycle.date_to > last:
            cycle = replace(cycle, date_to=last)
            window = reading_window(cycle, self.window_before, 0)
        elif ends:
            window = (window[0], last)
        return {
            "cycle": cycle,
            "window": window,
            "open": window[0] <= today <= window[1],
            "ends": ends,
        }

    def _days_to_settle(self, cycle):
        """(first, last) unsettled day up to the end of the cycle, or None."""
        self.ensure_one()
        settled = self._last_settled_day()
        first = settled + timedelta(days=1) if settled else self.date_from
        last = min(filter(None, (cycle.date_to, self.date_to)))
        return (first, last) if first <= last else None
