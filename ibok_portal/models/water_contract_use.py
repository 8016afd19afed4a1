from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import format_date

from odoo.addons.ibok_water.models.water_reading_flow import exact

from ..tools import daily_litres, use_between, year_before

#: How far back the use chart reaches.
CHART_DAYS = 800


class WaterContract(models.Model):
    """The use of a contract over time, read and estimated."""

    _inherit = "water.contract"

    def _portal_spans(self, row):
        """Use between the contract's own register states, oldest first.

        What was estimated above what a later reading shows is left out: that reading
        tells the use of the whole time.

        :return: list of dicts: ``date_from`` (day of the earlier state), ``date_to``,
            ``days``, ``value`` (later state), ``volume`` (Decimal m³), ``meter``,
            ``estimated``
        """
        self.ensure_one()
        readings = self._portal_accepted(row.point_id)
        first = row.initial_reading_id
        begun, spans = {}, []
        if first:
            begun[first.installation_id] = row.initial_date, exact(row.initial_value)
        for meter, own in (readings - first).grouped("installation_id").items():
            spans += self._portal_meter_spans(begun.get(meter), own)
        return sorted(spans, key=lambda span: (span["date_to"], span["date_from"]))

    def _portal_meter_spans(self, begun, readings):
        """The spans of one meter.

        :param begun: (day, value) from which the contract pays, or None
        :param readings: of the meter, oldest first
        """
        read = last = begun
        spans, forecasts = [], []
        for reading in readings:
            state = reading.date, exact(reading.value)
            if last and last[0] < reading.date:
                forecast = reading._is_forecast()
                span = self._portal_span(last, reading)
                if not forecast and forecasts:
                    whole = self._portal_span(read, reading)
                    guessed = sum(guess["volume"] for guess in forecasts)
                    if guessed > whole["volume"]:
                        spans = spans[: -len(forecasts)]
                        span = whole
                spans.append(span)
                forecasts = [*forecasts, span] if forecast else []
            if not last or not reading._is_forecast():
                read = state
            last = state
        return spans

    def _portal_span(self, before, reading):
        """Use from a (day, value) to a reading of the same meter."""
        volume = exact(reading.value) - before[1]
        if volume < 0:
            volume += Decimal(10) ** reading.meter_id.digits
            if volume > Decimal(str(self.company_id.water_rollover_limit)):
                # Begun with an estimate above the true state: nothing was used yet.
                volume = Decimal(0)
        return {
            "date_from": before[0],
            "date_to": reading.date,
            "days": (reading.date - before[0]).days,
            "value": exact(reading.value),
            "volume": volume,
            "meter": reading.meter_id.number,
            "reading": reading,
            "estimated": reading.source == "estimate",
        }

    def _portal_estimated_bills(self):
        """Last bills that rest on an estimate which no reading settled yet.

        :return: the settlements, at most one of a contract
        """
        # Of the last ones only: else the use of all bills ever made would be read.
        last = self.env["water.settlement"].union(
            *(
                contract.settlement_ids.filtered(lambda s: s.state == "done").sorted(
                    "date_to"
                )[-1:]
                for contract in self
            )
        )
        return last.filtered(lambda s: s._portal_is_estimated())

    def _portal_recent_spans(self, spans):
        """The part of the use that the chart shows.

        :param spans: of `_portal_spans`
        :return: those of late, with ``litres_before``: the mean use a day in the same
            time a year earlier, or None
        """
        since = self._portal_today() - timedelta(days=CHART_DAYS)
        known = [(s["date_from"], s["date_to"], s["volume"]) for s in spans]
        recent = [span for span in spans if span["date_to"] > since]
        for span in recent:
            start, end = year_before(span["date_from"]), year_before(span["date_to"])
            before = use_between(known, start, end)
            span["litres_before"] = (
                None if before is None else daily_litres(start, end, before)
            )
        return recent

    def _portal_year_use(self, spans):
        """m³ of the twelve months up to the last reading, and of those before.

        :param spans: of `_portal_spans`
        :return: dict ``end``, ``use``, ``before`` (Decimal); None when not all is known
        """
        spans = [(span["date_from"], span["date_to"], span["volume"]) for span in spans]
        if not spans:
            return None
        end = spans[-1][1]
        start = year_before(end)
        use = use_between(spans, start, end)
        before = use_between(spans, year_before(start), start)
        if use is None or before is None:
            return None
        tenth = Decimal("0.1")
        return {
            "end": end,
            "use": use.quantize(tenth),
            "before": before.quantize(tenth),
        }

    def _portal_chart_summary(self, spans):
        """The use chart in words, for those who do not see it."""
        if not spans:
            return ""
        rates = [
            (daily_litres(s["date_from"], s["date_to"], s["volume"]), s) for s in spans
        ]
        most = max(rates, key=lambda rate: rate[0])
        return self.env._(
            "From %(start)s to %(end)s. Last: %(last)s litres a day. Most: %(most)s "
            "litres a day, up to the reading of %(day)s. All numbers are in the table.",
            start=format_date(self.env, spans[0]["date_from"]),
            end=format_date(self.env, spans[-1]["date_to"]),
            last=rates[-1][0],
            most=most[0],
            day=format_date(self.env, most[1]["date_to"]),
        )
