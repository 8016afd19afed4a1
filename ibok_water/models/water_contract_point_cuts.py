from datetime import timedelta

from odoo import models

DAY = timedelta(days=1)


class WaterContractPoint(models.Model):
    """Readings inside a billed use: those near a change of price cut it there."""

    _inherit = "water.contract.point"

    def _days_that_cut(self, table, after):
        """Days whose readings may cut the use of these rows.

        :param PriceTable table: prices of the company
        :param date after: days before it were billed already
        """
        margin = max(self.company_id.mapped("water_tariff_change_days"), default=0)
        if not margin:
            return set()
        return {
            change + timedelta(days=away)
            for change in table.changes()
            if change + timedelta(days=margin) >= after
            for away in range(-margin - 1, margin)
        }

    def _readings_between(self, start, end, days):
        """Accepted readings of these days after the start and before the end."""
        self.ensure_one()
        if history := self.contract_id._history():
            found = history.between.get(self.point_id.id)
            found = found or self.env["water.reading"]
        else:
            found = self.env["water.reading"].search(
                [
                    ("point_id", "=", self.point_id.id),
                    ("state", "=", "accepted"),
                    ("date", ">", start.date),
                    ("date", "<", end.date),
                ],
                order="date, id",
            )
        return found.filtered(
            lambda r: start.date < r.date < end.date and r.date in days
        )

    def _readings_at_changes(self, start, end, table):
        """Actual readings that may tell what was used before a change of price."""
        days = self._days_that_cut(table, start.date)
        if not days:
            return self.env["water.reading"]
        return self._readings_between(start, end, days).filtered(
            lambda r: r.source != "estimate"
        )

    def _cut_at(self, spans, readings):
        """The spans, each cut at its meter's readings that lie on its way.

        :param spans: list of (RegisterSpan, reading from, reading to)
        """
        pieces = []
        for _span, opening, closing in spans:
            start = opening
            for reading in readings:
                if (
                    reading.installation_id == closing.installation_id
                    and start.date < reading.date < closing.date
                    and _on_the_way(start.value, reading.value, closing.value)
                ):
                    pieces.append(self._span(start, reading))
                    start = reading
            pieces.append(self._span(start, closing))
        return pieces


def _on_the_way(first, value, last):
    """Whether a register passes the value from one state to the other."""
    if first <= last:
        return first <= value <= last
    return value >= first or value <= last
